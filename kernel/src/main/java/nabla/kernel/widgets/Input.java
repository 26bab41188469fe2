package nabla.kernel.widgets;

import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A widget with a value that the user sets.
///
/// @param <T> what the value is
public abstract sealed class Input<T> extends Widget
    permits IntSlider, FloatSlider, FloatLogSlider, Checkbox, Dropdown, Text, Play {
  private final String trait;
  private final String style;

  /// @param trait where the value is
  /// @param state what stands for the value there
  /// @param style the name of its style in the front end
  Input(String description, String trait, Object state, String style) {
    this.trait = trait;
    this.style = style;
    put("description", description);
    put(trait, state);
  }

  /// Returns the value now.
  public T value() {
    return of(Objects.requireNonNull(get(trait)));
  }

  /// Calls `code` with each new value, whether the user or a cell sets it.
  public void observe(Consumer<? super T> code) {
    listen(trait, value -> code.accept(of(Objects.requireNonNull(value))));
  }

  /// Returns the value that a state stands for.
  abstract T of(Object state);

  @Override
  final Map<String, Widget> parts() {
    return Map.of("layout", new Helper(BASE, "Layout"), "style", Helper.style(style));
  }

  @Override
  final @Nullable Object read(String name, Object raw) {
    return name.equals(trait) ? readValue(raw) : raw;
  }

  /// Returns the state that the front end sends, as Java has it, or `null` if it is none.
  abstract @Nullable Object readValue(Object raw);

  static @Nullable Object whole(Object raw) {
    return raw instanceof Number number ? (Object) number.intValue() : null;
  }

  static @Nullable Object real(Object raw) {
    return raw instanceof Number number ? (Object) number.doubleValue() : null;
  }
}
