package nabla.engine.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import nabla.engine.autograd.Scope;
import nabla.engine.error.ShapeException;
import nabla.engine.format.PythonText;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.Joining;
import nabla.engine.tensor.Layers;
import nabla.engine.tensor.Parameter;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// What [RNN], [LSTM] and [GRU] share: layers of cells that walk along a sequence, one way or both.
///
/// All weights begin uniform in `±1/√hidden`. Their names are PyTorch's: `weight_ih_l0`,
/// `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`, with `weight_hr_l0` for a projection, the number for
/// the layer, and `_reverse` at the end for the way back.
public abstract sealed class RecurrentLayer extends Module permits RNN, LSTM, GRU {
  private final Recurrence recurrence;
  private final int inputSize;
  private final int hiddenSize;
  private final Options options;
  private final List<Recurrence.Weights> weights = new ArrayList<>();

  RecurrentLayer(Recurrence recurrence, int inputSize, int hiddenSize, Options options) {
    RecurrentChecks.require(inputSize, hiddenSize, options);
    this.recurrence = recurrence;
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.options = options;
    for (int layer = 0; layer < options.numLayers(); layer++) {
      int size = layer == 0 ? inputSize : shownSize() * directions();
      for (int way = 0; way < directions(); way++) {
        weights.add(create(size, "_l" + layer + (way == 0 ? "" : "_reverse")));
      }
    }
  }

  private Recurrence.Weights create(int size, String suffix) {
    double bound = 1 / Math.sqrt(hiddenSize);
    int rows = recurrence.gates() * hiddenSize;
    Parameter input = register("weight_ih" + suffix, Starts.uniform(bound, rows, size));
    Parameter hidden = register("weight_hh" + suffix, Starts.uniform(bound, rows, shownSize()));
    Parameter inputBias = null;
    Parameter hiddenBias = null;
    Parameter projection = null;
    if (options.bias()) {
      inputBias = register("bias_ih" + suffix, Starts.uniform(bound, rows));
      hiddenBias = register("bias_hh" + suffix, Starts.uniform(bound, rows));
    }
    if (options.projSize() > 0) {
      projection =
          register("weight_hr" + suffix, Starts.uniform(bound, options.projSize(), hiddenSize));
    }
    return new Recurrence.Weights(input, hidden, inputBias, hiddenBias, projection);
  }

  /// Returns PyTorch's defaults: one layer, one way, with biases, `(length, n, features)`.
  public static Options options() {
    return new Options(1, true, false, 0, false, 0, "tanh");
  }

  private int directions() {
    return options.bidirectional() ? 2 : 1;
  }

  private int shownSize() {
    return options.projSize() > 0 ? options.projSize() : hiddenSize;
  }

  /// What a walk gives: the last layer's outputs, and the last states of every layer and way.
  record Walk(Tensor output, Tensor hidden, @Nullable Tensor cell) {}

  /// Walks along a sequence, or a batch of them, from a state; null for zeros.
  Walk walk(Tensor input, @Nullable Tensor hidden, @Nullable Tensor cell) {
    try (Scope _ = scope()) {
      return walkInScope(input, hidden, cell);
    }
  }

  private Walk walkInScope(Tensor input, @Nullable Tensor hidden, @Nullable Tensor cell) {
    String name = getClass().getSimpleName();
    RecurrentChecks.requireRanks(name, input, hidden, cell);
    if (input.dim() == 2) {
      Walk walk =
          walk(
              input.unsqueeze(options.batchFirst() ? 0 : 1),
              hidden == null ? null : hidden.unsqueeze(1),
              cell == null ? null : cell.unsqueeze(1));
      Tensor last = walk.cell();
      return new Walk(
          walk.output().squeeze(options.batchFirst() ? 0 : 1),
          walk.hidden().squeeze(1),
          last == null ? null : last.squeeze(1));
    }
    RecurrentChecks.requireInput(input, weights.getFirst().input().dtype(), inputSize);
    int n = input.size(options.batchFirst() ? 0 : 1);
    Tensor h = states("hidden", hidden, n, shownSize(), cell != null, input);
    boolean memory = recurrence == Recurrence.LSTM;
    Tensor c = memory ? states("cell", cell, n, hiddenSize, cell != null, input) : null;
    Tensor sequence = options.batchFirst() ? input.transpose(0, 1) : input;
    if (sequence.size(0) == 0) {
      throw new ShapeException(
          "Expected sequence length to be larger than 0 in RNN", "recurrent.length", input.shape());
    }
    return walk(sequence, h.unbind(0), c == null ? null : c.unbind(0));
  }

  private Tensor states(
      String what, @Nullable Tensor given, int n, int size, boolean pair, Tensor input) {
    Shape shape = Shape.shape(options.numLayers() * directions(), n, size);
    if (given == null) {
      return Creation.zeros(shape, input.dtype(), input.device());
    }
    RecurrentChecks.requireState(what, given, shape, pair);
    return given;
  }

  private Walk walk(Tensor sequence, List<Tensor> hidden, @Nullable List<Tensor> cell) {
    List<Tensor> lastHidden = new ArrayList<>();
    List<Tensor> lastCell = new ArrayList<>();
    Tensor x = sequence;
    for (int layer = 0; layer < options.numLayers(); layer++) {
      List<Tensor> ways = new ArrayList<>();
      for (int way = 0; way < directions(); way++) {
        int at = layer * directions() + way;
        List<Tensor> shown = new ArrayList<>();
        Recurrence.State first =
            new Recurrence.State(hidden.get(at), cell == null ? null : cell.get(at));
        Recurrence.State last = along(x, first, weights.get(at), way == 1, shown);
        ways.add(Joining.stack(shown, 0));
        lastHidden.add(last.hidden());
        if (cell != null) {
          lastCell.add(last.memory());
        }
      }
      x = ways.size() == 1 ? ways.getFirst() : Joining.cat(ways, -1);
      if (training() && options.dropout() > 0 && layer < options.numLayers() - 1) {
        x = Layers.dropout(x, options.dropout());
      }
    }
    return new Walk(
        options.batchFirst() ? x.transpose(0, 1) : x,
        Joining.stack(lastHidden, 0),
        cell == null ? null : Joining.stack(lastCell, 0));
  }

  // Steps of one cell; `shown` gets its outputs in the order of the sequence.
  private Recurrence.State along(
      Tensor x,
      Recurrence.State first,
      Recurrence.Weights weights,
      boolean backwards,
      List<Tensor> shown) {
    List<Tensor> steps = weights.fromInput(x).unbind(0);
    Recurrence.State state = first;
    for (Tensor step : backwards ? steps.reversed() : steps) {
      try (Scope _ = Scope.enter(new ModuleScope.Step(step, recurrence + " step"))) {
        state = recurrence.step(step, state, weights);
      }
      shown.add(state.hidden());
    }
    if (backwards) {
      Collections.reverse(shown);
    }
    return state;
  }

  @Override
  protected String extraRepr() {
    StringBuilder text = new StringBuilder();
    text.append(inputSize).append(", ").append(hiddenSize);
    append(text, "proj_size", options.projSize(), 0);
    append(text, "num_layers", options.numLayers(), 1);
    append(text, "bias", PythonText.of(options.bias()), "True");
    append(text, "batch_first", PythonText.of(options.batchFirst()), "False");
    append(text, "dropout", PythonText.of(options.dropout()), "0.0");
    append(text, "bidirectional", PythonText.of(options.bidirectional()), "False");
    return text.toString();
  }

  private static void append(StringBuilder text, String name, Object value, Object usual) {
    if (!value.equals(usual)) {
      text.append(", ").append(name).append('=').append(value);
    }
  }

  /// How recurrent layers are built: `LSTM.options().numLayers(2).bidirectional(true)`.
  ///
  /// @param numLayers how many layers lie on each other
  /// @param bias whether the cells have biases
  /// @param batchFirst whether inputs are `(n, length, features)` and not `(length, n, features)`
  /// @param dropout the probability with which an output between layers is set to 0 in training
  /// @param bidirectional whether a second cell walks backwards
  /// @param projSize to how many numbers an [LSTM] projects what it shows, or 0
  /// @param nonlinearity of an [RNN], `tanh` or `relu`
  public record Options(
      int numLayers,
      boolean bias,
      boolean batchFirst,
      double dropout,
      boolean bidirectional,
      int projSize,
      String nonlinearity) {

    /// Returns these options with another number of layers.
    public Options numLayers(int count) {
      return new Options(count, bias, batchFirst, dropout, bidirectional, projSize, nonlinearity);
    }

    /// Returns these options with biases or without.
    public Options bias(boolean has) {
      return new Options(
          numLayers, has, batchFirst, dropout, bidirectional, projSize, nonlinearity);
    }

    /// Returns these options with the batch as the first dimension, or the second.
    public Options batchFirst(boolean first) {
      return new Options(numLayers, bias, first, dropout, bidirectional, projSize, nonlinearity);
    }

    /// Returns these options with another probability of dropping an output between layers.
    public Options dropout(double probability) {
      return new Options(
          numLayers, bias, batchFirst, probability, bidirectional, projSize, nonlinearity);
    }

    /// Returns these options with a second way, or without.
    public Options bidirectional(boolean both) {
      return new Options(numLayers, bias, batchFirst, dropout, both, projSize, nonlinearity);
    }

    /// Returns these options with a projection to another size, 0 for none.
    public Options projSize(int size) {
      return new Options(numLayers, bias, batchFirst, dropout, bidirectional, size, nonlinearity);
    }

    /// Returns these options with another nonlinearity, `tanh` or `relu`.
    public Options nonlinearity(String name) {
      return new Options(numLayers, bias, batchFirst, dropout, bidirectional, projSize, name);
    }
  }
}
