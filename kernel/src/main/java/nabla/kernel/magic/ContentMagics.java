package nabla.kernel.magic;

import java.util.List;

/// Magics that show a cell as something else than Java.
final class ContentMagics {
  static final List<Magic> ALL =
      List.of(
          Magic.shown(
              "html", "shows the cell as HTML", text -> new Content("text/html", text, text)),
          Magic.shown(
              "markdown",
              "shows the cell as Markdown",
              text -> new Content("text/markdown", text, text)));

  private ContentMagics() {}
}
