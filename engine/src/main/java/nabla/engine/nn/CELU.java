package nabla.engine.nn;

import nabla.engine.format.PythonText;
import nabla.engine.tensor.Tensor;

/// Computes the continuously differentiable exponential linear unit: `x` where it is positive, else
/// `alpha · (exp(x / alpha) - 1)`: [Tensor#celu(double)].
public final class CELU extends Module {
  private final double alpha;

  /// Creates the activation with PyTorch's default, 1.
  public CELU() {
    this(1);
  }

  /// Creates the activation.
  ///
  /// @param alpha what the negative side tends to, with the opposite sign
  public CELU(double alpha) {
    this.alpha = alpha;
  }

  @Override
  public Tensor forward(Tensor input) {
    return input.celu(alpha);
  }

  @Override
  protected String extraRepr() {
    return "alpha=" + PythonText.of(alpha);
  }
}
