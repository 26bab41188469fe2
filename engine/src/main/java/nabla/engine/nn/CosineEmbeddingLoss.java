package nabla.engine.nn;

import nabla.engine.tensor.MarginLosses;
import nabla.engine.tensor.Reduction;
import nabla.engine.tensor.Tensor;

/// Computes how far the cosine of two vectors is from 1 where the target is 1, above a margin where
/// it is -1: [MarginLosses#cosineEmbeddingLoss(Tensor, Tensor, Tensor, double, Reduction)].
public final class CosineEmbeddingLoss extends Module {
  private final double margin;
  private final Reduction reduction;

  /// Creates the loss with `margin` 0 that takes the mean.
  public CosineEmbeddingLoss() {
    this(0, Reduction.MEAN);
  }

  /// Creates the loss with `margin` 0 and a reduction.
  public CosineEmbeddingLoss(Reduction reduction) {
    this(0, reduction);
  }

  /// Creates the loss.
  ///
  /// @param margin which cosine is small enough
  public CosineEmbeddingLoss(double margin, Reduction reduction) {
    this.margin = margin;
    this.reduction = reduction;
  }

  /// Returns the loss.
  public Tensor forward(Tensor first, Tensor second, Tensor target) {
    return MarginLosses.cosineEmbeddingLoss(first, second, target, margin, reduction);
  }
}
