package nabla.engine.tensor;

import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.autograd.Version;
import nabla.engine.backend.Backend.Folding;
import nabla.engine.backend.Strided;
import nabla.engine.error.ArgumentException;
import org.jspecify.annotations.Nullable;

/// How a reduction is carried out: which dimensions, what shape remains, the fold.
final class Reductions {
  private Reductions() {}

  /// Returns which dimensions a list names; an empty list names all.
  static boolean[] mask(Tensor x, int... dims) {
    int rank = x.rank();
    if (rank > 64) {
      throw new ArgumentException(
          "only tensors with up to 64 dims are supported", "reduce.rank", rank);
    }
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

  /// Gives a result of one operand its history.
  static Tensor record(String name, Tensor x, Tensor result, Partial partial) {
    Node node =
        result.dtype().isFloating() ? Node.begin(name, new @Nullable Partial[] {partial}, x) : null;
    return node == null ? result : node.end(result);
  }

  /// Returns the elements at positions along a dimension, recorded under a name.
  ///
  /// @param positions one for each result, the dimension kept with size 1
  static Selected select(
      String name, String torchName, Tensor x, int dim, Flag[] flags, Tensor positions) {
    ReducedDims over = ReducedDims.of(x, new int[] {dim}, flags);
    int d = x.shape().wrap(dim);
    Tensor plain = x.detach();
    Tensor kept = x.rank() == 0 ? plain.clone() : plain.gather(d, positions);
    Tensor values =
        record(
            name,
            x,
            over.drop(kept),
            Partial.detail(
                g ->
                    x.rank() == 0
                        ? g
                        : Creation.zeros(x.shape(), g.dtype(), g.device())
                            .scatterAdd(d, positions, over.restore(g))));
    return new Selected(torchName, values, over.drop(positions));
  }
}
