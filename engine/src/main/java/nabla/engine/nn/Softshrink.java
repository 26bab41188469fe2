package nabla.engine.nn;

import nabla.engine.format.PythonText;
import nabla.engine.tensor.Tensor;

/// Computes `x` moved towards 0 by a bound, 0 where it is nearer: [Tensor#softshrink(double)].
public final class Softshrink extends Module {
  private final double lambda;

  /// Creates the activation with PyTorch's default, 0.5.
  public Softshrink() {
    this(0.5);
  }

  /// Creates the activation.
  ///
  /// @param lambda the bound
  public Softshrink(double lambda) {
    this.lambda = lambda;
  }

  @Override
  public Tensor forward(Tensor input) {
    return input.softshrink(lambda);
  }

  @Override
  protected String extraRepr() {
    return PythonText.of(lambda);
  }
}
