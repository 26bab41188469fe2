package nabla.engine.nn;

import nabla.engine.format.PythonText;
import nabla.engine.tensor.Tensor;

/// Computes the exponential linear unit: `x` where it is positive, else `alpha · (eˣ - 1)`:
/// [Tensor#elu(double)].
public final class ELU extends Module {
  private final double alpha;

  /// Creates the activation with PyTorch's default, 1.
  public ELU() {
    this(1);
  }

  /// Creates the activation.
  ///
  /// @param alpha what the negative side tends to, with the opposite sign
  public ELU(double alpha) {
    this.alpha = alpha;
  }

  @Override
  public Tensor forward(Tensor input) {
    return input.elu(alpha);
  }

  @Override
  protected String extraRepr() {
    return "alpha=" + PythonText.of(alpha);
  }
}
