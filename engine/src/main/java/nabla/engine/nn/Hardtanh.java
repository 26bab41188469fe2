package nabla.engine.nn;

import nabla.engine.format.PythonText;
import nabla.engine.tensor.Tensor;

/// Computes `x` limited to an interval: [Tensor#hardtanh(double, double)].
public final class Hardtanh extends Module {
  private final double min;
  private final double max;

  /// Creates the activation with PyTorch's default, -1 and 1.
  public Hardtanh() {
    this(-1, 1);
  }

  /// Creates the activation.
  ///
  /// @param min the least value
  /// @param max the greatest value
  public Hardtanh(double min, double max) {
    this.min = min;
    this.max = max;
  }

  @Override
  public Tensor forward(Tensor input) {
    return input.hardtanh(min, max);
  }

  @Override
  protected String extraRepr() {
    return "min_val=" + PythonText.of(min) + ", max_val=" + PythonText.of(max);
  }
}
