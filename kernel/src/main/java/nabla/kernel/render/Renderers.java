package nabla.kernel.render;

import java.awt.image.RenderedImage;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import nabla.engine.graph.Graph;
import nabla.engine.tensor.GraphRecorder;
import nabla.engine.tensor.Tensor;
import nabla.kernel.protocol.MimeBundle;
import org.jspecify.annotations.Nullable;

/// Turns the value of a cell into what the notebook shows: one case for each type that has a look
/// of its own.
public final class Renderers {
  private Renderers() {}

  /// Returns the forms of a value, with no names on the values of a graph.
  public static MimeBundle render(@Nullable Object value) {
    return render(value, Map::of);
  }

  /// Returns the forms of a value. A value whose renderer fails is shown as text with a note, so
  /// that a cell does not lose its result. Only what must end the cell gets through: an interrupt,
  /// or a virtual machine out of memory.
  ///
  /// @param variables the notebook's variables by name; asked only where their names are shown
  public static MimeBundle render(
      @Nullable Object value,
      Supplier<? extends Map<String, ? extends @Nullable Object>> variables) {
    try {
      return renderByType(value, variables);
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      return fallback(value, e);
    }
  }

  private static MimeBundle renderByType(
      @Nullable Object value,
      Supplier<? extends Map<String, ? extends @Nullable Object>> variables) {
    return switch (value) {
      case Tensor tensor -> TensorView.render(tensor);
      case Graph graph -> GraphView.render(graph.named(names(variables.get())));
      case RenderedImage image -> ImageView.render(image);
      case MimeBundle bundle -> bundle;
      case Throwable thrown -> MimeBundle.text(PlainText.of(thrown));
      case null, default -> MimeBundle.text(PlainText.of(value));
    };
  }

  /// Returns the variables' names by the ids that their values have in graphs. Of two names of one
  /// value the one declared first stays.
  private static Map<Long, String> names(Map<String, ? extends @Nullable Object> variables) {
    Map<Long, String> names = new HashMap<>();
    variables.forEach(
        (name, value) -> {
          if (value instanceof Tensor tensor) {
            names.putIfAbsent(GraphRecorder.idOf(tensor), name);
          }
        });
    return names;
  }

  private static MimeBundle fallback(@Nullable Object value, Throwable failure) {
    String note = "(could not be shown: " + described(failure) + ")";
    try {
      return MimeBundle.text(PlainText.of(value) + "\n" + note);
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      String type = value == null ? "null" : value.getClass().getName();
      return MimeBundle.text("an object of " + type + "\n" + note);
    }
  }

  /// The failure comes from code that we do not know: its message may fail as well.
  private static String described(Throwable failure) {
    try {
      return String.valueOf(failure);
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      return failure.getClass().getName();
    }
  }
}
