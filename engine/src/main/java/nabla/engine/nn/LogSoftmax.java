package nabla.engine.nn;

import nabla.engine.tensor.Tensor;

/// Computes the logarithm of `softmax`, `x - log Σ eˣ`, along a dimension:
/// [Tensor#logSoftmax(int)].
public final class LogSoftmax extends Module {
  private final int dim;

  /// Creates the activation along a dimension.
  public LogSoftmax(int dim) {
    this.dim = dim;
  }

  @Override
  public Tensor forward(Tensor input) {
    return input.logSoftmax(dim);
  }

  @Override
  protected String extraRepr() {
    return "dim=" + dim;
  }
}
