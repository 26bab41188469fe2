package nabla.engine.nn;

import nabla.engine.tensor.Losses;
import nabla.engine.tensor.Reduction;
import nabla.engine.tensor.Tensor;

/// Computes `log(1 + exp(-target · input))`, for targets 1 and -1: [Losses#softMarginLoss(Tensor,
/// Tensor, Reduction)].
public final class SoftMarginLoss extends Module {
  private final Reduction reduction;

  /// Creates the loss that takes the mean.
  public SoftMarginLoss() {
    this(Reduction.MEAN);
  }

  /// Creates the loss with a reduction.
  public SoftMarginLoss(Reduction reduction) {
    this.reduction = reduction;
  }

  /// Returns the loss of an input against a target.
  public Tensor forward(Tensor input, Tensor target) {
    return Losses.softMarginLoss(input, target, reduction);
  }
}
