package nabla.engine.nn;

import nabla.engine.error.ArgumentException;
import nabla.engine.error.ShapeException;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.Parameter;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// What [RNNCell], [LSTMCell] and [GRUCell] share: one step of a recurrent layer.
///
/// The weights `weight_ih` and `weight_hh` and the biases `bias_ih` and `bias_hh` begin uniform in
/// `±1/√hidden`.
public abstract sealed class RecurrentCell extends Module permits RNNCell, LSTMCell, GRUCell {
  private final Recurrence recurrence;
  private final Options options;
  private final int inputSize;
  private final int hiddenSize;
  private final Recurrence.Weights weights;

  RecurrentCell(Recurrence recurrence, int inputSize, int hiddenSize, Options options) {
    this.recurrence = recurrence;
    this.options = options;
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    double bound = hiddenSize > 0 ? 1 / Math.sqrt(hiddenSize) : 0;
    int rows = recurrence.gates() * hiddenSize;
    Parameter input = register("weight_ih", Starts.uniform(bound, rows, inputSize));
    Parameter hidden = register("weight_hh", Starts.uniform(bound, rows, hiddenSize));
    Parameter inputBias = null;
    Parameter hiddenBias = null;
    if (options.bias()) {
      inputBias = register("bias_ih", Starts.uniform(bound, rows));
      hiddenBias = register("bias_hh", Starts.uniform(bound, rows));
    }
    weights = new Recurrence.Weights(input, hidden, inputBias, hiddenBias, null);
  }

  /// Returns PyTorch's defaults: with biases, `tanh`.
  public static Options options() {
    return new Options(true, "tanh");
  }

  /// Returns the state after one step; null states are zeros.
  final Recurrence.State step(Tensor input, @Nullable Tensor hidden, @Nullable Tensor cell) {
    String name = getClass().getSimpleName();
    requireRank(name, "input", input);
    requireRank(name, cell == null ? "hidden" : "hx[0]", hidden);
    requireRank(name, "hx[1]", cell);
    if (input.dim() == 1) {
      Recurrence.State state = stepBatch(input.unsqueeze(0), row(hidden), row(cell));
      Tensor memory = state.cell();
      return new Recurrence.State(
          state.hidden().squeeze(0), memory == null ? null : memory.squeeze(0));
    }
    return stepBatch(input, hidden, cell);
  }

  private Recurrence.State stepBatch(Tensor input, @Nullable Tensor hidden, @Nullable Tensor cell) {
    if (input.size(1) != inputSize) {
      throw new ShapeException(
          "input has inconsistent input_size: got %d expected %d"
              .formatted(input.size(1), inputSize),
          "recurrent.input",
          inputSize,
          input.size(1),
          input.shape());
    }
    boolean memory = recurrence == Recurrence.LSTM;
    Recurrence.State before =
        new Recurrence.State(
            state("hidden0", hidden, input), memory ? state("hidden1", cell, input) : null);
    return recurrence.step(weights.fromInput(input), before, weights);
  }

  private static @Nullable Tensor row(@Nullable Tensor x) {
    return x == null ? null : x.unsqueeze(0);
  }

  private static void requireRank(String name, String what, @Nullable Tensor x) {
    if (x != null && x.dim() != 1 && x.dim() != 2) {
      throw new ArgumentException(
          "%s: Expected %s to be 1D or 2D, got %dD instead".formatted(name, what, x.dim()),
          "recurrent.cellRank",
          x.shape());
    }
  }

  private Tensor state(String what, @Nullable Tensor given, Tensor input) {
    Shape shape = Shape.shape(input.size(0), hiddenSize);
    if (given == null) {
      return Creation.zeros(shape, input.dtype(), input.device());
    }
    String torch = null;
    if (given.dim() != 2) {
      torch =
          "Expected 2D %s (batch x hidden_size), but got %dD tensor".formatted(what, given.dim());
    } else if (given.size(0) != input.size(0)) {
      torch =
          "Input batch size %d doesn't match %s batch size %d"
              .formatted(input.size(0), what, given.size(0));
    } else if (given.size(1) != hiddenSize) {
      torch =
          "%s has inconsistent hidden_size: got %d, expected %d"
              .formatted(what, given.size(1), hiddenSize);
    }
    if (torch != null) {
      throw new ShapeException(torch, "recurrent.state", shape, given.shape());
    }
    return given;
  }

  @Override
  protected String extraRepr() {
    return "%d, %d%s%s"
        .formatted(
            inputSize,
            hiddenSize,
            options.bias() ? "" : ", bias=False",
            options.nonlinearity().equals("tanh")
                ? ""
                : ", nonlinearity=" + options.nonlinearity());
  }

  /// How a cell is built: `RNNCell.options().nonlinearity("relu")`.
  ///
  /// @param bias whether it has biases
  /// @param nonlinearity of an [RNNCell], `tanh` or `relu`
  public record Options(boolean bias, String nonlinearity) {
    /// Returns these options with biases or without.
    public Options bias(boolean has) {
      return new Options(has, nonlinearity);
    }

    /// Returns these options with another nonlinearity, `tanh` or `relu`.
    public Options nonlinearity(String name) {
      return new Options(bias, name);
    }
  }
}
