package nabla.engine.format;

import org.jspecify.annotations.Nullable;

/// What the printer may ask of a tensor. Nothing is asked of an element that is not shown.
public interface Printable {

  /// Returns the dtype's name without a prefix: `float32`, `int64`, `bool`.
  String dtype();

  /// Returns whether the elements are floating-point numbers.
  boolean isFloating();

  /// Returns whether the dtype is the one that a literal like `1.5` gets, so that it goes unsaid.
  boolean isDefaultDtype();

  /// Returns the sizes; empty for a single number. The printer does not change the array.
  int[] shape();

  /// Returns the element at a logical index, of a floating tensor.
  ///
  /// The printer reuses the array for the next element.
  double doubleAt(int[] index);

  /// Returns the element at a logical index, of a tensor of whole numbers or booleans (0 or 1).
  ///
  /// The printer reuses the array for the next element.
  long longAt(int[] index);

  /// Returns the device's name; `cpu` goes unsaid.
  String device();

  /// Returns whether operations on the tensor are recorded.
  boolean requiresGrad();

  /// Returns the name of the node that computed the tensor, such as `MulBackward0`.
  @Nullable String gradFnName();
}
