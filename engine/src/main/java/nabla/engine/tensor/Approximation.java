package nabla.engine.tensor;

import nabla.engine.error.ShapeException;

/// How [Tensor#gelu(Approximation)] computes the normal distribution.
public enum Approximation {
  /// Exactly, by the error function.
  NONE,
  /// By the hyperbolic tangent.
  TANH;

  /// Returns the approximation that PyTorch calls so: `"none"` or `"tanh"`.
  public static Approximation of(String name) {
    return switch (name) {
      case "none" -> NONE;
      case "tanh" -> TANH;
      default ->
          throw new ShapeException(
              "approximate argument must be either none or tanh.", "gelu.approximation", name);
    };
  }
}
