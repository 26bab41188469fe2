package nabla.engine.nn;

import nabla.engine.autograd.Meta;
import nabla.engine.tensor.Tensor;

/// Makes parameters: leaves that a module holds and an optimizer changes.
public final class Parameter {
  private Parameter() {}

  /// Returns a leaf that requires a gradient and shares the elements of `data`, which must be
  /// floating point. It prints as `Parameter containing:` and the tensor, as in PyTorch.
  public static Tensor parameter(Tensor data) {
    Tensor result = data.detach().requiresGrad(true);
    Meta.of(result).markParameter();
    return result;
  }
}
