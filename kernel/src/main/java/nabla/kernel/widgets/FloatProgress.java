package nabla.kernel.widgets;

/// A bar from one number to another: `new FloatProgress("epochs", 0, 10)`, moved by `value(…)`.
public final class FloatProgress extends ProgressBar {
  /// Creates it, empty.
  public FloatProgress(String description, double min, double max) {
    super(description, min, min, max);
  }

  /// Fills it up to a value.
  public void value(double value) {
    set("value", value);
  }
}
