package nabla.engine.nn;

import nabla.engine.error.ArgumentException;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Computes one step of a simple recurrent layer, `h' = tanh(W·x + b + V·h + c)`; [RNN] walks along
/// a sequence.
///
/// The input is `(n, in)` or `(in)`, the state `(n, hidden)` or `(hidden)`.
public final class RNNCell extends RecurrentCell {
  /// Creates the cell with PyTorch's defaults.
  public RNNCell(int inputSize, int hiddenSize) {
    this(inputSize, hiddenSize, options());
  }

  /// Creates the cell.
  public RNNCell(int inputSize, int hiddenSize, Options options) {
    super(Recurrence.named(nonlinearity(options)), inputSize, hiddenSize, options);
  }

  private static String nonlinearity(Options options) {
    String name = options.nonlinearity();
    if (!name.equals("tanh") && !name.equals("relu")) {
      throw new ArgumentException("Unknown nonlinearity: " + name, "recurrent.nonlinearity", name);
    }
    return name;
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
