package nabla.engine.nn;

import nabla.engine.tensor.Tensor;

/// Computes the activation `relu6(x + 3) / 6`: [Tensor#hardsigmoid()].
public final class Hardsigmoid extends Module {
  /// Creates the activation, which has no parameters.
  public Hardsigmoid() {}

  @Override
  public Tensor forward(Tensor input) {
    return input.hardsigmoid();
  }
}
