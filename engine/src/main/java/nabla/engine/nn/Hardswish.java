package nabla.engine.nn;

import nabla.engine.tensor.Tensor;

/// Computes the activation `x · relu6(x + 3) / 6` (Howard et al. 2019): [Tensor#hardswish()].
public final class Hardswish extends Module {
  /// Creates the activation, which has no parameters.
  public Hardswish() {}

  @Override
  public Tensor forward(Tensor input) {
    return input.hardswish();
  }
}
