package nabla.engine.nn;

import nabla.engine.tensor.Tensor;

/// Computes the activation `min(max(x, 0), 6)`: [Tensor#relu6()].
public final class ReLU6 extends Module {
  /// Creates the activation, which has no parameters.
  public ReLU6() {}

  @Override
  public Tensor forward(Tensor input) {
    return input.relu6();
  }
}
