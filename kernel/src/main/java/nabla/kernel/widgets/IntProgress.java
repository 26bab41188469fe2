package nabla.kernel.widgets;

/// A bar from one number to another: `new IntProgress("epochs", 0, 10)`, moved by `value(…)`.
public final class IntProgress extends ProgressBar {
  /// Creates it, empty.
  public IntProgress(String description, int min, int max) {
    super(description, min, min, max);
  }

  /// Fills it up to a value.
  public void value(int value) {
    set("value", value);
  }
}
