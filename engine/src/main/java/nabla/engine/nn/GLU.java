package nabla.engine.nn;

import nabla.engine.tensor.Tensor;

/// Computes the gated linear unit: the first half along a dimension times `sigmoid` of the second:
/// [Tensor#glu(int)].
public final class GLU extends Module {
  private final int dim;

  /// Creates the activation that halves the last dimension.
  public GLU() {
    this(-1);
  }

  /// Creates the activation along a dimension.
  public GLU(int dim) {
    this.dim = dim;
  }

  @Override
  public Tensor forward(Tensor input) {
    return input.glu(dim);
  }

  @Override
  protected String extraRepr() {
    return "dim=" + dim;
  }
}
