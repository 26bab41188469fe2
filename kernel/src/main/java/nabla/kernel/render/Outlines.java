package nabla.kernel.render;

import java.awt.geom.Path2D;
import nabla.kernel.render.GraphLayout.Area;

/// The shapes of boxes.
final class Outlines {
  private Outlines() {}

  /// Returns a box with round corners.
  static Path2D rounded(Area area, double radius) {
    double right = area.x() + area.width();
    double bottom = area.y() + area.height();
    Path2D path = new Path2D.Double();
    path.moveTo(area.x() + radius, area.y());
    path.lineTo(right - radius, area.y());
    path.quadTo(right, area.y(), right, area.y() + radius);
    path.lineTo(right, bottom - radius);
    path.quadTo(right, bottom, right - radius, bottom);
    path.lineTo(area.x() + radius, bottom);
    path.quadTo(area.x(), bottom, area.x(), bottom - radius);
    path.lineTo(area.x(), area.y() + radius);
    path.quadTo(area.x(), area.y(), area.x() + radius, area.y());
    path.closePath();
    return path;
  }

  /// Returns a box with a corner cut off, like a note.
  static Path2D note(Area area, double cut) {
    double right = area.x() + area.width();
    double bottom = area.y() + area.height();
    return polygon(
        area.x(),
        area.y(),
        right - cut,
        area.y(),
        right,
        area.y() + cut,
        right,
        bottom,
        area.x(),
        bottom);
  }

  /// Returns a box whose sides are points.
  static Path2D hexagon(Area area, double point) {
    double right = area.x() + area.width();
    double bottom = area.y() + area.height();
    double middle = area.y() + area.height() / 2;
    return polygon(
        area.x() + point,
        area.y(),
        right - point,
        area.y(),
        right,
        middle,
        right - point,
        bottom,
        area.x() + point,
        bottom,
        area.x(),
        middle);
  }

  /// Returns a box that leans to the right.
  static Path2D leaning(Area area, double slant) {
    double right = area.x() + area.width();
    double bottom = area.y() + area.height();
    return polygon(
        area.x() + slant, area.y(), right, area.y(), right - slant, bottom, area.x(), bottom);
  }

  private static Path2D polygon(double... points) {
    Path2D path = new Path2D.Double();
    path.moveTo(points[0], points[1]);
    for (int i = 2; i < points.length; i += 2) {
      path.lineTo(points[i], points[i + 1]);
    }
    path.closePath();
    return path;
  }
}
