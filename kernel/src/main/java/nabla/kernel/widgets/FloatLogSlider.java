package nabla.kernel.widgets;

import static nabla.kernel.text.Texts.text;

import org.jspecify.annotations.Nullable;

/// A slider over powers of ten, as for learning rates: `new FloatLogSlider("lr", 0.01, 1e-4, 1)`.
public final class FloatLogSlider extends Input<Double> {
  /// Creates it, with bounds that are themselves values (not exponents).
  ///
  /// @throws IllegalArgumentException if the value is not in the range, or the range is not above 0
  public FloatLogSlider(String description, double value, double min, double max) {
    super(description, "value", value, "Slider");
    if (!(0 < min && min <= value && value <= max && min < max)) {
      throw new IllegalArgumentException(text("widget.range", value, min, max));
    }
    put("base", 10.0);
    put("min", Math.log10(min));
    put("max", Math.log10(max));
    put("step", (Math.log10(max) - Math.log10(min)) / 100);
    put("readout_format", ".3g");
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
}
