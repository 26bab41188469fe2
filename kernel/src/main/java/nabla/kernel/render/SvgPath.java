package nabla.kernel.render;

/// Writes the `d` of an SVG path.
final class SvgPath {
  private final StringBuilder text = new StringBuilder();

  SvgPath move(double x, double y) {
    return add('M', x, y);
  }

  SvgPath line(double x, double y) {
    return add('L', x, y);
  }

  /// Adds a curve that bends towards `(cx, cy)` and ends at `(x, y)`.
  SvgPath curve(double cx, double cy, double x, double y) {
    return add('Q', cx, cy).add(' ', x, y);
  }

  String close() {
    return text.append('Z').toString();
  }

  String open() {
    return text.toString();
  }

  private SvgPath add(char command, double x, double y) {
    text.append(command).append(Markup.number(x)).append(',').append(Markup.number(y));
    return this;
  }
}
