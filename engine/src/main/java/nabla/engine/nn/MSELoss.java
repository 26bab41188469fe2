package nabla.engine.nn;

import nabla.engine.tensor.Losses;
import nabla.engine.tensor.Reduction;
import nabla.engine.tensor.Tensor;

/// Computes the squared differences: [Losses#mseLoss(Tensor, Tensor, Reduction)].
public final class MSELoss extends Module {
  private final Reduction reduction;

  /// Creates the loss that takes the mean.
  public MSELoss() {
    this(Reduction.MEAN);
  }

  /// Creates the loss with a reduction.
  public MSELoss(Reduction reduction) {
    this.reduction = reduction;
  }

  /// Returns the loss of an input against a target.
  public Tensor forward(Tensor input, Tensor target) {
    return Losses.mseLoss(input, target, reduction);
  }
}
