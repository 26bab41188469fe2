package nabla.kernel.chart;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.font.FontRenderContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/// The font that charts are measured and drawn with. It comes with the kernel, because fonts of the
/// same name differ from one machine to the next, and with them every place of a label.
final class Typeface {
  private static final String FILE = "/nabla/kernel/font/DejaVuSans.ttf";

  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);
  private static final Font FONT = load();

  private Typeface() {}

  private static Font load() {
    try (InputStream file = Objects.requireNonNull(Typeface.class.getResourceAsStream(FILE))) {
      return Font.createFont(Font.TRUETYPE_FONT, file).deriveFont(12f);
    } catch (IOException e) {
      throw new UncheckedIOException("the kernel cannot read its font", e);
    } catch (FontFormatException e) {
      throw new IllegalStateException("the kernel's font is damaged", e);
    }
  }

  static Font size(int size) {
    return FONT.deriveFont((float) size);
  }

  /// Returns how wide a text is at the size of a label.
  static double width(String text) {
    return FONT.getStringBounds(text, CONTEXT).getWidth();
  }

  /// Returns a text that is no wider than the room there is, with `…` at its end if it was cut.
  static String shortened(String text, double room) {
    if (width(text) <= room) {
      return text;
    }
    int end = text.length();
    while (end > 1 && width(text.substring(0, end) + "…") > room) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end) + "…";
  }
}
