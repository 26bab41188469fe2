package nabla.engine.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of the tensor that stands at a vertex.
///
/// @param name the variable's name in the program, if one is known
/// @param shape the size of each axis; empty for a scalar
/// @param dtype the name of the element type, `float32`
/// @param text the elements as text, where they are few enough to be read in a drawing
public record Value(
    @Nullable String name, List<Integer> shape, String dtype, @Nullable String text) {
  public Value {
    shape = List.copyOf(shape);
  }

  /// Returns the same value under another name.
  public Value named(@Nullable String name) {
    return new Value(name, shape, dtype, text);
  }

  /// Returns shape and dtype in one line: `[2, 3] float32`.
  public String type() {
    return shape + " " + dtype;
  }
}
