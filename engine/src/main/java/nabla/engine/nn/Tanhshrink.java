package nabla.engine.nn;

import nabla.engine.tensor.Tensor;

/// Computes the activation `x - tanh(x)`: [Tensor#tanhshrink()].
public final class Tanhshrink extends Module {
  /// Creates the activation, which has no parameters.
  public Tanhshrink() {}

  @Override
  public Tensor forward(Tensor input) {
    return input.tanhshrink();
  }
}
