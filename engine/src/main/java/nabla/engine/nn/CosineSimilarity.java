package nabla.engine.nn;

import nabla.engine.tensor.Similarity;
import nabla.engine.tensor.Tensor;

/// Computes the cosines of angles: [Similarity#cosineSimilarity(Tensor, Tensor, int, double)].
public final class CosineSimilarity extends Module {
  private final int dim;
  private final double eps;

  /// Creates the function for vectors along dimension 1.
  public CosineSimilarity() {
    this(1, 1e-8);
  }

  /// Creates the function for vectors along a dimension.
  ///
  /// @param eps the least length that counts
  public CosineSimilarity(int dim, double eps) {
    this.dim = dim;
    this.eps = eps;
  }

  /// Returns the cosines between the vectors of two tensors.
  public Tensor forward(Tensor first, Tensor second) {
    return Similarity.cosineSimilarity(first, second, dim, eps);
  }
}
