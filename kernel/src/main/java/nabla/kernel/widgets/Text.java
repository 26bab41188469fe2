package nabla.kernel.widgets;

import org.jspecify.annotations.Nullable;

/// A field for a line of text: `new Text("name", "")`.
public final class Text extends Input<String> {
  /// Creates it.
  public Text(String description, String value) {
    super(description, "value", value, "Text");
  }

  /// Sets the value.
  public void value(String value) {
    set("value", value);
  }

  @Override
  String of(Object state) {
    return (String) state;
  }

  @Override
  @Nullable Object readValue(Object raw) {
    return raw instanceof String ? raw : null;
  }
}
