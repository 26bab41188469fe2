package nabla.engine.nn;

import nabla.engine.tensor.Buffer;
import nabla.engine.tensor.ProbabilityLosses;
import nabla.engine.tensor.Reduction;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Computes the binary cross entropy of probabilities:
/// [ProbabilityLosses#binaryCrossEntropy(Tensor, Tensor, Tensor, Reduction)].
public final class BCELoss extends Module {
  private final @Nullable Buffer weight;
  private final Reduction reduction;

  /// Creates the loss that takes the mean.
  public BCELoss() {
    this(Reduction.MEAN);
  }

  /// Creates the loss with a reduction.
  public BCELoss(Reduction reduction) {
    this(null, reduction);
  }

  /// Creates the loss whose elements are multiplied by weights.
  public BCELoss(@Nullable Tensor weight, Reduction reduction) {
    this.weight = weight == null ? null : new Buffer(weight);
    this.reduction = reduction;
  }

  /// Returns the loss of probabilities against a target of the same shape.
  public Tensor forward(Tensor input, Tensor target) {
    return ProbabilityLosses.binaryCrossEntropy(input, target, weight, reduction);
  }
}
