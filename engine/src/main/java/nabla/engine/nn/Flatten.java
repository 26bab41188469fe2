package nabla.engine.nn;

import nabla.engine.tensor.Tensor;

/// Makes one dimension of several neighbours, `(n, c, h, w) → (n, c · h · w)` unless told
/// otherwise.
public final class Flatten extends Module {
  private final int startDim;
  private final int endDim;

  /// Creates a module that keeps the first dimension.
  public Flatten() {
    this(1, -1);
  }

  /// Creates a module that joins the dimensions from one to another, both included.
  public Flatten(int startDim, int endDim) {
    this.startDim = startDim;
    this.endDim = endDim;
  }

  @Override
  public Tensor forward(Tensor input) {
    return input.flatten(startDim, endDim);
  }

  @Override
  protected String extraRepr() {
    return "start_dim=%d, end_dim=%d".formatted(startDim, endDim);
  }
}
