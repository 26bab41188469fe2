package nabla.engine.nn;

import nabla.engine.format.PythonText;
import nabla.engine.tensor.Tensor;

/// Makes several dimensions of one.
public final class Unflatten extends Module {
  private final int dim;
  private final int[] unflattenedSize;

  /// Creates a module that splits a dimension into these sizes, one of which may be -1.
  public Unflatten(int dim, int... unflattenedSize) {
    this.dim = dim;
    this.unflattenedSize = unflattenedSize.clone();
  }

  @Override
  public Tensor forward(Tensor input) {
    return input.unflatten(dim, unflattenedSize);
  }

  @Override
  protected String extraRepr() {
    return "dim=%d, unflattened_size=%s".formatted(dim, PythonText.of(unflattenedSize));
  }
}
