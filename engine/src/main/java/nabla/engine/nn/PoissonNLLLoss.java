package nabla.engine.nn;

import nabla.engine.tensor.ProbabilityLosses;
import nabla.engine.tensor.ProbabilityLosses.PoissonInput;
import nabla.engine.tensor.ProbabilityLosses.Terms;
import nabla.engine.tensor.Reduction;
import nabla.engine.tensor.Tensor;

/// Computes the negative log-likelihood of counts under Poisson distributions:
/// [ProbabilityLosses#poissonNllLoss(Tensor, Tensor, PoissonInput, Terms, double, Reduction)].
public final class PoissonNLLLoss extends Module {
  private final PoissonInput holds;
  private final Terms terms;
  private final double eps;
  private final Reduction reduction;

  /// Creates the loss that takes logarithms of the expected counts, and the mean.
  public PoissonNLLLoss() {
    this(PoissonInput.LOGARITHMS, Terms.NEEDED, 1e-8, Reduction.MEAN);
  }

  /// Creates the loss.
  ///
  /// @param holds what the input holds
  /// @param eps what is added before a logarithm is taken
  public PoissonNLLLoss(PoissonInput holds, Terms terms, double eps, Reduction reduction) {
    this.holds = holds;
    this.terms = terms;
    this.eps = eps;
    this.reduction = reduction;
  }

  /// Returns the loss of expected counts against counted ones.
  public Tensor forward(Tensor input, Tensor target) {
    return ProbabilityLosses.poissonNllLoss(input, target, holds, terms, eps, reduction);
  }
}
