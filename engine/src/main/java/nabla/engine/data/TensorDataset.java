package nabla.engine.data;

import static nabla.engine.tensor.Creation.tensor;

import java.util.List;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.IndexException;
import nabla.engine.tensor.Tensor;

/// Examples along the first dimension of tensors, PyTorch's `torch.utils.data.TensorDataset`.
public final class TensorDataset implements Dataset {
  private final List<Tensor> tensors;

  /// Creates a data set of tensors of the same first size.
  public TensorDataset(Tensor... tensors) {
    this(List.of(tensors));
  }

  private TensorDataset(List<Tensor> tensors) {
    this.tensors = tensors;
    if (tensors.isEmpty()) {
      throw new IndexException("tuple index out of range", "data.noTensors");
    }
    int size = tensors.get(0).size(0);
    for (Tensor each : tensors) {
      if (each.size(0) != size) {
        throw new ArgumentException(
            "Size mismatch between tensors", "data.sizes", tensors.get(0).shape(), each.shape());
      }
    }
  }

  /// Returns the tensors themselves.
  public List<Tensor> tensors() {
    return tensors;
  }

  @Override
  public int size() {
    return tensors.get(0).size(0);
  }

  @Override
  public List<Tensor> get(int index) {
    return tensors.stream().map(each -> each.at(index)).toList();
  }

  @Override
  public Batch batch(int... indices) {
    Tensor chosen = tensor(indices);
    return new Batch(tensors.stream().map(each -> each.indexSelect(0, chosen)).toList());
  }
}
