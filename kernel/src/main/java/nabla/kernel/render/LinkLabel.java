package nabla.kernel.render;

import nabla.engine.graph.Link;
import nabla.kernel.render.GraphLayout.Area;
import nabla.kernel.render.GraphLayout.Size;
import nabla.kernel.text.Texts;
import org.jspecify.annotations.Nullable;

/// What stands on a link: the gradient that went back along it, or why none did.
record LinkLabel(String text, Palette palette) {
  private static final double PADDING = 4;
  private static final int MOST_COLUMNS = 24;

  static @Nullable LinkLabel of(Link link) {
    if (link.cut() != null) {
      return new LinkLabel(TextBox.clip(link.cut().strip(), MOST_COLUMNS), Palette.DETACHED);
    }
    return link.gradient() == null
        ? null
        : new LinkLabel(TextBox.clip(link.gradient().strip(), MOST_COLUMNS), Palette.GRADIENT);
  }

  Size size() {
    return new Size(
        TextBox.width(text) * TextBox.SMALL + 2 * PADDING,
        TextBox.LINE_HEIGHT * TextBox.SMALL + PADDING);
  }

  void draw(Pen pen, Area area, String... data) {
    pen.begin(meaning(), data);
    pen.shape(Outlines.rounded(area, 4), palette, 0.6, false);
    double base = area.y() + area.height() / 2 + TextBox.FONT_SIZE * TextBox.SMALL * 0.34;
    pen.text(text, area.x() + PADDING, base, palette, false, TextBox.SMALL);
    pen.end();
  }

  private String meaning() {
    return palette == Palette.GRADIENT
        ? Texts.text("render.graph.gradient", text)
        : Texts.text("render.graph.cut", text);
  }
}
