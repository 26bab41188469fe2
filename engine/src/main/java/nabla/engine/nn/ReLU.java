package nabla.engine.nn;

import nabla.engine.tensor.Tensor;

/// Computes the activation `max(x, 0)`: [Tensor#relu()].
public final class ReLU extends Module {
  /// Creates the activation, which has no parameters.
  public ReLU() {}

  @Override
  public Tensor forward(Tensor input) {
    return input.relu();
  }
}
