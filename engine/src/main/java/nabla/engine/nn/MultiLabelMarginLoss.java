package nabla.engine.nn;

import nabla.engine.tensor.MarginLosses;
import nabla.engine.tensor.Reduction;
import nabla.engine.tensor.Tensor;

/// Computes the hinge loss of several classes at a time; the target lists them, up to the first -1:
/// [MarginLosses#multilabelMarginLoss(Tensor, Tensor, Reduction)].
public final class MultiLabelMarginLoss extends Module {
  private final Reduction reduction;

  /// Creates the loss that takes the mean.
  public MultiLabelMarginLoss() {
    this(Reduction.MEAN);
  }

  /// Creates the loss with a reduction.
  public MultiLabelMarginLoss(Reduction reduction) {
    this.reduction = reduction;
  }

  /// Returns the loss of an input against a target.
  public Tensor forward(Tensor input, Tensor target) {
    return MarginLosses.multilabelMarginLoss(input, target, reduction);
  }
}
