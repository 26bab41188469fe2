package nabla.engine.nn;

import nabla.engine.tensor.Tensor;

/// Computes the activation `x · sigmoid(x)`, also called swish: [Tensor#silu()].
public final class SiLU extends Module {
  /// Creates the activation, which has no parameters.
  public SiLU() {}

  @Override
  public Tensor forward(Tensor input) {
    return input.silu();
  }
}
