package nabla.kernel.render;

import java.util.List;
import nabla.kernel.render.GraphLayout.Point;
import nabla.kernel.render.GraphLayout.Route;

/// Draws the lines of a graph: right angles with rounded corners and a head at the end.
final class SvgLines {
  private static final double CORNER = 6;
  private static final double HEAD = 7;

  private SvgLines() {}

  /// Draws one line; a line that carries no gradient is dashed.
  static void draw(StringBuilder out, Route route, boolean carriesGradient) {
    List<Point> points = route.points();
    if (points.size() < 2) {
      return;
    }
    Point end = points.getLast();
    Point neck = towards(end, points.get(points.size() - 2), HEAD);
    out.append("<path fill=\"none\" stroke=\"").append(Palette.LINE);
    out.append("\" stroke-width=\"1.5\"");
    out.append(carriesGradient ? "" : " stroke-dasharray=\"5 4\"").append(" d=\"");
    SvgPath path = new SvgPath().move(points.getFirst().x(), points.getFirst().y());
    for (int i = 1; i < points.size() - 1; i++) {
      Point corner = points.get(i);
      Point before = towards(corner, points.get(i - 1), CORNER);
      Point after = towards(corner, points.get(i + 1), CORNER);
      path.line(before.x(), before.y()).curve(corner.x(), corner.y(), after.x(), after.y());
    }
    out.append(path.line(neck.x(), neck.y()).open()).append("\"/>\n");
    head(out, neck, end);
  }

  private static void head(StringBuilder out, Point neck, Point end) {
    double dx = (end.y() - neck.y()) / 2;
    double dy = (end.x() - neck.x()) / 2;
    SvgPath path =
        new SvgPath()
            .move(end.x(), end.y())
            .line(neck.x() + dx, neck.y() - dy)
            .line(neck.x() - dx, neck.y() + dy);
    out.append("<path fill=\"").append(Palette.LINE).append("\" d=\"");
    out.append(path.close()).append("\"/>\n");
  }

  /// Returns the point at this distance on the way to another, but never past the middle.
  private static Point towards(Point from, Point to, double distance) {
    double length = Math.hypot(to.x() - from.x(), to.y() - from.y());
    double part = length == 0 ? 0 : Math.min(distance / length, 0.5);
    return new Point(from.x() + (to.x() - from.x()) * part, from.y() + (to.y() - from.y()) * part);
  }
}
