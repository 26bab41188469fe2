package nabla.kernel.render;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import nabla.kernel.render.GraphLayout.Size;

/// Paints a drawing as pixels, on white, in the font that comes along: for exports and front ends
/// that show no SVG.
final class PngPen implements Pen {
  private static final double SCALE = 1.5;
  private static final double MOST_PIXELS = 6_000_000;
  private static final int MOST_COLOURS = 256;

  private final BufferedImage image;
  private final Graphics2D graphics;

  PngPen(Size size) {
    double scale = Math.min(SCALE, Math.sqrt(MOST_PIXELS / (size.width() * size.height())));
    image =
        new BufferedImage(
            (int) Math.max(1, Math.ceil(size.width() * scale)),
            (int) Math.max(1, Math.ceil(size.height() * scale)),
            BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.scale(scale, scale);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }

  /// The font, loaded when the first picture is painted.
  private static final class OurFont {
    static final Font FONT = load();

    private static Font load() {
      try (var in = Objects.requireNonNull(PngPen.class.getResourceAsStream(TextBox.FONT_FILE))) {
        return Font.createFont(Font.TRUETYPE_FONT, in);
      } catch (IOException e) {
        throw new UncheckedIOException("the font cannot be read", e);
      } catch (FontFormatException e) {
        throw new IllegalStateException("the font is broken", e);
      }
    }
  }

  BufferedImage image() {
    return fewColours(image);
  }

  /// Returns the picture with its 256 most frequent colours, in a fraction of the bytes: a drawing
  /// has few, but for the edges of its letters.
  private static BufferedImage fewColours(BufferedImage image) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    Map<Integer, Integer> counts = new TreeMap<>();
    // In runs: a table with a look-up for each pixel would be slower than the painting.
    for (int start = 0, end = 0; start < pixels.length; start = end) {
      while (end < pixels.length && pixels[end] == pixels[start]) {
        end++;
      }
      counts.merge(pixels[start], end - start, Integer::sum);
    }
    int[] colours =
        counts.entrySet().stream()
            .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
            .limit(MOST_COLOURS)
            .mapToInt(Map.Entry::getKey)
            .toArray();
    IndexColorModel model =
        new IndexColorModel(8, colours.length, colours, 0, false, -1, DataBuffer.TYPE_BYTE);
    BufferedImage few =
        new BufferedImage(
            image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model);
    byte[] indices = ((DataBufferByte) few.getRaster().getDataBuffer()).getData();
    Map<Integer, Byte> nearest = new HashMap<>();
    for (int start = 0, end = 0; start < pixels.length; start = end) {
      while (end < pixels.length && pixels[end] == pixels[start]) {
        end++;
      }
      byte index =
          nearest.computeIfAbsent(pixels[start], colour -> (byte) nearest(colour, colours));
      Arrays.fill(indices, start, end, index);
    }
    return few;
  }

  private static int nearest(int colour, int[] colours) {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < colours.length; i++) {
      int distance = 0;
      for (int shift = 0; shift < 24; shift += 8) {
        int difference = (colour >> shift & 0xFF) - (colours[i] >> shift & 0xFF);
        distance += difference * difference;
      }
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return best;
  }

  @Override
  public void begin(String sentence, String... data) {
    // nothing to point at
  }

  @Override
  public void end() {
    // see begin
  }

  @Override
  public void shape(Path2D path, Palette palette, double width, boolean dashed) {
    graphics.setColor(Color.decode(palette.fill));
    graphics.fill(path);
    graphics.setColor(Color.decode(palette.stroke));
    graphics.setStroke(stroke(width, dashed, 3, 3));
    graphics.draw(path);
  }

  @Override
  public void line(Path2D path, boolean dashed) {
    graphics.setColor(Color.decode(Palette.LINE));
    graphics.setStroke(stroke(1.5, dashed, 5, 4));
    graphics.draw(path);
  }

  private static BasicStroke stroke(double width, boolean dashed, float dash, float gap) {
    float[] pattern = dashed ? new float[] {dash, gap} : null;
    return new BasicStroke(
        (float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, pattern, 0);
  }

  @Override
  public void head(Path2D path) {
    graphics.setColor(Color.decode(Palette.LINE));
    graphics.fill(path);
  }

  @Override
  public void text(String text, double x, double y, Palette palette, boolean bold, double scale) {
    String visible = text.stripLeading();
    if (visible.isEmpty()) {
      return;
    }
    double indent = TextBox.width(text) - TextBox.width(visible);
    float size = (float) (TextBox.FONT_SIZE * scale);
    Font font = OurFont.FONT.deriveFont(bold ? Font.BOLD : Font.PLAIN, size);
    if (font.canDisplayUpTo(visible) >= 0) {
      font = new Font(Font.MONOSPACED, bold ? Font.BOLD : Font.PLAIN, 1).deriveFont(size);
    }
    graphics.setFont(font);
    graphics.setColor(Color.decode(palette.text));
    double natural = font.getStringBounds(visible, graphics.getFontRenderContext()).getWidth();
    double wanted = TextBox.width(visible) * scale;
    AffineTransform before = graphics.getTransform();
    graphics.translate(x + indent * scale, y);
    graphics.scale(natural > 0 ? wanted / natural : 1, 1);
    graphics.drawString(visible, 0, 0);
    graphics.setTransform(before);
  }
}
