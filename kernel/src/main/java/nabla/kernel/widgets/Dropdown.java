package nabla.kernel.widgets;

import static nabla.kernel.text.Texts.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A list to choose from: `new Dropdown("optimizer", "SGD", "Adam")`.
public final class Dropdown extends Input<String> {
  private final List<String> choices;

  /// Creates it, with the first one chosen.
  ///
  /// @throws IllegalArgumentException if there is none
  public Dropdown(String description, String... choices) {
    super(description, "index", 0, "Description");
    if (choices.length == 0) {
      throw new IllegalArgumentException(text("widget.choices"));
    }
    this.choices = List.of(choices);
    put("_options_labels", this.choices);
  }

  /// Chooses.
  ///
  /// @throws IllegalArgumentException if it is not among the choices
  public void value(String choice) {
    if (!choices.contains(choice)) {
      throw new IllegalArgumentException(text("widget.choice", choice, choices));
    }
    set("index", choices.indexOf(choice));
  }

  @Override
  String of(Object state) {
    return choices.get((Integer) state);
  }

  @Override
  @Nullable Object readValue(Object raw) {
    return whole(raw) instanceof Integer index && index >= 0 && index < choices.size()
        ? index
        : null;
  }

  @Override
  public String toString() {
    return super.toString() + " = " + value() + " " + choices;
  }
}
