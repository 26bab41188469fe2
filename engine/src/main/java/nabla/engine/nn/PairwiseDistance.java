package nabla.engine.nn;

import nabla.engine.tensor.Flag;
import nabla.engine.tensor.Similarity;
import nabla.engine.tensor.Tensor;

/// Computes distances of vectors along the last dimension: [Similarity#pairwiseDistance(Tensor,
/// Tensor, double, double, Flag...)].
public final class PairwiseDistance extends Module {
  private final double p;
  private final double eps;
  private final Flag[] flags;

  /// Creates the Euclidean distance.
  public PairwiseDistance() {
    this(2, 1e-6);
  }

  /// Creates a distance.
  ///
  /// @param p the exponent of the norm
  /// @param eps what is added to the differences
  /// @param flags [Flag#KEEPDIM]
  public PairwiseDistance(double p, double eps, Flag... flags) {
    this.p = p;
    this.eps = eps;
    this.flags = flags.clone();
  }

  /// Returns the distances between the vectors of two tensors.
  public Tensor forward(Tensor first, Tensor second) {
    return Similarity.pairwiseDistance(first, second, p, eps, flags);
  }
}
