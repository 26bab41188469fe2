package nabla.engine.nn;

import nabla.engine.tensor.ProbabilityLosses;
import nabla.engine.tensor.ProbabilityLosses.KlTarget;
import nabla.engine.tensor.Reduction;
import nabla.engine.tensor.Tensor;

/// Computes Kullback and Leibler's divergence of logarithms of probabilities:
/// [ProbabilityLosses#klDiv(Tensor, Tensor, KlTarget, Reduction)].
public final class KLDivLoss extends Module {
  private final KlTarget holds;
  private final Reduction reduction;

  /// Creates the loss that takes the mean over all elements, PyTorch's default;
  /// [Reduction#BATCHMEAN] is the mathematical one.
  public KLDivLoss() {
    this(Reduction.MEAN);
  }

  /// Creates the loss with a reduction.
  public KLDivLoss(Reduction reduction) {
    this(KlTarget.PROBABILITIES, reduction);
  }

  /// Creates the loss for a target that may hold logarithms.
  public KLDivLoss(KlTarget holds, Reduction reduction) {
    this.holds = holds;
    this.reduction = reduction;
  }

  /// Returns the divergence of the target from the input.
  public Tensor forward(Tensor input, Tensor target) {
    return ProbabilityLosses.klDiv(input, target, holds, reduction);
  }
}
