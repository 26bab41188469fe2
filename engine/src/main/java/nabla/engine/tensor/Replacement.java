package nabla.engine.tensor;

import java.util.List;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.backend.Backend.Combine;
import nabla.engine.backend.Strided;
import nabla.engine.error.DTypeException;
import nabla.engine.error.IndexException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// Copies of tensors in which some places hold what others bring.
sealed interface Replacement permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns this tensor with the parts of `source` at the positions of a dimension that `index`, a
  /// vector of int64, names. Gradient: `g` without the positions; for the source `g` at them.
  default Tensor indexCopy(int dim, Tensor index, Tensor source) {
    return indexCopy(Target.FRESH, dim, index, source);
  }

  /// Does [#indexCopy(int, Tensor, Tensor)] in place and returns this tensor.
  default Tensor indexCopy_(int dim, Tensor index, Tensor source) {
    return indexCopy(Target.IN_PLACE, dim, index, source);
  }

  private Tensor indexCopy(Target target, int dim, Tensor index, Tensor source) {
    Tensor x = self();
    int d = x.shape().wrap(dim);
    requireCopy(x, d, index, source);
    int[] shape = source.shape().toArray();
    Partial byX = Partial.of((g, saved) -> g.indexFill(d, saved.input(2), 0.0), 2);
    Partial bySource = Partial.of((g, saved) -> g.indexSelect(d, saved.input(2)).reshape(shape), 2);
    Node node = begin(target, "IndexCopyBackward0", byX, bySource, source, index);
    Tensor result = target == Target.IN_PLACE ? x : x.copyAs(x.dtype());
    if (index.numel() > 0) {
      Strided from = Layouts.line(source);
      x.backend()
          .scatter(Combine.SET, Layouts.line(result), d, Layouts.along(index, d, from), from);
    }
    return InPlaceChecks.end(target, result, node);
  }

  private @Nullable Node begin(
      Target target, String name, Partial byX, Partial bySource, Tensor source, Tensor where) {
    Tensor x = self();
    if (target == Target.IN_PLACE) {
      InPlaceChecks.writable(x, x, source);
    }
    return Node.begin(name, new @Nullable Partial[] {byX, bySource, null}, x, source, where);
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
    return maskedScatter(Target.FRESH, mask, source);
  }

  /// Does [#maskedScatter(Tensor, Tensor)] in place and returns this tensor.
  default Tensor maskedScatter_(Tensor mask, Tensor source) {
    return maskedScatter(Target.IN_PLACE, mask, source);
  }

  private Tensor maskedScatter(Target target, Tensor mask, Tensor source) {
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
    Shape own = x.shape();
    Shape shape = target == Target.IN_PLACE ? own : Shape.broadcast(mask.shape(), own);
    Tensor places = mask.detach().expand(shape.toArray());
    int wanted = Math.toIntExact(places.toLong().sum().itemLong());
    if (wanted > source.numel()) {
      throw new ShapeException(
          "Number of elements of source < number of ones in mask",
          "maskedScatter.count",
          wanted,
          source.numel());
    }
    Partial byX = Partial.of((g, saved) -> g.maskedFill(saved.input(2), 0.0).sumTo(own), 2);
    Shape given = source.shape();
    Partial bySource =
        Partial.of(
            (g, saved) -> {
              Tensor taken = g.maskedSelect(saved.input(2));
              Tensor rest =
                  Creation.zeros(Shape.shape(given.numel() - wanted), g.dtype(), g.device());
              return Joining.cat(List.of(taken, rest), 0).reshape(given.toArray());
            },
            2);
    Node node = begin(target, "MaskedScatter", byX, bySource, source, places);
    Tensor result =
        target == Target.IN_PLACE ? x : x.detach().expand(shape.toArray()).copyAs(x.dtype());
    if (wanted > 0) {
      Tensor order = places.reshape(-1).toLong().cumsum(0).sub(1).clampMin(0);
      Tensor brought = source.detach().reshape(-1).indexSelect(0, order).reshape(shape.toArray());
      Elementwise.copy(Functional.where(places, brought, result.detach()), result);
    }
    return InPlaceChecks.end(target, result, node);
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
