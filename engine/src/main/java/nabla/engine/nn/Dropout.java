package nabla.engine.nn;

import nabla.engine.tensor.Layers;
import nabla.engine.tensor.Tensor;

/// Sets each element to 0 with probability `p` and divides the others by `1 - p`, in training only
/// (Hinton and others 2012).
public final class Dropout extends DropoutLayer {
  /// Creates a module that drops half.
  public Dropout() {
    this(0.5);
  }

  /// Creates a module that drops with probability `p`.
  public Dropout(double p) {
    super(p);
  }

  @Override
  Tensor drop(Tensor input) {
    return Layers.dropout(input, p());
  }
}
