package nabla.kernel.widgets;

import java.util.Map;

/// A widget that shows a text and takes none.
public abstract sealed class Shown extends Widget permits HTML, Label {
  private final String style;

  Shown(String value, String style) {
    this.style = style;
    put("value", value);
  }

  /// Shows another text.
  public void value(String value) {
    set("value", value);
  }

  /// Returns the text.
  public String value() {
    return written("value");
  }

  @Override
  final Map<String, Widget> parts() {
    return Map.of("layout", new Helper(BASE, "Layout"), "style", Helper.style(style));
  }
}
