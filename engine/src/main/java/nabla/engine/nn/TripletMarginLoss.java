package nabla.engine.nn;

import nabla.engine.tensor.MarginLosses;
import nabla.engine.tensor.MarginLosses.TripletOptions;
import nabla.engine.tensor.Reduction;
import nabla.engine.tensor.Tensor;

/// Wants an anchor nearer to a positive example than to a negative one:
/// [MarginLosses#tripletMarginLoss(Tensor, Tensor, Tensor, TripletOptions, Reduction)].
public final class TripletMarginLoss extends Module {
  private final TripletOptions options;
  private final Reduction reduction;

  /// Creates the loss with PyTorch's defaults.
  public TripletMarginLoss() {
    this(TripletOptions.options(), Reduction.MEAN);
  }

  /// Creates the loss.
  public TripletMarginLoss(TripletOptions options, Reduction reduction) {
    this.options = options;
    this.reduction = reduction;
  }

  /// Returns the loss.
  public Tensor forward(Tensor anchor, Tensor positive, Tensor negative) {
    return MarginLosses.tripletMarginLoss(anchor, positive, negative, options, reduction);
  }
}
