package nabla.engine.nn;

import nabla.engine.tensor.Tensor;

/// Computes the hyperbolic tangent as an activation: [Tensor#tanh()].
public final class Tanh extends Module {
  /// Creates the activation, which has no parameters.
  public Tanh() {}

  @Override
  public Tensor forward(Tensor input) {
    return input.tanh();
  }
}
