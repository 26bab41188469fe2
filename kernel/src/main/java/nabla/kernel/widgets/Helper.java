package nabla.kernel.widgets;

import java.util.List;
import java.util.Map;

/// A model of the front end that is no widget of its own: a layout, a style, a link.
final class Helper extends Widget {
  Helper(String module, String name) {
    traits(module, "2.0.0", name + "Model", name.equals("Link") ? null : viewOf(name));
  }

  private static String viewOf(String name) {
    return name.equals("Layout") ? "LayoutView" : "StyleView";
  }

  static Helper style(String name) {
    Helper style = new Helper(CONTROLS, name + "Style");
    style.put("_view_module", BASE);
    return style;
  }

  /// Ties two traits together in the front end.
  static Helper link(Widget source, Widget target, String trait) {
    Helper link = new Helper(CONTROLS, "Link");
    link.put("source", List.of(source.reference(), trait));
    link.put("target", List.of(target.reference(), trait));
    return link;
  }

  @Override
  Map<String, Widget> parts() {
    return Map.of();
  }
}
