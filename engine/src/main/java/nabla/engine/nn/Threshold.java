package nabla.engine.nn;

import nabla.engine.format.PythonText;
import nabla.engine.tensor.Tensor;

/// Computes `x` where it exceeds a threshold, else a value: [Tensor#threshold(double, double)].
public final class Threshold extends Module {
  private final double threshold;
  private final double value;

  /// Creates the activation.
  ///
  /// @param threshold what `x` is compared with
  /// @param value what stands for the others
  public Threshold(double threshold, double value) {
    this.threshold = threshold;
    this.value = value;
  }

  @Override
  public Tensor forward(Tensor input) {
    return input.threshold(threshold, value);
  }

  @Override
  protected String extraRepr() {
    return "threshold=" + PythonText.of(threshold) + ", value=" + PythonText.of(value);
  }
}
