package nabla.engine.nn;

import nabla.engine.tensor.Tensor;

/// Computes the scaled exponential linear unit, which keeps mean 0 and variance 1 (Klambauer et al.
/// 2017): [Tensor#selu()].
public final class SELU extends Module {
  /// Creates the activation, which has no parameters.
  public SELU() {}

  @Override
  public Tensor forward(Tensor input) {
    return input.selu();
  }
}
