package nabla.engine.nn;

import nabla.engine.tensor.Buffer;
import nabla.engine.tensor.ProbabilityLosses;
import nabla.engine.tensor.Reduction;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Computes the binary cross entropy of scores, `sigmoid` included and without overflow:
/// [ProbabilityLosses#binaryCrossEntropyWithLogits(Tensor, Tensor, Tensor, Tensor, Reduction)].
public final class BCEWithLogitsLoss extends Module {
  private final @Nullable Buffer weight;
  private final @Nullable Buffer posWeight;
  private final Reduction reduction;

  /// Creates the loss that takes the mean.
  public BCEWithLogitsLoss() {
    this(options());
  }

  /// Creates the loss with a reduction.
  public BCEWithLogitsLoss(Reduction reduction) {
    this(options().reduction(reduction));
  }

  /// Creates the loss with options.
  public BCEWithLogitsLoss(Options options) {
    Tensor weights = options.weight();
    Tensor positive = options.posWeight();
    weight = weights == null ? null : register("weight", new Buffer(weights));
    posWeight = positive == null ? null : register("pos_weight", new Buffer(positive));
    reduction = options.reduction();
  }

  /// Returns PyTorch's defaults: no weights, the mean.
  public static Options options() {
    return new Options(null, null, Reduction.MEAN);
  }

  /// Returns the loss of scores against a target of the same shape.
  public Tensor forward(Tensor input, Tensor target) {
    return ProbabilityLosses.binaryCrossEntropyWithLogits(
        input, target, weight, posWeight, reduction);
  }

  /// How the losses of the elements are weighed.
  ///
  /// @param weight what they are multiplied by, or null
  /// @param posWeight what those of positive examples are multiplied by, or null
  /// @param reduction what becomes of them
  public record Options(@Nullable Tensor weight, @Nullable Tensor posWeight, Reduction reduction) {
    /// Returns these options with other weights.
    public Options weight(@Nullable Tensor weights) {
      return new Options(weights, posWeight, reduction);
    }

    /// Returns these options with other weights of positive examples.
    public Options posWeight(@Nullable Tensor weights) {
      return new Options(weight, weights, reduction);
    }

    /// Returns these options with another reduction.
    public Options reduction(Reduction other) {
      return new Options(weight, posWeight, other);
    }
  }
}
