package nabla.engine.tensor;

import nabla.engine.autograd.GradMode;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;

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
