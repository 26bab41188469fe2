package nabla.engine.tensor;

import nabla.engine.autograd.Saved;

/// The derivatives of a power, with PyTorch's values where the plain formula has none.
final class PowerRule {
  private PowerRule() {}

  /// Returns `g · b · aᵇ⁻¹`, and 0 where `b` is 0, also for a base of 0.
  static Tensor byBase(Tensor g, Tensor base, Tensor exponent) {
    Tensor slope = exponent.mul(base.pow(exponent.sub(1)));
    return g.mul(Functional.where(exponent.eq(0), slope.zerosLike(), slope));
  }

  /// Returns `g · aᵇ · ln a`, and 0 where `a` is 0 and `b ≥ 0`.
  static Tensor byExponent(Tensor g, Saved saved) {
    Tensor base = saved.input(0);
    Tensor exponent = saved.input(1);
    Tensor slope = saved.output().mul(base.log());
    Tensor flat = base.eq(0).mul(exponent.ge(0));
    return g.mul(Functional.where(flat, slope.zerosLike(), slope));
  }
}
