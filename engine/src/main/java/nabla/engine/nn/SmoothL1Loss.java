package nabla.engine.nn;

import nabla.engine.tensor.Losses;
import nabla.engine.tensor.Reduction;
import nabla.engine.tensor.Tensor;

/// Computes squared differences near 0 and absolute ones farther off: [Losses#smoothL1Loss(Tensor,
/// Tensor, double, Reduction)].
public final class SmoothL1Loss extends Module {
  private final double beta;
  private final Reduction reduction;

  /// Creates the loss with `beta` 1 that takes the mean.
  public SmoothL1Loss() {
    this(1, Reduction.MEAN);
  }

  /// Creates the loss with `beta` 1 and a reduction.
  public SmoothL1Loss(Reduction reduction) {
    this(1, reduction);
  }

  /// Creates the loss.
  ///
  /// @param beta where the one becomes the other
  public SmoothL1Loss(double beta, Reduction reduction) {
    this.beta = beta;
    this.reduction = reduction;
  }

  /// Returns the loss.
  public Tensor forward(Tensor input, Tensor target) {
    return Losses.smoothL1Loss(input, target, beta, reduction);
  }
}
