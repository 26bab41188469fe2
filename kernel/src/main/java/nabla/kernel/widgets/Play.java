package nabla.kernel.widgets;

import static nabla.kernel.text.Texts.text;

import org.jspecify.annotations.Nullable;

/// Buttons that let a number run: `new Play(0, 50)`, then `jslink(play, slider)`.
public final class Play extends Input<Integer> {
  /// Creates it, ten steps a second.
  ///
  /// @throws IllegalArgumentException if the range is empty
  public Play(int min, int max) {
    super("", "value", min, "Description");
    if (min >= max) {
      throw new IllegalArgumentException(text("widget.range", min, min, max));
    }
    put("min", min);
    put("max", max);
    put("step", 1);
    put("interval", 100);
    put("playing", false);
    put("repeat", false);
    put("show_repeat", true);
  }

  /// Sets the value.
  public void value(int value) {
    set("value", value);
  }

  @Override
  Integer of(Object state) {
    return (Integer) state;
  }

  @Override
  @Nullable Object readValue(Object raw) {
    return whole(raw);
  }
}
