package nabla.engine.nn;

import nabla.engine.tensor.Tensor;

/// Computes one step of a long short-term memory; [LSTM] walks along a sequence.
///
/// The input is `(n, in)` or `(in)`, the states `(n, hidden)` or `(hidden)`.
public final class LSTMCell extends RecurrentCell {
  /// Creates the cell with PyTorch's defaults.
  public LSTMCell(int inputSize, int hiddenSize) {
    this(inputSize, hiddenSize, options());
  }

  /// Creates the cell.
  public LSTMCell(int inputSize, int hiddenSize, Options options) {
    super(Recurrence.LSTM, inputSize, hiddenSize, options);
  }

  /// Returns the next states after ones of zeros.
  public Result run(Tensor input) {
    return result(step(input, null, null));
  }

  /// Returns the next states after states.
  public Result run(Tensor input, Tensor hidden, Tensor cell) {
    return result(step(input, hidden, cell));
  }

  private static Result result(Recurrence.State state) {
    return new Result(state.hidden(), state.memory());
  }

  /// Returns the next hidden state alone, as [#run(Tensor)] gives it.
  @Override
  public Tensor forward(Tensor input) {
    return run(input).hidden();
  }

  /// Returns the next hidden state alone, as [#run(Tensor, Tensor, Tensor)] gives it.
  public Tensor forward(Tensor input, Tensor hidden, Tensor cell) {
    return run(input, hidden, cell).hidden();
  }

  /// The next states.
  ///
  /// @param hidden what the cell shows
  /// @param cell what it keeps to itself
  public record Result(Tensor hidden, Tensor cell) {}
}
