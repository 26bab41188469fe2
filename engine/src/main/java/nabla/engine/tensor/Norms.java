package nabla.engine.tensor;

import nabla.engine.backend.Backend.Folding;

/// Vector norms and their derivatives.
final class Norms {
  private Norms() {}

  /// Returns the `p`-norms of a tensor without history.
  static Tensor norm(Tensor x, double p, ReducedDims over) {
    DType dtype = x.dtype();
    if (p == 0) {
      return over.fold(Folding.SUM, x.ne(0).to(dtype), dtype);
    }
    if (p == 1) {
      return over.fold(Folding.SUM, x.abs(), dtype);
    }
    if (p == 2) {
      return over.fold(Folding.SUM, x.square(), dtype).sqrt();
    }
    if (Double.isInfinite(p)) {
      return over.fold(p > 0 ? Folding.MAX : Folding.MIN, x.abs(), dtype);
    }
    return over.fold(Folding.SUM, x.abs().pow(p), dtype).pow(1 / p);
  }

  /// Returns the gradient of the `p`-norms `y`; where a norm or an element is 0 and the derivative
  /// does not exist, it is 0.
  static Tensor gradient(Tensor grad, Tensor x, double p, Tensor y, ReducedDims over) {
    Tensor g = over.restore(grad);
    Tensor norm = over.restore(y);
    if (p == 0) {
      return x.zerosLike();
    }
    if (p == 1) {
      return g.mul(x.sign());
    }
    if (p == 2) {
      return g.mul(x.div(norm).maskedFill(norm.eq(0), 0.0));
    }
    if (Double.isInfinite(p)) {
      Tensor size = x.abs();
      Tensor best = size.eq(norm).logicalOr(size.isnan());
      return x.sign().mul(g.div(best.sum(over.dims(), Flag.KEEPDIM)).mul(best));
    }
    if (p < 1) {
      Tensor scaled = x.sign().mul(x.abs().pow(p - 1).maskedFill(x.eq(0), 0.0));
      return scaled.mul(g).mul(norm.pow(1 - p));
    }
    Tensor factor = g.div(norm.pow(p - 1)).maskedFill(norm.eq(0), 0.0);
    Tensor scaled = p < 2 ? x.sign().mul(x.abs().pow(p - 1)) : x.mul(x.abs().pow(p - 2));
    return scaled.mul(factor);
  }
}
