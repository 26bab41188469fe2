package nabla.engine.nn;

import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Computes one step of a gated recurrent unit; [GRU] walks along a sequence.
///
/// The input is `(n, in)` or `(in)`, the state `(n, hidden)` or `(hidden)`.
public final class GRUCell extends RecurrentCell {
  /// Creates the cell with PyTorch's defaults.
  public GRUCell(int inputSize, int hiddenSize) {
    this(inputSize, hiddenSize, options());
  }

  /// Creates the cell.
  public GRUCell(int inputSize, int hiddenSize, Options options) {
    super(Recurrence.GRU, inputSize, hiddenSize, options);
  }

  /// Returns the next state after one of zeros.
  @Override
  public Tensor forward(Tensor input) {
    return forward(input, null);
  }

  /// Returns the next state after a state; null for zeros.
  public Tensor forward(Tensor input, @Nullable Tensor hidden) {
    return step(input, hidden, null).hidden();
  }
}
