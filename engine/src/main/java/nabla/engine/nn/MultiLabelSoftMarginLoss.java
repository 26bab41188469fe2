package nabla.engine.nn;

import nabla.engine.tensor.Buffer;
import nabla.engine.tensor.MarginLosses;
import nabla.engine.tensor.Reduction;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Computes the binary cross entropies of several classes at a time:
/// [MarginLosses#multilabelSoftMarginLoss(Tensor, Tensor, Tensor, Reduction)].
public final class MultiLabelSoftMarginLoss extends Module {
  private final @Nullable Buffer weight;
  private final Reduction reduction;

  /// Creates the loss that takes the mean.
  public MultiLabelSoftMarginLoss() {
    this(Reduction.MEAN);
  }

  /// Creates the loss with a reduction.
  public MultiLabelSoftMarginLoss(Reduction reduction) {
    this(null, reduction);
  }

  /// Creates the loss with one weight per class.
  public MultiLabelSoftMarginLoss(@Nullable Tensor weight, Reduction reduction) {
    this.weight = weight == null ? null : new Buffer(weight);
    this.reduction = reduction;
  }

  /// Returns the loss of scores against truths, 1 or 0, of the same shape.
  public Tensor forward(Tensor input, Tensor target) {
    return MarginLosses.multilabelSoftMarginLoss(input, target, weight, reduction);
  }
}
