package nabla.engine.nn;

import nabla.engine.format.PythonText;
import nabla.engine.tensor.Tensor;

/// Computes `x` where its distance from 0 exceeds a bound, else 0: [Tensor#hardshrink(double)].
public final class Hardshrink extends Module {
  private final double lambda;

  /// Creates the activation with PyTorch's default, 0.5.
  public Hardshrink() {
    this(0.5);
  }

  /// Creates the activation.
  ///
  /// @param lambda the bound
  public Hardshrink(double lambda) {
    this.lambda = lambda;
  }

  @Override
  public Tensor forward(Tensor input) {
    return input.hardshrink(lambda);
  }

  @Override
  protected String extraRepr() {
    return PythonText.of(lambda);
  }
}
