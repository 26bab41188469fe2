package nabla.kernel.session;

/// Converts between the protocol's positions, in code points, and Java's, in UTF-16 units.
final class CodePoints {
  private CodePoints() {}

  /// Returns the UTF-16 offset of a position; one outside the text becomes the nearest one inside.
  static int toUtf16(String text, int position) {
    int length = text.codePointCount(0, text.length());
    return text.offsetByCodePoints(0, Math.clamp(position, 0, length));
  }

  /// Returns the position in code points of a UTF-16 offset.
  static int fromUtf16(String text, int offset) {
    return text.codePointCount(0, Math.clamp(offset, 0, text.length()));
  }
}
