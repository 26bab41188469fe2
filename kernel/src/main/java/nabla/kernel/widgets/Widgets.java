package nabla.kernel.widgets;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What cells call to join widgets; imported statically by every notebook.
public final class Widgets {
  private Widgets() {}

  /// A function of three values.
  @FunctionalInterface
  public interface Function3<A, B, C, R extends @Nullable Object> {
    /// Returns the result.
    R apply(A first, B second, C third);
  }

  /// Shows what a function makes of a value, anew with each move: `interact(a -> plotDerivative(x
  /// -> x.mul(a).sin(), -3, 3), new FloatSlider("a", 1, 5))`.
  public static <A> VBox interact(
      Function<? super A, ? extends @Nullable Object> function, Input<A> first) {
    return interact(() -> function.apply(first.value()), List.of(first));
  }

  /// Shows what a function makes of two values, anew with each move: `interact((lr, steps) ->
  /// train(lr, steps), new FloatLogSlider("lr", 0.1, 1e-3, 1), new IntSlider("steps", 1, 100))`.
  public static <A, B> VBox interact(
      BiFunction<? super A, ? super B, ? extends @Nullable Object> function,
      Input<A> first,
      Input<B> second) {
    return interact(() -> function.apply(first.value(), second.value()), List.of(first, second));
  }

  /// Shows what a function makes of three values, anew with each move.
  public static <A, B, C> VBox interact(
      Function3<? super A, ? super B, ? super C, ? extends @Nullable Object> function,
      Input<A> first,
      Input<B> second,
      Input<C> third) {
    return interact(
        () -> function.apply(first.value(), second.value(), third.value()),
        List.of(first, second, third));
  }

  private static VBox interact(
      Supplier<? extends @Nullable Object> function, List<Input<?>> inputs) {
    Output output = new Output();
    inputs.forEach(input -> input.observe(_ -> output.replace(function)));
    List<Widget> all = new ArrayList<>(inputs);
    all.add(output);
    VBox box = new VBox(all.toArray(Widget[]::new));
    output.replace(function);
    return box;
  }

  /// Ties the values of two widgets together in the front end, without the kernel: `jslink(play,
  /// slider)`.
  public static void jslink(Widget source, Widget target) {
    var _ = Helper.link(source, target, "value").id();
  }

  /// Returns a button that ends the cell which makes it: `display(stopButton("Stop"))` before a
  /// training.
  public static Button stopButton(String description) {
    return Button.stopping(description);
  }
}
