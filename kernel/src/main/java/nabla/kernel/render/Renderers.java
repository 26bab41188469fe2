package nabla.kernel.render;

import java.awt.image.RenderedImage;
import nabla.engine.graph.Graph;
import nabla.kernel.protocol.MimeBundle;
import org.jspecify.annotations.Nullable;

/// Turns the value of a cell into what the notebook shows: one case for each type that has a look
/// of its own.
public final class Renderers {
  private Renderers() {}

  /// Returns the forms of a value. A value whose renderer fails is shown as text with a note, so
  /// that a cell does not lose its result. Only what must end the cell gets through: an interrupt,
  /// or a virtual machine out of memory.
  public static MimeBundle render(@Nullable Object value) {
    try {
      return renderByType(value);
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      return fallback(value, e);
    }
  }

  private static MimeBundle renderByType(@Nullable Object value) {
    return switch (value) {
      case MimeBundle bundle -> bundle;
      case Graph graph -> GraphView.render(graph);
      case RenderedImage image -> ImageView.render(image);
      case Throwable thrown -> MimeBundle.text(PlainText.of(thrown));
      case null, default -> MimeBundle.text(PlainText.of(value));
    };
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
