package nabla.engine.nn;

import nabla.engine.tensor.Tensor;

/// Computes the activation `x · tanh(softplus(x))` (Misra 2019): [Tensor#mish()].
public final class Mish extends Module {
  /// Creates the activation, which has no parameters.
  public Mish() {}

  @Override
  public Tensor forward(Tensor input) {
    return input.mish();
  }
}
