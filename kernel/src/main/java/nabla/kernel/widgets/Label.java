package nabla.kernel.widgets;

/// A text: `new Label("ready")`, changed by `value(…)`.
public final class Label extends Shown {
  /// Creates it.
  public Label(String value) {
    super(value, "Label");
  }
}
