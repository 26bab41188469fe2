package nabla.kernel.chart;

/// A named row of points.
@SuppressWarnings("ArrayRecordComponent") // nobody compares
record Series(String name, double[] x, double[] y, Style style) {
  /// How its points are drawn.
  enum Style {
    LINE,
    DOTS,
    /// Not at all: they say only how far the plane reaches.
    CORNERS
  }

  static Series line(String name, double[] x, double[] y) {
    return new Series(name, x, y, Style.LINE);
  }

  static Series dots(String name, double[] x, double[] y) {
    return new Series(name, x, y, Style.DOTS);
  }

  /// The point between the corners makes their distances unequal: at points of equal distances
  /// XChart writes a number for each, however many there are.
  static Series corners(double left, double bottom, double right, double top) {
    double betweenX = left + (right - left) * 0.3137;
    double betweenY = bottom + (top - bottom) * 0.3137;
    return new Series(
        "",
        new double[] {left, betweenX, right},
        new double[] {bottom, betweenY, top},
        Style.CORNERS);
  }
}
