package nabla.engine.data;

import java.util.List;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.IndexException;
import nabla.engine.tensor.Tensor;

/// The examples of several data sets, one after the other, PyTorch's
/// `torch.utils.data.ConcatDataset`.
public final class ConcatDataset implements Dataset {
  private final List<Dataset> datasets;

  /// Creates the data set.
  public ConcatDataset(Dataset... datasets) {
    this.datasets = List.of(datasets);
    if (datasets.length == 0) {
      throw new ArgumentException("datasets should not be an empty iterable", "data.noDatasets");
    }
  }

  @Override
  public int size() {
    return datasets.stream().mapToInt(Dataset::size).reduce(0, Math::addExact);
  }

  @Override
  public List<Tensor> get(int index) {
    int left = index;
    for (Dataset dataset : datasets) {
      if (left >= 0 && left < dataset.size()) {
        return dataset.get(left);
      }
      left -= dataset.size();
    }
    throw new IndexException("list index out of range", "data.index", index, size());
  }
}
