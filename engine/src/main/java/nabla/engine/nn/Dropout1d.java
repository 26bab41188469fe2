package nabla.engine.nn;

import nabla.engine.tensor.Layers;
import nabla.engine.tensor.Tensor;

/// Sets each channel to 0 with probability `p` and divides the others by `1 - p`, in training only:
/// `(n, channels, length)` or `(channels, length)`.
public final class Dropout1d extends DropoutLayer {
  /// Creates a module that drops half.
  public Dropout1d() {
    this(0.5);
  }

  /// Creates a module that drops with probability `p`.
  public Dropout1d(double p) {
    super(p);
  }

  @Override
  Tensor drop(Tensor input) {
    return Layers.dropout1d(input, p());
  }
}
