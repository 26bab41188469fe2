package nabla.engine.nn;

import nabla.engine.error.ArgumentException;
import nabla.engine.format.PythonText;
import nabla.engine.tensor.Tensor;

/// What the modules that drop something in training have in common.
public abstract sealed class DropoutLayer extends Module
    permits Dropout, Dropout1d, Dropout2d, AlphaDropout {
  private final double p;

  DropoutLayer(double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new ArgumentException(
          "dropout probability has to be between 0 and 1, but got " + PythonText.of(p),
          "dropout.range",
          p);
    }
    this.p = p;
  }

  /// Returns the probability with which something is dropped.
  public final double p() {
    return p;
  }

  abstract Tensor drop(Tensor input);

  @Override
  public final Tensor forward(Tensor input) {
    return training() ? drop(input) : input;
  }

  @Override
  protected final String extraRepr() {
    return "p=%s, inplace=False".formatted(PythonText.of(p));
  }
}
