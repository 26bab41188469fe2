package nabla.engine.nn;

import nabla.engine.tensor.MarginLosses;
import nabla.engine.tensor.Reduction;
import nabla.engine.tensor.Tensor;

/// Computes the distance where the target is 1, how far it is below a margin where it is -1:
/// [MarginLosses#hingeEmbeddingLoss(Tensor, Tensor, double, Reduction)].
public final class HingeEmbeddingLoss extends Module {
  private final double margin;
  private final Reduction reduction;

  /// Creates the loss with `margin` 1 that takes the mean.
  public HingeEmbeddingLoss() {
    this(1, Reduction.MEAN);
  }

  /// Creates the loss with `margin` 1 and a reduction.
  public HingeEmbeddingLoss(Reduction reduction) {
    this(1, reduction);
  }

  /// Creates the loss.
  ///
  /// @param margin how far apart is far enough
  public HingeEmbeddingLoss(double margin, Reduction reduction) {
    this.margin = margin;
    this.reduction = reduction;
  }

  /// Returns the loss.
  public Tensor forward(Tensor input, Tensor target) {
    return MarginLosses.hingeEmbeddingLoss(input, target, margin, reduction);
  }
}
