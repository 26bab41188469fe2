package nabla.kernel.widgets;

import static nabla.kernel.text.Texts.text;

import org.jspecify.annotations.Nullable;

/// A slider over numbers: `new FloatSlider("slope", -2, 2)`.
public final class FloatSlider extends Input<Double> {
  /// Creates it with its value at the lower end.
  ///
  /// @throws IllegalArgumentException if the range is empty
  public FloatSlider(String description, double min, double max) {
    this(description, min, min, max);
  }

  /// Creates it.
  ///
  /// @throws IllegalArgumentException if the value is not in the range
  public FloatSlider(String description, double value, double min, double max) {
    super(description, "value", value, "Slider");
    if (!(min <= value && value <= max && min < max)) {
      throw new IllegalArgumentException(text("widget.range", value, min, max));
    }
    put("min", min);
    put("max", max);
    put("step", (max - min) / 100);
  }

  /// Sets the value.
  public void value(double value) {
    set("value", value);
  }

  @Override
  Double of(Object state) {
    return (Double) state;
  }

  @Override
  @Nullable Object readValue(Object raw) {
    return real(raw);
  }

  @Override
  public String toString() {
    return super.toString() + " (" + get("min") + " … " + get("max") + ")";
  }
}
