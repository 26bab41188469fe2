package nabla.engine.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of the tensor that stands at a vertex.
///
/// @param name the variable's name in the program, if one is known
/// @param shape the size of each axis; empty for a scalar
/// @param dtype the name of the element type, `float32`
/// @param text the elements as text, where they are few enough to be read in a drawing
/// @param device where the elements are, `cpu`
public record Value(
    @Nullable String name,
    List<Integer> shape,
    String dtype,
    @Nullable String text,
    String device) {
  public Value {
    shape = List.copyOf(shape);
  }

  /// A value on the CPU.
  public Value(@Nullable String name, List<Integer> shape, String dtype, @Nullable String text) {
    this(name, shape, dtype, text, "cpu");
  }

  /// Returns the same value under another name.
  public Value named(@Nullable String name) {
    return new Value(name, shape, dtype, text, device);
  }

  /// Returns shape and dtype in one line: `[2, 3] float32`; the device, too, where it is not the
  /// CPU.
  public String type() {
    return shape + " " + dtype + (device.equals("cpu") ? "" : " " + device);
  }
}
