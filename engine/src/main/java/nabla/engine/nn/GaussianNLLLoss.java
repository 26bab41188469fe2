package nabla.engine.nn;

import nabla.engine.tensor.ProbabilityLosses;
import nabla.engine.tensor.ProbabilityLosses.Terms;
import nabla.engine.tensor.Reduction;
import nabla.engine.tensor.Tensor;

/// Computes the negative log-likelihood under normal distributions of given means and variances:
/// [ProbabilityLosses#gaussianNllLoss(Tensor, Tensor, Tensor, Terms, double, Reduction)].
public final class GaussianNLLLoss extends Module {
  private final Terms terms;
  private final double eps;
  private final Reduction reduction;

  /// Creates the loss that takes the mean.
  public GaussianNLLLoss() {
    this(Terms.NEEDED, 1e-6, Reduction.MEAN);
  }

  /// Creates the loss.
  ///
  /// @param eps the least variance that counts
  public GaussianNLLLoss(Terms terms, double eps, Reduction reduction) {
    this.terms = terms;
    this.eps = eps;
    this.reduction = reduction;
  }

  /// Returns the loss of means and variances against a target.
  public Tensor forward(Tensor input, Tensor target, Tensor variance) {
    return ProbabilityLosses.gaussianNllLoss(input, target, variance, terms, eps, reduction);
  }
}
