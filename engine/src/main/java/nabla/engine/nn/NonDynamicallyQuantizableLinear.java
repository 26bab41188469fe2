package nabla.engine.nn;

import nabla.engine.autograd.GradMode;
import nabla.engine.tensor.Parameter;

/// The last projection of an attention, a [Linear] that PyTorch prints under this name. Its bias
/// begins at 0.
final class NonDynamicallyQuantizableLinear extends Linear {
  NonDynamicallyQuantizableLinear(int features, boolean bias) {
    super(features, features, Linear.options().bias(bias));
    Parameter zero = bias();
    if (zero != null) {
      GradMode.noGrad(() -> zero.zero_());
    }
  }
}
