package nabla.kernel.render;

import java.util.ArrayList;
import java.util.List;

/// Measures text in a drawing.
///
/// The font that comes along has columns of one width. An SVG names it first and the system's own
/// after it, in nearly all of which a column is as wide; every piece says how long it is, so that a
/// font of another width is fitted by the viewer.
final class TextBox {
  static final String FONT = "'DejaVu Sans Mono',ui-monospace,Menlo,Consolas,monospace";
  static final String FONT_FILE = "DejaVuSansMono.ttf";
  static final double FONT_SIZE = 12;
  static final double LINE_HEIGHT = 16;

  /// The size of small text, as a part of the normal size.
  static final double SMALL = 0.9;

  /// The font's advance is 1233 of 2048 units.
  private static final double COLUMN = 1233.0 / 2048 * FONT_SIZE;

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

  /// Returns the words in lines of at most so many columns.
  static List<String> wrap(String text, int most) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+", -1)) {
      if (!line.isEmpty() && columns(line + " " + word) > most) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(clip(word, most));
    }
    lines.add(line.toString());
    return lines;
  }
}
