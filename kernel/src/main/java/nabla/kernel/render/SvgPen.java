package nabla.kernel.render;

import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;

/// Writes a drawing as SVG. Every piece of text says how long it is, so that a font of another
/// width than ours is fitted by the viewer.
final class SvgPen implements Pen {
  private final StringBuilder out = new StringBuilder();

  /// Returns what was drawn.
  String text() {
    return out.toString();
  }

  @Override
  public void begin(String sentence, String... data) {
    out.append("<g");
    for (int i = 0; i + 1 < data.length; i += 2) {
      out.append(" data-").append(data[i]).append("=\"").append(Markup.escape(data[i + 1]));
      out.append('"');
    }
    out.append('>');
    if (!sentence.isEmpty()) {
      out.append("<title>").append(Markup.escape(sentence)).append("</title>");
    }
  }

  @Override
  public void end() {
    out.append("</g>\n");
  }

  @Override
  public void shape(Path2D path, Palette palette, double width, boolean dashed) {
    out.append("<path class=\"").append(palette.css()).append("\" d=\"").append(d(path));
    out.append("\" fill=\"").append(palette.fill).append("\" stroke=\"").append(palette.stroke);
    out.append("\" stroke-width=\"").append(Markup.number(width)).append('"');
    out.append(dashed ? " stroke-dasharray=\"3 3\"/>" : "/>");
  }

  @Override
  public void line(Path2D path, boolean dashed) {
    out.append("<path fill=\"none\" stroke=\"").append(Palette.LINE);
    out.append("\" stroke-width=\"1.5\"").append(dashed ? " stroke-dasharray=\"5 4\"" : "");
    out.append(" d=\"").append(d(path)).append("\"/>");
  }

  @Override
  public void head(Path2D path) {
    out.append("<path fill=\"").append(Palette.LINE).append("\" d=\"").append(d(path));
    out.append("\"/>");
  }

  @Override
  public void text(String text, double x, double y, Palette palette, boolean bold, double scale) {
    // Blanks in front are left out rather than kept: not every viewer honours `xml:space`.
    String visible = text.stripLeading();
    double indent = TextBox.width(text) - TextBox.width(visible);
    out.append("<text class=\"").append(palette.css()).append("-t\" x=\"");
    out.append(Markup.number(x + indent * scale)).append("\" y=\"").append(Markup.number(y));
    out.append("\" fill=\"").append(palette.text).append('"');
    out.append(bold ? " font-weight=\"bold\"" : "");
    if (scale != 1) {
      out.append(" font-size=\"").append(Markup.number(TextBox.FONT_SIZE * scale)).append('"');
    }
    out.append(" textLength=\"").append(Markup.number(TextBox.width(visible) * scale));
    out.append("\" lengthAdjust=\"spacingAndGlyphs\">").append(Markup.escape(visible));
    out.append("</text>");
  }

  private static String d(Path2D path) {
    StringBuilder d = new StringBuilder();
    double[] at = new double[6];
    for (PathIterator part = path.getPathIterator(null); !part.isDone(); part.next()) {
      switch (part.currentSegment(at)) {
        case PathIterator.SEG_MOVETO -> point(d.append('M'), at[0], at[1]);
        case PathIterator.SEG_LINETO -> point(d.append('L'), at[0], at[1]);
        case PathIterator.SEG_QUADTO -> {
          point(d.append('Q'), at[0], at[1]);
          point(d.append(' '), at[2], at[3]);
        }
        case PathIterator.SEG_CLOSE -> d.append('Z');
        default -> throw new IllegalArgumentException("a drawing has no such curves");
      }
    }
    return d.toString();
  }

  private static void point(StringBuilder d, double x, double y) {
    d.append(Markup.number(x)).append(',').append(Markup.number(y));
  }
}
