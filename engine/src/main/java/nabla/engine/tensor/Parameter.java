package nabla.engine.tensor;

import nabla.engine.error.DTypeException;

/// A leaf that a module holds and an optimizer changes, PyTorch's `nn.Parameter`.
///
/// A field of a module that holds one is found by it. It prints as `Parameter containing:` and the
/// tensor, as in PyTorch.
public final class Parameter extends Tensor {
  /// Creates a leaf that requires a gradient and shares the elements of `data`, which must be
  /// floating point.
  public Parameter(Tensor data) {
    super(floating(data));
    super.requiresGrad(true);
  }

  private static Tensor floating(Tensor data) {
    if (!data.dtype().isFloating()) {
      throw new DTypeException(
          "Only Tensors of floating point and complex dtype can require gradients",
          "grad.integer",
          data.dtype());
    }
    return data;
  }

  /// Returns `new Parameter(data)`.
  public static Parameter parameter(Tensor data) {
    return new Parameter(data);
  }

  /// Sets whether gradients are computed for this parameter (false freezes it), and returns it.
  @Override
  public Parameter requiresGrad(boolean requires) {
    super.requiresGrad(requires);
    return this;
  }
}
