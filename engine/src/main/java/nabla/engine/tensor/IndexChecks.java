package nabla.engine.tensor;

import nabla.engine.error.DTypeException;
import nabla.engine.error.IndexException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// The rules of index tensors along one dimension, with PyTorch's errors.
final class IndexChecks {
  private IndexChecks() {}

  /// Throws unless the index holds int64; `%s` in the message is its dtype.
  static void dtype(String message, Tensor index) {
    if (index.dtype() != DType.INT64) {
      throw new DTypeException(
          message.formatted(index.dtype().scalarType()), "index.dtype", index.dtype());
    }
  }

  static void gather(Tensor x, int dim, Tensor index) {
    if (index.numel() == 0 && index.rank() == x.rank()) {
      return;
    }
    dtype("gather(): Expected dtype int32/int64 for index", index);
    rank("input", x, index);
    for (int d = 0; d < x.rank(); d++) {
      if (d != dim && extent(index, d) > extent(x, d)) {
        throw new ShapeException(
            ("Size does not match at dimension %d expected index %s to be no larger than self %s"
                    + " apart from dimension %d")
                .formatted(d, index.shape(), x.shape(), dim),
            "index.size",
            index.shape(),
            x.shape());
      }
    }
    bounds(index, dim, extent(x, dim));
  }

  static void scatter(String name, Tensor x, int dim, Tensor index, @Nullable Tensor source) {
    if (source != null && x.dtype() != source.dtype()) {
      throw new DTypeException(
          name + "(): Expected self.dtype to be equal to src.dtype",
          "scatter.dtype",
          x.dtype(),
          source.dtype());
    }
    if (index.numel() == 0) {
      return;
    }
    dtype(name + "(): Expected dtype int32/int64 for index", index);
    rank("self", x, index);
    if (source != null) {
      rank("src", source, index);
    }
    boolean fits = true;
    for (int d = 0; d < Math.max(x.rank(), 1); d++) {
      fits &= d == dim || extent(index, d) <= extent(x, d);
      fits &= source == null || extent(index, d) <= extent(source, d);
    }
    if (!fits) {
      String self =
          "Expected index %s to be no larger than self %s apart from dimension %d"
              .formatted(index.shape(), x.shape(), dim);
      throw new ShapeException(
          source == null ? self : self + " and to be no larger size than src " + source.shape(),
          "index.size",
          index.shape(),
          x.shape());
    }
    bounds(index, dim, extent(x, dim));
  }

  private static void rank(String what, Tensor x, Tensor index) {
    if (Math.max(x.rank(), 1) != Math.max(index.rank(), 1)) {
      throw new ShapeException(
          "Index tensor must have the same number of dimensions as %s tensor".formatted(what),
          "index.rank",
          x.rank(),
          index.rank());
    }
  }

  private static int extent(Tensor x, int dim) {
    return x.rank() == 0 ? 1 : x.size(dim);
  }

  private static void bounds(Tensor index, int dim, int size) {
    for (long value : index.detach().toLongArray()) {
      if (value < 0 || value >= size) {
        throw new ShapeException(
            "index %d is out of bounds for dimension %d with size %d".formatted(value, dim, size),
            "index.positive",
            value,
            size);
      }
    }
  }

  /// Throws unless the index of `indexSelect` is a vector (or scalar) of int64 that suits the
  /// tensor.
  static void vector(Tensor x, Tensor index) {
    dtype("index_select(): Expected dtype int32 or int64 for index", index);
    if (index.rank() > 1) {
      throw new IndexException(
          "index_select(): Index is supposed to be a vector", "index.vector", index.shape());
    }
    if (x.rank() == 0 && index.numel() != 1) {
      throw new ShapeException(
          "index_select(): Index to scalar can have only 1 value, got %d value(s)"
              .formatted(index.numel()),
          "index.scalar",
          index.numel());
    }
  }

  /// Throws unless the index of `indexFill` is a vector (or scalar) of int64.
  static void filled(Tensor index) {
    if (index.dtype() != DType.INT64) {
      throw new IndexException(
          "index_fill_(): Expected dtype int64 for index.", "index.dtype", index.dtype());
    }
    if (index.rank() > 1) {
      throw new ShapeException("Index has to be a vector/scalar", "index.vector", index.shape());
    }
  }

  /// Throws if a position is not from 0 before `size`.
  static void within(Tensor index, int size) {
    for (long value : index.detach().toLongArray()) {
      if (value < 0 || value >= size) {
        throw new IndexException("index out of range in self", "index.positive", value, size);
      }
    }
  }

  static void indexAdd(Tensor x, int dim, Tensor index, Tensor source) {
    if (index.rank() > 1) {
      throw new IndexException(
          "index_add_(): Index is supposed to be a vector, but got dim: %d with type: %s and size: %s"
              .formatted(index.rank(), index.dtype().scalarType(), index.shape()),
          "index.vector",
          index.shape());
    }
    dtype("index_add_(): Expected dtype int32/int64 for index but got: %s", index);
    if (x.dtype() != source.dtype()) {
      throw new DTypeException(
          "index_add_(): self (%s) and source (%s) must have the same scalar type"
              .formatted(x.dtype().scalarType(), source.dtype().scalarType()),
          "scatter.dtype",
          x.dtype(),
          source.dtype());
    }
    if (source.rank() > 0 && dim >= source.rank()) {
      throw new ShapeException(
          "index_add_(): Indexing dim %d is out of bounds of the source tensor with dim %d"
              .formatted(dim, source.rank()),
          "indexAdd.shape",
          x.shape(),
          source.shape());
    }
    if (source.rank() == 0 && index.numel() != 1) {
      source.size(dim); // says that there is none
    }
    boolean sameShape = x.rank() == source.rank();
    for (int d = 0; sameShape && d < x.rank(); d++) {
      sameShape = d == dim || x.size(d) == source.size(d);
    }
    if (!sameShape) {
      throw new ShapeException(
          ("source tensor shape must match self tensor shape, excluding the specified dimension. Got"
                  + " self.shape = %s source.shape = %s")
              .formatted(x.shape(), source.shape()),
          "indexAdd.shape",
          x.shape(),
          source.shape());
    }
    if (index.numel() != extent(source, dim)) {
      throw new ShapeException(
          ("index_add_(): Number of indices (%d) should be equal to source.size(dim): (%d), for dim:"
                  + " %d")
              .formatted(index.numel(), extent(source, dim), dim),
          "indexAdd.count",
          index.numel(),
          extent(source, dim));
    }
    within(index, extent(x, dim));
  }
}
