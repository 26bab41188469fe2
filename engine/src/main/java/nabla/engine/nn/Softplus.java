package nabla.engine.nn;

import nabla.engine.format.PythonText;
import nabla.engine.tensor.Tensor;

/// Computes `log(1 + exp(beta · x)) / beta`, a smooth `relu`: [Tensor#softplus(double, double)].
public final class Softplus extends Module {
  private final double beta;
  private final double threshold;

  /// Creates the activation with PyTorch's default, 1 and 20.
  public Softplus() {
    this(1, 20);
  }

  /// Creates the activation.
  ///
  /// @param beta how sharp the bend is
  /// @param threshold above which `beta · x` counts as straight
  public Softplus(double beta, double threshold) {
    this.beta = beta;
    this.threshold = threshold;
  }

  @Override
  public Tensor forward(Tensor input) {
    return input.softplus(beta, threshold);
  }

  @Override
  protected String extraRepr() {
    return "beta=" + PythonText.of(beta) + ", threshold=" + PythonText.of(threshold);
  }
}
