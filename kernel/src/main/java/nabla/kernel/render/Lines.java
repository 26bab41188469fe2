package nabla.kernel.render;

import java.awt.geom.Path2D;
import java.util.List;
import nabla.kernel.render.GraphLayout.Point;
import nabla.kernel.render.GraphLayout.Route;

/// Draws the lines of a graph: right angles with rounded corners and a head at the end.
final class Lines {
  private static final double CORNER = 6;
  private static final double HEAD = 7;

  private Lines() {}

  /// Draws one line; a line that carries no gradient is dashed.
  static void draw(Pen pen, Route route, boolean carriesGradient) {
    List<Point> points = route.points();
    if (points.size() < 2) {
      return;
    }
    Point end = points.getLast();
    Point neck = towards(end, points.get(points.size() - 2), HEAD);
    Path2D path = new Path2D.Double();
    path.moveTo(points.getFirst().x(), points.getFirst().y());
    for (int i = 1; i < points.size() - 1; i++) {
      Point corner = points.get(i);
      Point before = towards(corner, points.get(i - 1), CORNER);
      Point after = towards(corner, points.get(i + 1), CORNER);
      path.lineTo(before.x(), before.y());
      path.quadTo(corner.x(), corner.y(), after.x(), after.y());
    }
    path.lineTo(neck.x(), neck.y());
    pen.line(path, !carriesGradient);
    pen.head(head(neck, end));
  }

  private static Path2D head(Point neck, Point end) {
    double dx = (end.y() - neck.y()) / 2;
    double dy = (end.x() - neck.x()) / 2;
    Path2D path = new Path2D.Double();
    path.moveTo(end.x(), end.y());
    path.lineTo(neck.x() + dx, neck.y() - dy);
    path.lineTo(neck.x() - dx, neck.y() + dy);
    path.closePath();
    return path;
  }

  /// Returns the point at this distance on the way to another, but never past the middle.
  private static Point towards(Point from, Point to, double distance) {
    double length = Math.hypot(to.x() - from.x(), to.y() - from.y());
    double part = length == 0 ? 0 : Math.min(distance / length, 0.5);
    return new Point(from.x() + (to.x() - from.x()) * part, from.y() + (to.y() - from.y()) * part);
  }
}
