package nabla.kernel.render;

/// Measures and writes text in a drawing.
///
/// Which font a reader has is not known, and must not change the drawing. So text is set in the
/// system's monospaced font, in nearly all of which a column is 0.6 of the font's size, and every
/// piece says how long it is, so that a font of another width is fitted by the viewer.
final class TextBox {
  static final String FONT = "ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace";
  static final double FONT_SIZE = 12;
  static final double LINE_HEIGHT = 16;

  /// The size of small text, as a part of the normal size.
  static final double SMALL = 0.9;

  private static final double COLUMN = 0.6 * FONT_SIZE;

  private TextBox() {}

  /// Returns the width at the normal size.
  static double width(String text) {
    return columns(text) * COLUMN;
  }

  /// Returns the number of columns: two for the wide letters of East Asia and for emoji, none for
  /// marks that sit on the letter before.
  static int columns(String text) {
    return text.codePoints().map(TextBox::columns).sum();
  }

  private static int columns(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    boolean wide =
        (c >= 0x1100 && c <= 0x115F)
            || (c >= 0x2E80 && c <= 0xA4CF)
            || (c >= 0xAC00 && c <= 0xD7A3)
            || (c >= 0xF900 && c <= 0xFAFF)
            || (c >= 0xFE30 && c <= 0xFE6F)
            || (c >= 0xFF00 && c <= 0xFF60)
            || (c >= 0x1F300 && c <= 0x1FAFF)
            || (c >= 0x20000 && c <= 0x3FFFD);
    return wide ? 2 : 1;
  }

  /// Returns the text in one line of at most so many columns; `…` stands for what is cut off.
  static String clip(String text, int most) {
    String line = text.replaceAll("[\\n\\r\\t]+ *", " ");
    if (columns(line) <= most) {
      return line;
    }
    StringBuilder kept = new StringBuilder();
    int used = 1;
    for (int c : line.codePoints().toArray()) {
      used += columns(c);
      if (used > most) {
        break;
      }
      kept.appendCodePoint(c);
    }
    return kept.append('…').toString();
  }

  /// Writes one line from `x` on, with its base line at `y`.
  static void write(
      StringBuilder out, String text, double x, double y, Palette palette, boolean bold) {
    write(out, text, x, y, palette, bold ? " font-weight=\"bold\"" : "", 1);
  }

  /// Writes one line of small text from `x` on.
  static void writeSmall(StringBuilder out, String text, double x, double y, Palette palette) {
    String size = " font-size=\"" + Markup.number(FONT_SIZE * SMALL) + "\"";
    write(out, text, x, y, palette, size, SMALL);
  }

  private static void write(
      StringBuilder out,
      String text,
      double x,
      double y,
      Palette palette,
      String style,
      double scale) {
    // Blanks in front are left out rather than kept: not every viewer honours `xml:space`.
    String visible = text.stripLeading();
    double indent = (text.length() - visible.length()) * COLUMN * scale;
    out.append("<text class=\"").append(palette.css()).append("-t\" x=\"");
    out.append(Markup.number(x + indent)).append("\" y=\"").append(Markup.number(y));
    out.append("\" fill=\"").append(palette.text).append('"').append(style);
    out.append(" textLength=\"").append(Markup.number(width(visible) * scale));
    out.append("\" lengthAdjust=\"spacingAndGlyphs\">").append(Markup.escape(visible));
    out.append("</text>");
  }
}
