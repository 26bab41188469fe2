package nabla.engine.nn;

import java.util.List;
import nabla.engine.tensor.Layers;
import nabla.engine.tensor.Parameter;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// What a recurrent cell does in one step; written once, for the cells and for the layers.
enum Recurrence {
  /// `h' = tanh(gᵢ + gₕ)` (Elman 1990).
  TANH(1) {
    @Override
    State step(Tensor fromInput, State state, Weights weights) {
      return new State(fromInput.add(weights.fromHidden(state)).tanh(), null);
    }
  },
  /// `h' = relu(gᵢ + gₕ)`.
  RELU(1) {
    @Override
    State step(Tensor fromInput, State state, Weights weights) {
      return new State(fromInput.add(weights.fromHidden(state)).relu(), null);
    }
  },
  /// Long short-term memory (Hochreiter and Schmidhuber 1997), gates in PyTorch's order: input,
  /// forget, cell, output.
  LSTM(4) {
    @Override
    State step(Tensor fromInput, State state, Weights weights) {
      List<Tensor> gates = fromInput.add(weights.fromHidden(state)).chunk(4, 1);
      Tensor kept = gates.get(1).sigmoid().mul(state.memory());
      Tensor cell = kept.add(gates.get(0).sigmoid().mul(gates.get(2).tanh()));
      Tensor hidden = gates.get(3).sigmoid().mul(cell.tanh());
      Tensor projection = weights.projection();
      return new State(projection == null ? hidden : Layers.linear(hidden, projection, null), cell);
    }
  },
  /// Gated recurrent unit (Cho et al. 2014), gates in PyTorch's order: reset, update, new. The
  /// reset gate acts after the product with the hidden state.
  GRU(3) {
    @Override
    State step(Tensor fromInput, State state, Weights weights) {
      List<Tensor> own = fromInput.chunk(3, 1);
      List<Tensor> before = weights.fromHidden(state).chunk(3, 1);
      Tensor reset = own.get(0).add(before.get(0)).sigmoid();
      Tensor update = own.get(1).add(before.get(1)).sigmoid();
      Tensor candidate = own.get(2).add(reset.mul(before.get(2))).tanh();
      return new State(state.hidden().sub(candidate).mul(update).add(candidate), null);
    }
  };

  private final int gates;

  Recurrence(int gates) {
    this.gates = gates;
  }

  /// Returns how many vectors of the hidden size the weights give.
  int gates() {
    return gates;
  }

  /// Returns the next state.
  ///
  /// @param fromInput the gates' part from the input, `(n, gates · hidden)`
  abstract State step(Tensor fromInput, State state, Weights weights);

  /// Returns `h` of PyTorch's names for a nonlinearity.
  static Recurrence named(String nonlinearity) {
    return nonlinearity.equals("relu") ? RELU : TANH;
  }

  /// What a cell remembers.
  ///
  /// @param hidden what it shows, `(n, hidden)`
  /// @param cell what it keeps to itself, of an LSTM
  record State(Tensor hidden, @Nullable Tensor cell) {
    Tensor memory() {
      Tensor memory = cell;
      if (memory == null) {
        throw new IllegalStateException("an LSTM without its cell");
      }
      return memory;
    }
  }

  /// The parameters of one cell.
  record Weights(
      Parameter input,
      Parameter hidden,
      @Nullable Parameter inputBias,
      @Nullable Parameter hiddenBias,
      @Nullable Parameter projection) {
    Tensor fromInput(Tensor x) {
      return Layers.linear(x, input, inputBias);
    }

    Tensor fromHidden(State state) {
      return Layers.linear(state.hidden(), hidden, hiddenBias);
    }
  }
}
