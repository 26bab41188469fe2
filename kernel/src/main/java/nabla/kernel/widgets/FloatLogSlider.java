package nabla.kernel.widgets;

import static nabla.kernel.text.Texts.text;

import org.jspecify.annotations.Nullable;

/// A slider over powers of ten, as for learning rates: `new FloatLogSlider("lr", 0.01, 1e-4, 1)`.
public final class FloatLogSlider extends Input<Double> {
  private static final double STEPS = 100;
  private static final double STEPS_OF_A_DECADE = 20;

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
    put("step", step(Math.log10(max) - Math.log10(min), Math.log10(value) - Math.log10(min)));
    put("readout_format", ".3g");
  }

  /// Returns a step of exponents with the value on one of them: a front end moves a handle that
  /// lies between two to one of these, and would show 0.102 for 0.1.
  private static double step(double span, double offset) {
    double step = span < 1 ? span / STEPS : 1.0 / STEPS_OF_A_DECADE;
    boolean isAtTheEnd = offset < step / STEPS;
    return isAtTheEnd ? step : offset / Math.max(1, Math.rint(offset / step));
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
