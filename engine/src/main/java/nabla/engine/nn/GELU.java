package nabla.engine.nn;

import java.util.Locale;
import nabla.engine.tensor.Approximation;
import nabla.engine.tensor.Tensor;

/// Computes `x · Φ(x)`, where Φ is the normal distribution: [Tensor#gelu(Approximation)] (Hendrycks
/// and Gimpel 2016).
public final class GELU extends Module {
  private final Approximation approximation;

  /// Creates the exact activation.
  public GELU() {
    this(Approximation.NONE);
  }

  /// Creates the activation, exact or approximate.
  public GELU(Approximation approximation) {
    this.approximation = approximation;
  }

  @Override
  public Tensor forward(Tensor input) {
    return input.gelu(approximation);
  }

  @Override
  protected String extraRepr() {
    return "approximate='%s'".formatted(approximation.name().toLowerCase(Locale.ROOT));
  }
}
