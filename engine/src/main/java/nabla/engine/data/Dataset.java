package nabla.engine.data;

import static nabla.engine.tensor.Joining.stack;

import java.util.ArrayList;
import java.util.List;
import nabla.engine.tensor.Tensor;

/// Examples that are found by their number, PyTorch's `torch.utils.data.Dataset`.
///
/// An example is a list of tensors, most often an input and its target. A class of one's own
/// implements [#size] and [#get]; [DataLoader] makes batches of them.
public interface Dataset {
  /// Returns the number of examples, `len(dataset)` in Python.
  int size();

  /// Returns an example.
  ///
  /// @param index from 0 before [#size]
  List<Tensor> get(int index);

  /// Returns examples as one batch: their tensors are stacked along a new first dimension.
  default Batch batch(int... indices) {
    List<List<Tensor>> columns = new ArrayList<>();
    for (int index : indices) {
      List<Tensor> example = get(index);
      for (int i = 0; i < example.size(); i++) {
        if (columns.size() <= i) {
          columns.add(new ArrayList<>());
        }
        columns.get(i).add(example.get(i));
      }
    }
    return new Batch(columns.stream().map(column -> stack(column)).toList());
  }
}
