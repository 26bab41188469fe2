package nabla.engine.nn;

import nabla.engine.tensor.Tensor;

/// Computes the activation `x / (1 + |x|)`: [Tensor#softsign()].
public final class Softsign extends Module {
  /// Creates the activation, which has no parameters.
  public Softsign() {}

  @Override
  public Tensor forward(Tensor input) {
    return input.softsign();
  }
}
