package nabla.engine.tensor;

import nabla.engine.error.DTypeException;
import nabla.engine.error.IndexException;
import nabla.engine.error.ShapeException;

/// Copies of tensors in which some places hold what others bring.
sealed interface Replacement permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns this tensor with the parts of `source` at the positions of a dimension that `index`, a
  /// vector of int64, names. Gradient: `g` without the positions; for the source `g` at them.
  default Tensor indexCopy(int dim, Tensor index, Tensor source) {
    Tensor x = self();
    int d = x.shape().wrap(dim);
    requireCopy(x, d, index, source);
    Tensor positions = index.reshape(index.numel());
    if (x.rank() == 0) {
      return source.reshape().add(x.mul(0));
    }
    Tensor whole = x.indexFill(d, positions, 0.0);
    Tensor brought = x.detach().zerosLike().indexAdd(d, positions, source);
    Tensor there = x.detach().zerosLike().toBool().indexFill(d, positions, 1.0);
    return Functional.where(there, brought, whole);
  }

  private static void requireCopy(Tensor x, int dim, Tensor index, Tensor source) {
    if (index.rank() > 1) {
      throw new IndexException(
          "index_copy_(): Index should have dimension 1 or 0 (got %d)".formatted(index.rank()),
          "index.vector",
          index.shape());
    }
    if (x.rank() != source.rank() && (x.rank() > 0 || source.numel() != 1)) {
      throw new IndexException(
          ("index_copy_(): When source and destination are not scalars, their dimensionality must"
                  + " match. Source dimensionality (%d), destination dimensionality (%d)")
              .formatted(source.rank(), x.rank()),
          "indexAdd.shape",
          x.shape(),
          source.shape());
    }
    if (index.dtype() != DType.INT64) {
      throw new DTypeException(
          "index_copy_(): Expected a long tensor for index, but got " + index.dtype().scalarType(),
          "index.dtype",
          index.dtype());
    }
    if (x.dtype() != source.dtype()) {
      throw new DTypeException(
          "index_copy_(): self and source expected to have the same dtype, but got (self) %s and (source) %s"
              .formatted(x.dtype().scalarType(), source.dtype().scalarType()),
          "scatter.dtype",
          x.dtype(),
          source.dtype());
    }
    if (x.rank() == 0) {
      return;
    }
    Shape own = x.shape().without(dim);
    Shape other = source.shape().without(dim);
    if (!own.equals(other)) {
      throw new ShapeException(
          ("index_copy_(): Source/destination tensor must have same slice shapes. Destination slice"
                  + " shape: %s at dimension %d and source slice shape: %s at dimension 0.")
              .formatted(own.times().replace('x', ' '), dim, other.times().replace('x', ' ')),
          "indexAdd.shape",
          x.shape(),
          source.shape());
    }
    if (index.numel() != source.size(dim)) {
      throw new IndexException(
          "index_copy_(): Number of indices (%d) should be equal to source.size(dim) (%d)"
              .formatted(index.numel(), source.size(dim)),
          "indexAdd.count",
          index.numel(),
          source.size(dim));
    }
    for (long place : index.toLongArray()) {
      if (place < 0 || place >= x.size(dim)) {
        throw new IndexException(
            "index_copy_(): index %d is out of bounds for dimension %d with size %d"
                .formatted(place, dim, x.size(dim)),
            "index.positive",
            place,
            x.size(dim));
      }
    }
  }

  /// Returns this tensor with the elements of `source`, one after the other, where the mask is
  /// true; the mask broadcasts. Gradient: `g` elsewhere; for the source `g` where it went.
  default Tensor maskedScatter(Tensor mask, Tensor source) {
    Tensor x = self();
    if (mask.dtype() != DType.BOOL) {
      throw new DTypeException(
          "masked_scatter_ only supports boolean masks, but got mask with dtype "
              + mask.dtype().scalarType(),
          "mask.dtype",
          mask.dtype());
    }
    if (x.dtype() != source.dtype()) {
      throw new DTypeException(
          "masked_scatter: expected self and source to have same dtypes but got%s and %s"
              .formatted(x.dtype().scalarType(), source.dtype().scalarType()),
          "scatter.dtype",
          x.dtype(),
          source.dtype());
    }
    int[] shape = Shape.broadcast(mask.shape(), x.shape()).toArray();
    Tensor places = mask.detach().expand(shape);
    Tensor order = places.reshape(-1).toLong().cumsum(0).sub(1).clampMin(0);
    long wanted = places.toLong().sum().itemLong();
    if (wanted > source.numel()) {
      throw new ShapeException(
          "Number of elements of source < number of ones in mask",
          "maskedScatter.count",
          wanted,
          source.numel());
    }
    Tensor whole = x.expand(shape);
    if (source.numel() == 0) {
      return whole.clone();
    }
    Tensor brought = source.reshape(-1).indexSelect(0, order).reshape(shape);
    return Functional.where(places, brought, whole);
  }

  /// Does [Rearrangement#tril(int)] in place and returns this tensor.
  default Tensor tril_(int diagonal) {
    Tensor x = self();
    return x.maskedFill_(x.detach().onesLike().tril(diagonal).eq(0), 0.0);
  }

  /// Does [Rearrangement#tril()] in place and returns this tensor.
  default Tensor tril_() {
    return tril_(0);
  }

  /// Does [Rearrangement#triu(int)] in place and returns this tensor.
  default Tensor triu_(int diagonal) {
    Tensor x = self();
    return x.maskedFill_(x.detach().onesLike().triu(diagonal).eq(0), 0.0);
  }

  /// Does [Rearrangement#triu()] in place and returns this tensor.
  default Tensor triu_() {
    return triu_(0);
  }
}
