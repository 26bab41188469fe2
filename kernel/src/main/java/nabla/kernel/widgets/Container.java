package nabla.kernel.widgets;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Widgets together.
public abstract sealed class Container extends Widget permits HBox, VBox, Tab, Accordion {
  private final List<Widget> children;

  Container(List<? extends Widget> children) {
    this.children = List.copyOf(children);
  }

  /// Returns the widgets in it.
  public final List<Widget> children() {
    return children;
  }

  @Override
  final Map<String, Widget> parts() {
    put("children", children.stream().map(Widget::reference).toList());
    return Map.of("layout", new Helper(BASE, "Layout"));
  }

  @Override
  public String toString() {
    return children.stream()
        .map(Widget::toString)
        .filter(text -> !text.equals("Output"))
        .collect(Collectors.joining("\n"));
  }
}
