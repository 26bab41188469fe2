package nabla.kernel.widgets;

import java.util.Map;

/// A bar that is filled from Java.
public abstract sealed class ProgressBar extends Widget permits IntProgress, FloatProgress {
  ProgressBar(String description, Number value, Number min, Number max) {
    traits(CONTROLS, "2.0.0", getClass().getSimpleName() + "Model", "ProgressView");
    put("description", description);
    put("value", value);
    put("min", min);
    put("max", max);
  }

  @Override
  final Map<String, Widget> parts() {
    return Map.of("layout", new Helper(BASE, "Layout"), "style", Helper.style("Progress"));
  }
}
