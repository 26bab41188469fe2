package nabla.kernel.chart;

/// What lies over the plane of a chart beside its series, in the chart's own coordinates.
sealed interface Layer {
  /// A filled rectangle.
  ///
  /// @param colour opacity, red, green, blue
  record Cell(double left, double bottom, double right, double top, int colour) implements Layer {}

  /// A straight line.
  record Line(double fromX, double fromY, double toX, double toY) implements Layer {}

  /// A text around a point, on whatever colours are there.
  ///
  /// @param plate whether it brings a light ground of its own, for colours that may be dark
  record Label(double x, double y, String text, boolean plate) implements Layer {}

  /// A text on the bare plane.
  ///
  /// @param begins whether it begins at the point, instead of standing around it
  record Name(double x, double y, String text, boolean begins) implements Layer {}
}
