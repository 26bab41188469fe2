package nabla.engine.nn;

import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Layers of gated recurrent units (Cho et al. 2014), with PyTorch's order of gates: reset, update,
/// new.
///
/// ```
/// var gru = new GRU(3, 4);
/// var result = gru.run(x);      // result.output(), result.hidden()
/// ```
///
/// The input is `(length, n, in)`, or `(length, in)` for one sequence; see
/// [RecurrentLayer.Options#batchFirst].
public final class GRU extends RecurrentLayer {
  /// Creates one layer with PyTorch's defaults.
  public GRU(int inputSize, int hiddenSize) {
    this(inputSize, hiddenSize, options());
  }

  /// Creates the layers.
  public GRU(int inputSize, int hiddenSize, Options options) {
    super(Recurrence.GRU, inputSize, hiddenSize, checked(options));
  }

  private static Options checked(Options options) {
    RecurrentChecks.requireNoProjection(options);
    RecurrentChecks.requireTanh(options);
    return options;
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
