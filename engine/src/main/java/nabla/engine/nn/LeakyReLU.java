package nabla.engine.nn;

import nabla.engine.format.PythonText;
import nabla.engine.tensor.Tensor;

/// Computes `x` where it is positive, else `slope · x`: [Tensor#leakyRelu(double)].
public final class LeakyReLU extends Module {
  private final double slope;

  /// Creates the activation with PyTorch's default, 0.01.
  public LeakyReLU() {
    this(0.01);
  }

  /// Creates the activation.
  ///
  /// @param slope the slope of the negative side
  public LeakyReLU(double slope) {
    this.slope = slope;
  }

  @Override
  public Tensor forward(Tensor input) {
    return input.leakyRelu(slope);
  }

  @Override
  protected String extraRepr() {
    return "negative_slope=" + PythonText.of(slope);
  }
}
