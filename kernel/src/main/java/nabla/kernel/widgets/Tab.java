package nabla.kernel.widgets;

import java.util.List;
import java.util.Map;

/// Widgets on pages with tabs: `new Tab(titles, a, b)`.
public final class Tab extends Container {
  /// Creates it.
  ///
  /// @param titles one for each widget
  public Tab(List<String> titles, Widget... children) {
    super(List.of(children));
    put("titles", List.copyOf(titles));
    put("selected_index", 0);
  }

  /// Creates it from widgets by their titles, in the order of the map.
  public Tab(Map<String, ? extends Widget> children) {
    this(List.copyOf(children.keySet()), children.values().toArray(Widget[]::new));
  }
}
