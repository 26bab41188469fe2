package nabla.engine.tensor;

import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// Class numbers as vectors: rows of a table, or one place that is 1; imported statically by every
/// notebook.
public final class Lookup {
  private static final int NO_PADDING = -1;

  private Lookup() {}

  /// Returns the rows of the weight matrix that int64 indices of any shape name; the row is the new
  /// last dimension. Gradient: `g` added to the rows that were read.
  public static Tensor embedding(Tensor indices, Tensor weight) {
    return lookup(indices, weight, NO_PADDING);
  }

  /// Returns [#embedding(Tensor, Tensor)] where one row, the padding, gets no gradient.
  public static Tensor embedding(Tensor indices, Tensor weight, int paddingIndex) {
    int rows = weight.rank() == 0 ? 0 : weight.size(0);
    if (paddingIndex < -rows || paddingIndex >= rows) {
      throw new ArgumentException(
          "Padding_idx must be within num_embeddings", "embedding.padding", rows, paddingIndex);
    }
    return lookup(indices, weight, paddingIndex < 0 ? paddingIndex + rows : paddingIndex);
  }

  private static Tensor lookup(Tensor indices, Tensor weight, int padding) {
    if (weight.rank() != 2) {
      throw new ShapeException("'weight' must be 2-D", "embedding.weight", weight.shape());
    }
    if (indices.dtype() != DType.INT64) {
      throw new DTypeException(
          ("Expected tensor for argument #1 'indices' to have one of the following scalar types: Long,"
                  + " Int; but got torch.%sTensor instead (while checking arguments for embedding)")
              .formatted(indices.dtype().scalarType()),
          "index.dtype",
          indices.dtype());
    }
    Shape table = weight.shape();
    Node node =
        Node.begin(
            "Embedding",
            new @Nullable Partial[] {
              Partial.of((g, saved) -> intoRows(g, saved.input(1), table, padding), 1), null
            },
            weight,
            indices);
    Tensor rows = weight.detach().indexSelect(0, indices.detach().reshape(indices.numel()));
    Shape shape = indices.shape().insert(indices.rank(), weight.size(1));
    Tensor result =
        rows.share(
            shape,
            nabla.engine.backend.Strided.contiguousStrides(shape.sizes()),
            0,
            rows.meta().version());
    return node == null ? result : node.end(result);
  }

  private static Tensor intoRows(Tensor g, Tensor indices, Shape table, int padding) {
    Tensor flat = indices.reshape(indices.numel());
    Tensor rows = g.reshape(indices.numel(), table.size(1));
    if (padding != NO_PADDING) {
      rows = rows.maskedFill(flat.eq((long) padding).unsqueeze(1), 0.0);
    }
    return Creation.zeros(table, g.dtype(), g.device()).indexAdd(0, flat, rows);
  }

  /// Returns for each class number a vector that is 1 at its place and 0 elsewhere, as long as the
  /// greatest number needs. It has no gradient.
  public static Tensor oneHot(Tensor classes) {
    return oneHot(classes, -1);
  }

  /// Returns for each class number a vector of a length that is 1 at its place and 0 elsewhere.
  public static Tensor oneHot(Tensor classes, int length) {
    if (classes.dtype() != DType.INT64) {
      throw new DTypeException(
          "one_hot is only applicable to index tensor of type LongTensor.",
          "index.dtype",
          classes.dtype());
    }
    if (classes.numel() == 0) {
      if (length <= 0) {
        throw new ShapeException(
            "Can not infer total number of classes from empty tensor.", "oneHot.empty");
      }
      return Creation.zeros(
          classes.shape().insert(classes.rank(), length), DType.INT64, classes.device());
    }
    long greatest = 0;
    for (long value : classes.toLongArray()) {
      if (value < 0) {
        throw new ShapeException(
            "Class values must be non-negative.", "oneHot.class", value, length);
      }
      greatest = Math.max(greatest, value);
    }
    if (length != -1 && greatest >= length) {
      throw new ShapeException(
          "Class values must be smaller than num_classes.", "oneHot.class", greatest, length);
    }
    int count = length > 0 ? length : Math.toIntExact(greatest + 1);
    return classes.unsqueeze(-1).eq(Creation.arange(count, classes.device())).to(DType.INT64);
  }
}
