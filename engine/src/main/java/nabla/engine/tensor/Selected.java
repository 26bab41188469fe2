package nabla.engine.tensor;

import nabla.engine.format.TensorText;

/// Elements that were chosen along a dimension, and where they were found.
///
/// @param operation PyTorch's name of the operation that chose, for the text
/// @param values the elements
/// @param indices their positions along the dimension, int64
public record Selected(String operation, Tensor values, Tensor indices) {
  /// Returns the text that PyTorch prints for this result.
  @Override
  public String toString() {
    return TensorText.results(operation, "values", values, "indices", indices);
  }
}
