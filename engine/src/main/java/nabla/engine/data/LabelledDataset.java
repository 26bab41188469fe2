package nabla.engine.data;

import java.util.List;
import nabla.engine.tensor.Tensor;

/// A table of numbers with what should be learnt of each row, and the names of both.
///
/// @param data the features, `(n, features)`
/// @param target the class of each row, `(n)` int64, or the number that belongs to it, `(n, 1)`
/// @param featureNames the names of the columns
/// @param targetNames the names of the classes; empty if the target is a number
public record LabelledDataset(
    Tensor data, Tensor target, List<String> featureNames, List<String> targetNames)
    implements Dataset {
  /// Creates the data set.
  public LabelledDataset {
    featureNames = List.copyOf(featureNames);
    targetNames = List.copyOf(targetNames);
    TensorDataset _ = new TensorDataset(data, target);
  }

  @Override
  public int size() {
    return data.size(0);
  }

  @Override
  public List<Tensor> get(int index) {
    return new TensorDataset(data, target).get(index);
  }

  @Override
  public Batch batch(int... indices) {
    return new TensorDataset(data, target).batch(indices);
  }

  /// Returns how many rows of how many features there are, and the names of the classes.
  @Override
  public String toString() {
    return "%d examples of %s%s"
        .formatted(size(), featureNames, targetNames.isEmpty() ? "" : ", classes " + targetNames);
  }
}
