package nabla.engine.nn;

import nabla.engine.tensor.Tensor;

/// Computes the activation `1 / (1 + e⁻ˣ)`: [Tensor#sigmoid()].
public final class Sigmoid extends Module {
  /// Creates the activation, which has no parameters.
  public Sigmoid() {}

  @Override
  public Tensor forward(Tensor input) {
    return input.sigmoid();
  }
}
