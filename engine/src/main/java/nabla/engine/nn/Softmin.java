package nabla.engine.nn;

import nabla.engine.tensor.Tensor;

/// Computes `softmax(-x)` along a dimension: [Tensor#softmin(int)].
public final class Softmin extends Module {
  private final int dim;

  /// Creates the activation along a dimension.
  public Softmin(int dim) {
    this.dim = dim;
  }

  @Override
  public Tensor forward(Tensor input) {
    return input.softmin(dim);
  }

  @Override
  protected String extraRepr() {
    return "dim=" + dim;
  }
}
