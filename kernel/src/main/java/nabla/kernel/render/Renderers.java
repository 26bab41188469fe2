package nabla.kernel.render;

import nabla.engine.graph.Graph;
import nabla.kernel.protocol.MimeBundle;
import org.jspecify.annotations.Nullable;

/// Turns the value of a cell into what the notebook shows: one case for each type that has a look
/// of its own.
public final class Renderers {
  private Renderers() {}

  /// Returns the forms of a value. Never fails: a value whose renderer fails is shown as text with
  /// a note, so that a cell does not lose its result.
  public static MimeBundle render(@Nullable Object value) {
    return switch (value) {
      case Graph graph -> GraphView.render(graph);
      case null, default -> MimeBundle.text(String.valueOf(value));
    };
  }
}
