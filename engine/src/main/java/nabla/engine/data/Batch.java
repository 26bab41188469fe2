package nabla.engine.data;

import java.util.List;
import nabla.engine.error.IndexException;
import nabla.engine.tensor.Tensor;

/// Some examples together: each tensor has one of them at each place of its first dimension.
public record Batch(List<Tensor> tensors) {
  /// Creates a batch.
  public Batch {
    tensors = List.copyOf(tensors);
  }

  /// Returns the first tensor, `(n, …)`: what goes into a model.
  public Tensor input() {
    return get(0);
  }

  /// Returns the second tensor, `(n, …)`: what should come out.
  public Tensor target() {
    return get(1);
  }

  /// Returns a tensor by its place.
  public Tensor get(int place) {
    if (place < 0 || place >= tensors.size()) {
      throw new IndexException("list index out of range", "data.place", place, tensors.size());
    }
    return tensors.get(place);
  }

  /// Returns the number of examples.
  public int size() {
    return tensors.isEmpty() ? 0 : tensors.get(0).size(0);
  }
}
