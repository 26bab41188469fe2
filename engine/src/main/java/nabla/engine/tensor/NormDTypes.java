package nabla.engine.tensor;

import nabla.engine.error.DTypeException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// Which dtypes and ranks the tensors of a normalisation may have, in PyTorch's words.
final class NormDTypes {
  private NormDTypes() {}

  /// Throws if the first parameter that is given has another dtype than the input: PyTorch then
  /// thinks of a half-precision input with float32 parameters, which does not exist here.
  static void require(Tensor input, @Nullable Tensor... parameters) {
    Tensor first = null;
    boolean single = true;
    for (Tensor parameter : parameters) {
      if (parameter != null) {
        first = first == null ? parameter : first;
        single &= parameter.dtype() == DType.FLOAT32;
      }
    }
    if (first != null && first.dtype() != input.dtype() && input.dtype().isFloating()) {
      throw new DTypeException(
          single
              ? "mixed dtype (CPU): all inputs must share same datatype."
              : "mixed dtype (CPU): expect parameter to have scalar type of Float",
          "norm.dtype",
          input.dtype(),
          first.dtype());
    }
  }

  /// Throws at the first tensor that is given and has another dtype than the input.
  static void sameAs(Tensor input, @Nullable Tensor... tensors) {
    for (Tensor tensor : input.numel() == 0 ? new Tensor[0] : tensors) {
      if (tensor != null && tensor.dtype() != input.dtype() && input.dtype().isFloating()) {
        throw new DTypeException(
            "expected scalar type %s but found %s"
                .formatted(input.dtype().scalarType(), tensor.dtype().scalarType()),
            "norm.dtype",
            input.dtype(),
            tensor.dtype());
      }
    }
  }

  /// Throws unless running statistics are vectors.
  static void vectors(@Nullable Tensor... tensors) {
    for (Tensor tensor : tensors) {
      if (tensor != null && tensor.rank() != 1) {
        throw new ShapeException(
            "TensorAccessor expected 1 dims but tensor has " + tensor.rank(),
            "norm.vector",
            tensor.shape());
      }
    }
  }
}
