package nabla.kernel.widgets;

import java.util.List;
import java.util.Map;

/// Widgets in parts that fold: `new Accordion(titles, a, b)`.
public final class Accordion extends Container {
  /// Creates it.
  ///
  /// @param titles one for each widget
  public Accordion(List<String> titles, Widget... children) {
    super(List.of(children));
    put("titles", List.copyOf(titles));
    put("selected_index", 0);
  }

  /// Creates it from widgets by their titles, in the order of the map.
  public Accordion(Map<String, ? extends Widget> children) {
    this(List.copyOf(children.keySet()), children.values().toArray(Widget[]::new));
  }
}
