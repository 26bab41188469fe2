package nabla.engine.tensor;

import nabla.engine.autograd.Version;
import nabla.engine.backend.Backend.Folding;
import nabla.engine.backend.Strided;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.IndexException;

/// How a reduction is carried out: which dimensions, what shape remains, the fold.
final class Reductions {
  private Reductions() {}

  /// Returns which dimensions a list names; an empty list names all.
  static boolean[] mask(Tensor x, int... dims) {
    int rank = x.rank();
    boolean[] mask = new boolean[Math.max(rank, 1)];
    for (int dim : dims) {
      int d = Shape.wrap(dim, rank);
      if (mask[d]) {
        throw new ArgumentException(
            "dim %d appears multiple times in the list of dims".formatted(d), "dim.twice", d);
      }
      mask[d] = true;
    }
    if (dims.length == 0) {
      java.util.Arrays.fill(mask, true);
    }
    return mask;
  }

  /// Returns the fold over the masked dimensions, without history.
  static Tensor fold(Folding folding, Tensor x, boolean[] mask, boolean keepDims, DType dtype) {
    int[] sizes = x.shape().toArray();
    for (int d = 0; d < sizes.length; d++) {
      if (mask[d]) {
        sizes[d] = 1;
      }
    }
    Tensor kept = Tensor.allocate(Shape.shape(sizes), dtype, x.device());
    int[] steps = kept.strides();
    for (int d = 0; d < sizes.length; d++) {
      if (mask[d]) {
        steps[d] = 0;
      }
    }
    Strided out = new Strided(kept.storage().buffer(), x.shape().sizes(), steps, 0);
    x.backend().fold(folding, out, x.strided());
    return keepDims ? kept : squeeze(kept, mask);
  }

  /// Returns the tensor without the masked dimensions, which have size 1; the same elements, no
  /// history.
  static Tensor squeeze(Tensor kept, boolean[] mask) {
    Shape shape = kept.shape();
    for (int d = kept.rank() - 1; d >= 0; d--) {
      if (mask[d]) {
        shape = shape.without(d);
      }
    }
    return kept.share(
        shape, Strided.contiguousStrides(shape.sizes()), kept.storageOffset(), new Version());
  }

  /// Returns a reduced gradient with the reduced dimensions back in place, of size 1; recorded.
  static Tensor restore(Tensor g, boolean[] mask, boolean keptDims, int rank) {
    if (keptDims) {
      return g;
    }
    Tensor result = g;
    for (int d = 0; d < rank; d++) {
      if (mask[d]) {
        result = result.unsqueeze(d);
      }
    }
    return result;
  }

  /// Returns how many elements fall on one result.
  static int count(Tensor x, boolean[] mask) {
    int count = 1;
    for (int d = 0; d < x.rank(); d++) {
      if (mask[d]) {
        count *= x.size(d);
      }
    }
    return count;
  }

  /// Throws unless there is something to take an extremum of along the masked dimensions.
  static void requireElements(String name, Tensor x, boolean[] mask) {
    for (int d = 0; d < x.rank(); d++) {
      if (mask[d] && x.size(d) == 0) {
        throw new IndexException(
            "%s(): Expected reduction dim %d to have non-zero size.".formatted(name, d),
            "reduce.empty",
            name,
            d);
      }
    }
  }
}
