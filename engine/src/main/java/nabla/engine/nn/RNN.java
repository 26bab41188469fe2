package nabla.engine.nn;

import nabla.engine.error.ArgumentException;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Layers of simple recurrent cells, `h' = tanh(W·x + b + V·h + c)` (Elman 1990).
///
/// ```
/// var rnn = new RNN(3, 4, RNN.options().numLayers(2));
/// var result = rnn.run(x);      // result.output(), result.hidden()
/// ```
///
/// The input is `(length, n, in)`, or `(length, in)` for one sequence; see
/// [RecurrentLayer.Options#batchFirst].
public final class RNN extends RecurrentLayer {
  /// Creates one layer with PyTorch's defaults.
  public RNN(int inputSize, int hiddenSize) {
    this(inputSize, hiddenSize, options());
  }

  /// Creates the layers.
  public RNN(int inputSize, int hiddenSize, Options options) {
    super(Recurrence.named(nonlinearity(options)), inputSize, hiddenSize, options);
  }

  private static String nonlinearity(Options options) {
    RecurrentChecks.requireNoProjection(options);
    String name = options.nonlinearity();
    if (!name.equals("tanh") && !name.equals("relu")) {
      throw new ArgumentException(
          "Unknown nonlinearity '%s'. Select from 'tanh' or 'relu'.".formatted(name),
          "recurrent.nonlinearity",
          name);
    }
    return name;
  }

  /// Returns the outputs and last states, from a state of zeros.
  public Result run(Tensor input) {
    return run(input, null);
  }

  /// Returns the outputs and last states, from a state.
  ///
  /// @param hidden `(layers · ways, n, hidden)`, or null for zeros
  public Result run(Tensor input, @Nullable Tensor hidden) {
    Walk walk = walk(input, hidden, null);
    return new Result(walk.output(), walk.hidden());
  }

  /// Returns the outputs alone, as [#run(Tensor)] gives them.
  @Override
  public Tensor forward(Tensor input) {
    return run(input).output();
  }

  /// Returns the outputs alone, as [#run(Tensor, Tensor)] gives them.
  public Tensor forward(Tensor input, Tensor hidden) {
    return run(input, hidden).output();
  }

  /// What the layers give.
  ///
  /// @param output what the last layer showed at every step, `(length, n, ways · hidden)`
  /// @param hidden the last states, `(layers · ways, n, hidden)`
  public record Result(Tensor output, Tensor hidden) {}
}
