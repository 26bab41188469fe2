package nabla.engine.nn;

import nabla.engine.tensor.Layers;
import nabla.engine.tensor.Tensor;

/// Sets each channel to 0 with probability `p` and divides the others by `1 - p`, in training only:
/// `(n, channels, height, width)`.
public final class Dropout2d extends DropoutLayer {
  /// Creates a module that drops half.
  public Dropout2d() {
    this(0.5);
  }

  /// Creates a module that drops with probability `p`.
  public Dropout2d(double p) {
    super(p);
  }

  @Override
  Tensor drop(Tensor input) {
    return Layers.dropout2d(input, p());
  }
}
