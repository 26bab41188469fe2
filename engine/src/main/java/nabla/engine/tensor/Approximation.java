package nabla.engine.tensor;

/// How [Tensor#gelu(Approximation)] computes the normal distribution.
public enum Approximation {
  /// Exactly, by the error function.
  NONE,
  /// By the hyperbolic tangent.
  TANH
}
