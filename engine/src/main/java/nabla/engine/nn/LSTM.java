package nabla.engine.nn;

import nabla.engine.tensor.Tensor;

/// Layers of long short-term memory (Hochreiter and Schmidhuber 1997), with PyTorch's order of
/// gates: input, forget, cell, output.
///
/// ```
/// var lstm = new LSTM(3, 4, LSTM.options().batchFirst(true));
/// var result = lstm.run(x);     // result.output(), result.hidden(), result.cell()
/// ```
///
/// The input is `(length, n, in)`, or `(length, in)` for one sequence; see
/// [RecurrentLayer.Options#batchFirst].
public final class LSTM extends RecurrentLayer {
  /// Creates one layer with PyTorch's defaults.
  public LSTM(int inputSize, int hiddenSize) {
    this(inputSize, hiddenSize, options());
  }

  /// Creates the layers.
  public LSTM(int inputSize, int hiddenSize, Options options) {
    super(Recurrence.LSTM, inputSize, hiddenSize, checked(options));
  }

  private static Options checked(Options options) {
    RecurrentChecks.requireTanh(options);
    return options;
  }

  /// Returns the outputs and last states, from states of zeros.
  public Result run(Tensor input) {
    return result(walk(input, null, null));
  }

  /// Returns the outputs and last states, from states.
  ///
  /// @param hidden `(layers · ways, n, hidden)`, with a projection its size
  /// @param cell `(layers · ways, n, hidden)`
  public Result run(Tensor input, Tensor hidden, Tensor cell) {
    return result(walk(input, hidden, cell));
  }

  private static Result result(Walk walk) {
    Tensor cell = walk.cell();
    if (cell == null) {
      throw new IllegalStateException("an LSTM without its cell");
    }
    return new Result(walk.output(), walk.hidden(), cell);
  }

  /// Returns the outputs alone, as [#run(Tensor)] gives them.
  @Override
  public Tensor forward(Tensor input) {
    return run(input).output();
  }

  /// Returns the outputs alone, as [#run(Tensor, Tensor, Tensor)] gives them.
  public Tensor forward(Tensor input, Tensor hidden, Tensor cell) {
    return run(input, hidden, cell).output();
  }

  /// What the layers give.
  ///
  /// @param output what the last layer showed at every step, `(length, n, ways · hidden)`
  /// @param hidden the last hidden states, `(layers · ways, n, hidden)`
  /// @param cell the last memories, `(layers · ways, n, hidden)`
  public record Result(Tensor output, Tensor hidden, Tensor cell) {}
}
