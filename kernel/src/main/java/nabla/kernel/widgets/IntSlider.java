package nabla.kernel.widgets;

import static nabla.kernel.text.Texts.text;

import org.jspecify.annotations.Nullable;

/// A slider over whole numbers: `new IntSlider("steps", 1, 100)`.
public final class IntSlider extends Input<Integer> {
  /// Creates it with its value at the lower end.
  ///
  /// @throws IllegalArgumentException if the range is empty
  public IntSlider(String description, int min, int max) {
    this(description, min, min, max);
  }

  /// Creates it.
  ///
  /// @throws IllegalArgumentException if the value is not in the range
  public IntSlider(String description, int value, int min, int max) {
    super(description, "value", value, "Slider");
    if (!(min <= value && value <= max && min < max)) {
      throw new IllegalArgumentException(text("widget.range", value, min, max));
    }
    put("min", min);
    put("max", max);
    put("step", 1);
  }

  /// Sets the value.
  public void value(int value) {
    set("value", value);
  }

  @Override
  Integer of(Object state) {
    return (Integer) state;
  }

  @Override
  @Nullable Object readValue(Object raw) {
    return whole(raw);
  }

  @Override
  public String toString() {
    return super.toString() + " (" + get("min") + " … " + get("max") + ")";
  }
}
