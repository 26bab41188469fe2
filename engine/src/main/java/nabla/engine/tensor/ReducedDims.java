package nabla.engine.tensor;

import nabla.engine.backend.Backend.Folding;

/// Which dimensions of a shape are reduced, and whether they stay with size 1.
final class ReducedDims {
  private final Shape shape;
  private final boolean[] mask;
  private final boolean keeps;

  private ReducedDims(Shape shape, boolean[] mask, boolean keeps) {
    this.shape = shape;
    this.mask = mask;
    this.keeps = keeps;
  }

  /// Returns the reduction of these dimensions; of all if none is named.
  static ReducedDims of(Tensor x, int[] dims, Flag... flags) {
    return new ReducedDims(x.shape(), Reductions.mask(x, dims), Flag.in(Flag.KEEPDIM, flags));
  }

  /// Returns this reduction with the dimensions kept.
  ReducedDims kept() {
    return new ReducedDims(shape, mask, true);
  }

  /// Returns the shape before the reduction.
  Shape shape() {
    return shape;
  }

  /// Returns the only dimension, or -1 if there are several.
  int single() {
    int found = -1;
    for (int d = 0; d < shape.rank(); d++) {
      if (mask[d]) {
        if (found >= 0) {
          return -1;
        }
        found = d;
      }
    }
    return found;
  }

  /// Returns the dimensions in ascending order.
  Dims dims() {
    return new Dims(
        java.util.stream.IntStream.range(0, shape.rank()).filter(d -> mask[d]).boxed().toList());
  }

  /// Returns how many elements fall on one result.
  int count() {
    int count = 1;
    for (int d = 0; d < shape.rank(); d++) {
      if (mask[d]) {
        count *= shape.size(d);
      }
    }
    return count;
  }

  /// Returns the fold, without history.
  Tensor fold(Folding folding, Tensor x, DType dtype) {
    return Reductions.fold(folding, x, mask, keeps, dtype);
  }

  /// Returns a kept result as this reduction gives it, without history.
  Tensor drop(Tensor kept) {
    return keeps || shape.rank() == 0 ? kept : Reductions.squeeze(kept, mask);
  }

  /// Returns a result or its gradient with the reduced dimensions in place; recorded.
  Tensor restore(Tensor g) {
    return Reductions.restore(g, mask, keeps, shape.rank());
  }

  /// Returns a gradient repeated for every element; recorded.
  Tensor spread(Tensor g) {
    return restore(g).expand(shape.toArray());
  }

  /// Throws unless there is something to choose from.
  void requireElements(String name, String dimName) {
    for (int d = 0; d < shape.rank(); d++) {
      if (mask[d] && shape.size(d) == 0) {
        throw new nabla.engine.error.IndexException(
            "%s: Expected reduction dim %d to have non-zero size.".formatted(dimName, d),
            "reduce.empty",
            name,
            d);
      }
    }
  }
}
