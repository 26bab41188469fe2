package nabla.engine.tensor;

/// Derivatives that several operations share.
final class Rules {
  private Rules() {}

  /// Returns `g · numerator / (a² + b²)`, 0 at the origin.
  static Tensor atan2(Tensor g, Tensor numerator, Tensor a, Tensor b) {
    Tensor squared = a.square().add(b.square());
    Tensor slope = numerator.mul(squared.reciprocal().maskedFill(squared.eq(0), 0.0));
    return g.mul(slope);
  }
}
