package nabla.kernel.magic;

import java.util.List;

/// Magics that show a cell as something else than Java.
final class ContentMagics {
  static final List<Magic> ALL =
      List.of(
          shown("html", "text/html"),
          shown("markdown", "text/markdown"),
          shown("latex", "text/latex"),
          shown("mermaid", "text/vnd.mermaid"));

  private ContentMagics() {}

  private static Magic shown(String name, String mimeType) {
    return Magic.cell(
        name, "", (call, host) -> host.show(new Content(mimeType, call.body(), call.body())));
  }
}
