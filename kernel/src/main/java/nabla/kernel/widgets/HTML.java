package nabla.kernel.widgets;

/// A piece of HTML: `new HTML("<b>loss</b>")`, changed by `value(…)`.
public final class HTML extends Shown {
  /// Creates it.
  public HTML(String value) {
    super(value, "HTML");
  }
}
