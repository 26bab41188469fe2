package nabla.engine.nn;

import nabla.engine.tensor.Buffer;
import nabla.engine.tensor.ClassLossOptions;
import nabla.engine.tensor.ClassLosses;
import nabla.engine.tensor.Reduction;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Computes the cross entropy of scores `(n, classes, …)` and classes or probabilities:
/// [ClassLosses#crossEntropy(Tensor, Tensor, ClassLossOptions)].
public final class CrossEntropyLoss extends Module {
  private final @Nullable Buffer weight;
  private final ClassLossOptions options;

  /// Creates the loss that takes the mean.
  public CrossEntropyLoss() {
    this(options());
  }

  /// Creates the loss with a reduction.
  public CrossEntropyLoss(Reduction reduction) {
    this(options().reduction(reduction));
  }

  /// Creates the loss with options.
  public CrossEntropyLoss(ClassLossOptions options) {
    Tensor weights = options.weight();
    weight = weights == null ? null : new Buffer(weights);
    this.options = options;
  }

  /// Returns PyTorch's defaults.
  public static ClassLossOptions options() {
    return ClassLossOptions.options();
  }

  /// Returns the loss of an input against a target.
  public Tensor forward(Tensor input, Tensor target) {
    return ClassLosses.crossEntropy(input, target, options.weight(weight));
  }
}
