package nabla.engine.tensor;

import nabla.engine.autograd.GradMode;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.error.ShapeException;

/// How near vectors are to each other.
public final class Similarity {
  private Similarity() {}

  /// Returns the cosines of the angles between vectors along dimension 1.
  public static Tensor cosineSimilarity(Tensor first, Tensor second) {
    return cosineSimilarity(first, second, 1, 1e-8);
  }

  /// Returns the cosines of the angles between vectors along a dimension, which broadcast.
  ///
  /// @param eps the least length that counts
  public static Tensor cosineSimilarity(Tensor first, Tensor second, int dim, double eps) {
    if (!(eps >= 0)) {
      throw new ArgumentException(
          "eps must be non-negative, got: " + Guards.shown(eps), "similarity.eps", eps);
    }
    DType dtype = DType.promote(first.dtype(), second.dtype());
    if (!dtype.isFloating()) {
      throw new DTypeException(
          "expected common dtype to be floating point, yet common dtype is " + dtype.scalarType(),
          "linalg.dtype",
          dtype);
    }
    Losses.Pair pair = Losses.Pair.broadcast(first.to(dtype), second.to(dtype));
    Tensor left = unit(pair.first(), dim, eps);
    Tensor right = unit(pair.second(), dim, eps);
    return left.mul(right).sum(dim);
  }

  private static Tensor unit(Tensor x, int dim, double eps) {
    Tensor length = x.norm(2, dim, Flag.KEEPDIM).clone();
    // The gradient goes past the clamping, as in PyTorch.
    GradMode.noGrad(() -> length.clampMin_(eps));
    return x.div(length);
  }

  /// Returns the Euclidean distances between the rows of two matrices; see [#cdist(Tensor, Tensor,
  /// double)].
  public static Tensor cdist(Tensor first, Tensor second) {
    return cdist(first, second, 2);
  }

  /// Returns the `p`-norms of the differences between every row of one matrix and every row of
  /// another, `(…, n, k)` and `(…, m, k)` → `(…, n, m)`. Gradient: that of the norm, 0 for equal
  /// rows.
  public static Tensor cdist(Tensor first, Tensor second, double p) {
    if (!first.dtype().isFloating() || !second.dtype().isFloating()) {
      boolean left = !first.dtype().isFloating();
      throw new DTypeException(
          "cdist only supports floating-point dtypes, X%d got: %s"
              .formatted(left ? 1 : 2, (left ? first : second).dtype().scalarType()),
          "linalg.dtype",
          (left ? first : second).dtype());
    }
    if (first.rank() < 2 || second.rank() < 2) {
      boolean left = first.rank() < 2;
      throw new ShapeException(
          "cdist only supports at least 2D tensors, X%d got: %dD"
              .formatted(left ? 1 : 2, (left ? first : second).rank()),
          "linalg.rank",
          (left ? first : second).shape());
    }
    if (first.size(-1) != second.size(-1)) {
      throw new ShapeException(
          "X1 and X2 must have the same number of columns. X1: %d X2: %d"
              .formatted(first.size(-1), second.size(-1)),
          "inner.size",
          first.shape(),
          second.shape());
    }
    if (!(p >= 0)) {
      throw new ArgumentException("cdist only supports non-negative p values", "cdist.p", p);
    }
    if (first.dtype() != second.dtype()) {
      throw Products.expectedType(first.dtype(), second.dtype());
    }
    Tensor difference = first.unsqueeze(-2).sub(second.unsqueeze(-3));
    return first.size(-1) == 0 ? difference.sum(-1) : difference.norm(p, difference.rank() - 1);
  }

  /// Returns the Euclidean distances between vectors along the last dimension.
  public static Tensor pairwiseDistance(Tensor first, Tensor second, Flag... flags) {
    return pairwiseDistance(first, second, 2, 1e-6, flags);
  }

  /// Returns the distances between vectors along the last dimension: the `p`-norm of `first -
  /// second
  /// + eps`.
  public static Tensor pairwiseDistance(
      Tensor first, Tensor second, double p, double eps, Flag... flags) {
    int dim = Math.max(first.rank(), second.rank()) - 1;
    return first.sub(second).add(eps).norm(p, dim, flags);
  }

  /// Returns the vectors along dimension 1 divided by their Euclidean lengths.
  public static Tensor normalize(Tensor input) {
    return normalize(input, 2, 1, 1e-12);
  }

  /// Returns the vectors along a dimension divided by their `p`-norms.
  ///
  /// @param eps the least norm that counts
  public static Tensor normalize(Tensor input, double p, int dim, double eps) {
    Tensor length = input.norm(p, dim, Flag.KEEPDIM).clampMin(eps);
    return input.div(length.expand(input.shape().toArray()));
  }
}
