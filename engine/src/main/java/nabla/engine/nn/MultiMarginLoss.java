package nabla.engine.nn;

import nabla.engine.tensor.Buffer;
import nabla.engine.tensor.MarginLosses;
import nabla.engine.tensor.MarginLosses.MultiMarginOptions;
import nabla.engine.tensor.Reduction;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Wants the score of the right class above all others by a margin:
/// [MarginLosses#multiMarginLoss(Tensor, Tensor, MultiMarginOptions, Reduction)].
public final class MultiMarginLoss extends Module {
  private final @Nullable Buffer weight;
  private final MultiMarginOptions options;
  private final Reduction reduction;

  /// Creates the loss with PyTorch's defaults.
  public MultiMarginLoss() {
    this(MultiMarginOptions.options(), Reduction.MEAN);
  }

  /// Creates the loss.
  public MultiMarginLoss(MultiMarginOptions options, Reduction reduction) {
    Tensor weights = options.weight();
    weight = weights == null ? null : new Buffer(weights);
    this.options = options;
    this.reduction = reduction;
  }

  /// Returns the loss of scores `(n, classes)` against classes `(n)`.
  public Tensor forward(Tensor input, Tensor target) {
    return MarginLosses.multiMarginLoss(input, target, options.weight(weight), reduction);
  }
}
