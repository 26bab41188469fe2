package nabla.engine.nn;

import nabla.engine.tensor.MarginLosses;
import nabla.engine.tensor.Reduction;
import nabla.engine.tensor.Tensor;

/// Computes how far two numbers are from the order that the target, 1 or -1, wants:
/// [MarginLosses#marginRankingLoss(Tensor, Tensor, Tensor, double, Reduction)].
public final class MarginRankingLoss extends Module {
  private final double margin;
  private final Reduction reduction;

  /// Creates the loss with `margin` 0 that takes the mean.
  public MarginRankingLoss() {
    this(0, Reduction.MEAN);
  }

  /// Creates the loss with `margin` 0 and a reduction.
  public MarginRankingLoss(Reduction reduction) {
    this(0, reduction);
  }

  /// Creates the loss.
  ///
  /// @param margin how far apart is far enough
  public MarginRankingLoss(double margin, Reduction reduction) {
    this.margin = margin;
    this.reduction = reduction;
  }

  /// Returns the loss.
  public Tensor forward(Tensor first, Tensor second, Tensor target) {
    return MarginLosses.marginRankingLoss(first, second, target, margin, reduction);
  }
}
