package nabla.engine.nn;

import nabla.engine.tensor.Losses;
import nabla.engine.tensor.Reduction;
import nabla.engine.tensor.Tensor;

/// Computes the absolute differences: [Losses#l1Loss(Tensor, Tensor, Reduction)].
public final class L1Loss extends Module {
  private final Reduction reduction;

  /// Creates the loss that takes the mean.
  public L1Loss() {
    this(Reduction.MEAN);
  }

  /// Creates the loss with a reduction.
  public L1Loss(Reduction reduction) {
    this.reduction = reduction;
  }

  /// Returns the loss of an input against a target.
  public Tensor forward(Tensor input, Tensor target) {
    return Losses.l1Loss(input, target, reduction);
  }
}
