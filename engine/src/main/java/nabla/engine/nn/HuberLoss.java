package nabla.engine.nn;

import nabla.engine.tensor.Losses;
import nabla.engine.tensor.Reduction;
import nabla.engine.tensor.Tensor;

/// Computes squared differences near 0 and absolute ones, times `delta`, farther off:
/// [Losses#huberLoss(Tensor, Tensor, double, Reduction)].
public final class HuberLoss extends Module {
  private final double delta;
  private final Reduction reduction;

  /// Creates the loss with `delta` 1 that takes the mean.
  public HuberLoss() {
    this(1, Reduction.MEAN);
  }

  /// Creates the loss with `delta` 1 and a reduction.
  public HuberLoss(Reduction reduction) {
    this(1, reduction);
  }

  /// Creates the loss.
  ///
  /// @param delta where the one becomes the other
  public HuberLoss(double delta, Reduction reduction) {
    this.delta = delta;
    this.reduction = reduction;
  }

  /// Returns the loss.
  public Tensor forward(Tensor input, Tensor target) {
    return Losses.huberLoss(input, target, delta, reduction);
  }
}
