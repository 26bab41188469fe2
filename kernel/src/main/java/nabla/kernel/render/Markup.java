package nabla.kernel.render;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// Small things that every writer of HTML or SVG needs.
final class Markup {
  private Markup() {}

  /// Returns the text made safe inside an element and inside a quoted attribute. Characters that
  /// XML does not allow at all become `U+FFFD`.
  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(isXml(c) ? c : 0xFFFD);
              }
            });
    return out.toString();
  }

  private static boolean isXml(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c < 0xD800)
        || (c >= 0xE000 && c < 0xFFFE)
        || c >= 0x10000;
  }

  /// Returns a coordinate with at most one decimal, the same in every locale.
  static String number(double value) {
    return BigDecimal.valueOf(value)
        .setScale(1, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  /// Returns a short name for this content, the same on every machine and run.
  static String fingerprint(String content) {
    return "nabla-" + Integer.toHexString(content.hashCode());
  }
}
