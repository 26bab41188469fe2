package nabla.engine.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What else is known of an operation.
///
/// @param pins what it has saved for its backward pass
/// @param failure why the last backward pass failed here, or null
/// @param frames the calls of modules it was recorded in, the outermost first
public record Detail(List<Pin> pins, @Nullable String failure, List<Frame> frames) {
  /// Nothing more.
  public static final Detail NONE = new Detail(List.of(), null, List.of());

  /// Copies the lists.
  public Detail {
    pins = List.copyOf(pins);
    frames = List.copyOf(frames);
  }
}
