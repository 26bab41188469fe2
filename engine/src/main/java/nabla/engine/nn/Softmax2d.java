package nabla.engine.nn;

import nabla.engine.error.ShapeException;
import nabla.engine.tensor.Tensor;

/// Computes the softmax over the channels at every place of a picture, `(n, channels, h, w)` or
/// `(channels, h, w)`.
public final class Softmax2d extends Module {
  /// Creates the activation, which has no parameters.
  public Softmax2d() {}

  @Override
  public Tensor forward(Tensor input) {
    if (input.dim() != 3 && input.dim() != 4) {
      throw new ShapeException(
          "Softmax2d: expected input to be 3D or 4D, got %dD instead".formatted(input.dim()),
          "conv.rank",
          3,
          4,
          input.shape());
    }
    return input.softmax(-3);
  }
}
