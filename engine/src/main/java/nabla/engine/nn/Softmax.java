package nabla.engine.nn;

import nabla.engine.tensor.Tensor;

/// Computes `eˣ` divided by its sum along a dimension: [Tensor#softmax(int)].
public final class Softmax extends Module {
  private final int dim;

  /// Creates the activation along a dimension.
  public Softmax(int dim) {
    this.dim = dim;
  }

  @Override
  public Tensor forward(Tensor input) {
    return input.softmax(dim);
  }

  @Override
  protected String extraRepr() {
    return "dim=" + dim;
  }
}
