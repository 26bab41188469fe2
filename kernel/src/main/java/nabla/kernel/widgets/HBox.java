package nabla.kernel.widgets;

import java.util.List;

/// Widgets beside one another: `new HBox(a, b)`.
public final class HBox extends Container {
  /// Creates it.
  public HBox(Widget... children) {
    super(List.of(children));
  }
}
