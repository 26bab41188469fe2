package nabla.engine.nn;

import nabla.engine.error.ArgumentException;
import nabla.engine.error.ShapeException;
import nabla.engine.format.PythonText;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// What must hold of an attention and its inputs, in PyTorch's order.
final class AttentionChecks {
  private AttentionChecks() {}

  /// Checks the sizes that an attention is made with.
  static void requireSizes(int embedDim, int heads) {
    if (embedDim <= 0 || heads <= 0) {
      throw new ArgumentException(
          ("embed_dim and num_heads must be greater than 0, got embed_dim=%d and num_heads=%d"
                  + " instead")
              .formatted(embedDim, heads),
          "attention.heads",
          embedDim,
          heads);
    }
    if (embedDim % heads != 0) {
      throw new ArgumentException(
          "embed_dim must be divisible by num_heads", "attention.heads", embedDim, heads);
    }
  }

  /// Returns a mask as numbers to add: -∞ where it was true.
  static @Nullable Tensor additive(String name, @Nullable Tensor mask, DType dtype) {
    if (mask == null || mask.dtype().isFloating()) {
      return mask;
    }
    if (mask.dtype() != DType.BOOL) {
      throw new ArgumentException(
          "only bool and floating types of %s are supported".formatted(name),
          "attention.maskDtype",
          mask.dtype());
    }
    return Creation.zeros(mask.shape(), dtype, mask.device())
        .maskedFill(mask, Double.NEGATIVE_INFINITY);
  }

  /// Checks the numbers of dimensions of inputs and masks.
  static void requireRanks(
      Tensor query,
      Tensor key,
      Tensor value,
      @Nullable Tensor padding,
      @Nullable Tensor mask,
      int heads) {
    int rank = query.dim();
    if (rank != 2 && rank != 3) {
      throw new ArgumentException(
          ("query should be unbatched 2D or batched 3D tensor but received %d-D query tensor")
              .formatted(rank),
          "attention.rank",
          query.shape());
    }
    String start =
        "For %s (%d-D) `query`, expected ".formatted(rank == 3 ? "batched" : "unbatched", rank);
    if (key.dim() != rank || value.dim() != rank) {
      throw new ArgumentException(
          start
              + "`key` and `value` to be %d-D but found %d-D and %d-D tensors respectively"
                  .formatted(rank, key.dim(), value.dim()),
          "attention.ranks",
          query.shape(),
          key.shape(),
          value.shape());
    }
    if (padding != null && padding.dim() != rank - 1) {
      throw new ArgumentException(
          start
              + "`key_padding_mask` to be `None` or %d-D but found %d-D tensor instead"
                  .formatted(rank - 1, padding.dim()),
          "attention.padding",
          padding.shape());
    }
    if (mask != null && mask.dim() != 2 && mask.dim() != 3) {
      throw new ArgumentException(
          start
              + "`attn_mask` to be `None`, 2-D or 3-D but found %d-D tensor instead"
                  .formatted(mask.dim()),
          "attention.maskShape",
          mask.shape());
    }
    if (mask != null && rank == 2 && mask.dim() == 3) {
      Shape expected = Shape.shape(heads, query.size(0), key.size(0));
      if (!mask.shape().equals(expected)) {
        throw new ArgumentException(
            "Expected `attn_mask` shape to be %s but got %s"
                .formatted(PythonText.of(expected.toArray()), mask.shape().torch()),
            "attention.maskShape",
            mask.shape());
      }
    }
  }

  /// Checks the sizes of inputs `(length, n, features)` and of a mask.
  static void requireSizes(
      Tensor query,
      Tensor key,
      Tensor value,
      @Nullable Tensor mask,
      int embedDim,
      int heads,
      boolean packed) {
    if (query.size(2) != embedDim) {
      throw new ShapeException(
          "was expecting embedding dimension of %d, but got %d".formatted(embedDim, query.size(2)),
          "attention.features",
          embedDim,
          query.size(2));
    }
    if (packed && !key.shape().equals(value.shape())) {
      throw new ShapeException(
          "key shape %s does not match value shape %s"
              .formatted(key.shape().torch(), value.shape().torch()),
          "attention.pairs",
          key.shape(),
          value.shape());
    }
    Shape keys = Shape.shape(key.size(0), key.size(1));
    Shape values = Shape.shape(value.size(0), value.size(1));
    if (!keys.equals(values)) {
      throw new ShapeException(
          "key's sequence and batch dims %s do not match value's %s"
              .formatted(keys.torch(), values.torch()),
          "attention.pairs",
          key.shape(),
          value.shape());
    }
    if (mask == null) {
      return;
    }
    int length = query.size(0);
    int source = key.size(0);
    Shape expected =
        mask.dim() == 2
            ? Shape.shape(length, source)
            : Shape.shape(query.size(1) * heads, length, source);
    if (!mask.shape().equals(expected)) {
      throw new ShapeException(
          "The shape of the %dD attn_mask is %s, but should be %s."
              .formatted(mask.dim(), mask.shape().torch(), PythonText.of(expected.toArray())),
          "attention.maskShape",
          mask.shape());
    }
  }

  /// Checks a mask of keys `(n, source)`.
  static void requirePadding(Tensor padding, int n, int source) {
    int[] expected = {n, source};
    for (int d = 0; d < 2; d++) {
      if (padding.size(d) != expected[d]) {
        throw new ShapeException(
            "Expected key_padded_mask.shape[%d] to be %d, but got %d"
                .formatted(d, expected[d], padding.size(d)),
            "attention.padding",
            padding.shape());
      }
    }
  }
}
