package nabla.kernel.widgets;

import java.util.List;

/// Widgets one below the other: `new VBox(a, b)`.
public final class VBox extends Container {
  /// Creates it.
  public VBox(Widget... children) {
    super(List.of(children));
  }
}
