package nabla.engine.nn;

import nabla.engine.tensor.Layers;
import nabla.engine.tensor.Tensor;

/// Drops elements to the value that [SELU] tends to, and keeps mean and variance, in training only
/// (Klambauer and others 2017).
public final class AlphaDropout extends DropoutLayer {
  /// Creates a module that drops half.
  public AlphaDropout() {
    this(0.5);
  }

  /// Creates a module that drops with probability `p`.
  public AlphaDropout(double p) {
    super(p);
  }

  @Override
  Tensor drop(Tensor input) {
    return Layers.alphaDropout(input, p());
  }
}
