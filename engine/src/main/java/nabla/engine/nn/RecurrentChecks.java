package nabla.engine.nn;

import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.error.ShapeException;
import nabla.engine.error.Warnings;
import nabla.engine.format.PythonText;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// What must hold of recurrent layers and their inputs, in PyTorch's order.
final class RecurrentChecks {
  private RecurrentChecks() {}

  /// Checks sizes and options of layers.
  static void require(int inputSize, int hiddenSize, RecurrentLayer.Options options) {
    double dropout = options.dropout();
    if (!(dropout >= 0 && dropout <= 1)) {
      throw new ArgumentException(
          "dropout should be a number in range [0, 1] representing the probability of an element"
              + " being zeroed",
          "dropout.range",
          dropout);
    }
    if (dropout > 0 && options.numLayers() == 1) {
      Warnings.warn(
          ("dropout option adds dropout after all but last recurrent layer, so non-zero dropout"
                  + " expects num_layers greater than 1, but got dropout=%s and num_layers=1")
              .formatted(PythonText.of(dropout)));
    }
    positive("input_size", inputSize);
    positive("hidden_size", hiddenSize);
    positive("num_layers", options.numLayers());
    if (options.projSize() < 0 || options.projSize() >= hiddenSize) {
      throw new ArgumentException(
          options.projSize() < 0
              ? "proj_size should be a positive integer or zero to disable projections"
              : "proj_size has to be smaller than hidden_size",
          "recurrent.projection",
          hiddenSize,
          options.projSize());
    }
  }

  private static void positive(String name, int value) {
    if (value <= 0) {
      throw new ArgumentException(
          name + " must be greater than zero", "recurrent.positive", name, value);
    }
  }

  /// Refuses what only an LSTM can.
  static void requireNoProjection(RecurrentLayer.Options options) {
    if (options.projSize() != 0) {
      throw new ArgumentException(
          "proj_size argument is only supported for LSTM, not RNN or GRU",
          "recurrent.onlyLstm",
          options.projSize());
    }
  }

  /// Refuses what only an RNN can.
  static void requireTanh(RecurrentLayer.Options options) {
    if (!options.nonlinearity().equals("tanh")) {
      throw new ArgumentException(
          "RNNBase.__init__() got an unexpected keyword argument 'nonlinearity'",
          "recurrent.onlyRnn",
          options.nonlinearity());
    }
  }

  /// Checks the numbers of dimensions of a sequence and the state to begin with.
  static void requireRanks(
      String name, Tensor input, @Nullable Tensor hidden, @Nullable Tensor cell) {
    int rank = input.dim();
    if (rank != 2 && rank != 3) {
      throw new ArgumentException(
          "%s: Expected input to be 2D or 3D, got %dD%s instead"
              .formatted(name, rank, name.equals("RNN") ? " tensor" : ""),
          "recurrent.rank",
          input.shape());
    }
    if (hidden == null || hidden.dim() == rank && (cell == null || cell.dim() == rank)) {
      return;
    }
    String batched = rank == 3 ? "batched" : "unbatched";
    String torch =
        cell == null
            ? "For %s %d-D input, hx should also be %d-D but got %d-D tensor"
                .formatted(batched, rank, rank, hidden.dim())
            : "For %s %d-D input, hx and cx should also be %d-D but got (%d-D, %d-D) tensors"
                .formatted(batched, rank, rank, hidden.dim(), cell.dim());
    throw new ShapeException(torch, "recurrent.stateRank", rank, input.shape(), hidden.shape());
  }

  /// Checks a batch of sequences.
  static void requireInput(Tensor input, DType dtype, int inputSize) {
    if (input.dtype() != dtype) {
      throw new DTypeException(
          ("RNN input dtype (torch.%s) does not match weight dtype (torch.%s). Convert input:"
                  + " input.to(torch.%s), or convert model: model.to(torch.%s)")
              .formatted(input.dtype(), dtype, dtype, input.dtype()),
          "recurrent.dtype",
          input.dtype(),
          dtype);
    }
    if (input.size(-1) != inputSize) {
      throw new ShapeException(
          "input.size(-1) must be equal to input_size. Expected %d, got %d"
              .formatted(inputSize, input.size(-1)),
          "recurrent.input",
          inputSize,
          input.size(-1),
          input.shape());
    }
  }

  /// Checks one part of the state to begin with.
  static void requireState(String what, Tensor given, Shape expected, boolean pair) {
    if (!given.shape().equals(expected)) {
      String part = what.equals("cell") ? "[1]" : "[0]";
      throw new ShapeException(
          "Expected hidden%s size %s, got %s"
              .formatted(pair ? part : "", PythonText.of(expected.toArray()), given.shape()),
          "recurrent.state",
          expected,
          given.shape());
    }
  }
}
