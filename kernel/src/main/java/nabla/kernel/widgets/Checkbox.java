package nabla.kernel.widgets;

import org.jspecify.annotations.Nullable;

/// A box to tick: `new Checkbox("shuffle", true)`.
public final class Checkbox extends Input<Boolean> {
  /// Creates it.
  public Checkbox(String description, boolean value) {
    super(description, "value", value, "Checkbox");
    put("indent", false);
  }

  /// Sets the value.
  public void value(boolean value) {
    set("value", value);
  }

  @Override
  Boolean of(Object state) {
    return (Boolean) state;
  }

  @Override
  @Nullable Object readValue(Object raw) {
    return raw instanceof Boolean ? raw : null;
  }
}
