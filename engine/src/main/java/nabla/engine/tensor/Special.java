package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.input;
import static nabla.engine.autograd.Partial.none;

import nabla.engine.autograd.Partial;
import nabla.engine.error.ArgumentException;
import nabla.engine.formula.Formula;
import org.jspecify.annotations.Nullable;

/// The special functions of one tensor, conversions of angles, and the repair of values.
///
/// The result has the shape of this tensor; integers and truth values become the default floating
/// dtype unless said otherwise.
sealed interface Special permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns degrees as radians, `x · π / 180`. Gradient: `g · π / 180`.
  default Tensor deg2rad() {
    return deg2rad(Target.FRESH);
  }

  /// Does [#deg2rad()] in place and returns this tensor.
  default Tensor deg2rad_() {
    return deg2rad(Target.IN_PLACE);
  }

  private Tensor deg2rad(Target target) {
    return Elementwise.map(
        target,
        "Deg2Rad",
        Elementwise.Result.FLOATING,
        x -> x[0].mul(Math.PI / 180),
        none(g -> g.mul(Math.PI / 180)),
        self());
  }

  /// Returns radians as degrees, `x · 180 / π`. Gradient: `g · 180 / π`.
  default Tensor rad2deg() {
    return rad2deg(Target.FRESH);
  }

  /// Does [#rad2deg()] in place and returns this tensor.
  default Tensor rad2deg_() {
    return rad2deg(Target.IN_PLACE);
  }

  private Tensor rad2deg(Target target) {
    return Elementwise.map(
        target,
        "Rad2Deg",
        Elementwise.Result.FLOATING,
        x -> x[0].mul(180 / Math.PI),
        none(g -> g.mul(180 / Math.PI)),
        self());
  }

  /// Returns the fraction of every element, with its sign: `x - trunc(x)`. Floating point only.
  /// Gradient: `g`.
  default Tensor frac() {
    return frac(Target.FRESH);
  }

  /// Does [#frac()] in place and returns this tensor.
  default Tensor frac_() {
    return frac(Target.IN_PLACE);
  }

  private Tensor frac(Target target) {
    Guards.floating("frac_cpu", self());
    return Elementwise.map(
        target,
        "Frac",
        Elementwise.Result.PROMOTED,
        x -> x[0].sub(x[0].trunc()),
        none(g -> g),
        self());
  }

  /// Returns `sin(πx) / (πx)`, and 1 at 0. Gradient: `g · (πx · cos(πx) - sin(πx)) / (πx²)`, 0 at
  /// 0.
  default Tensor sinc() {
    return sinc(Target.FRESH);
  }

  /// Does [#sinc()] in place and returns this tensor.
  default Tensor sinc_() {
    return sinc(Target.IN_PLACE);
  }

  private Tensor sinc(Target target) {
    return Elementwise.map(
        target,
        "Sinc",
        Elementwise.Result.FLOATING,
        x -> {
          Formula angle = x[0].mul(Math.PI);
          return Formula.select(x[0].eq(0.0), Formula.constant(1.0), angle.sin().div(angle));
        },
        input(Rules::sinc),
        self());
  }

  /// Returns `log |Γ(x)|`. Gradient: `g · digamma(x)`.
  default Tensor lgamma() {
    return lgamma(Target.FRESH);
  }

  /// Does [#lgamma()] in place and returns this tensor.
  default Tensor lgamma_() {
    return lgamma(Target.IN_PLACE);
  }

  private Tensor lgamma(Target target) {
    return Elementwise.map(
        target,
        "Lgamma",
        Elementwise.Result.FLOATING,
        x -> x[0].lgamma(),
        input((g, x) -> g.mul(x.digamma())),
        self());
  }

  /// Returns the derivative of `log Γ(x)`. Gradient: `g · polygamma(1, x)`.
  default Tensor digamma() {
    return digamma(Target.FRESH);
  }

  /// Does [#digamma()] in place and returns this tensor.
  default Tensor digamma_() {
    return digamma(Target.IN_PLACE);
  }

  private Tensor digamma(Target target) {
    return Elementwise.map(
        target,
        "Digamma",
        Elementwise.Result.FLOATING,
        x -> x[0].digamma(),
        input((g, x) -> g.mul(x.polygamma(1))),
        self());
  }

  /// Returns the derivative of order `n` of the digamma function. Gradient: `g · polygamma(n + 1,
  /// x)`.
  default Tensor polygamma(int n) {
    if (n == 0) {
      return digamma();
    }
    if (n < 0) {
      throw new ArgumentException(
          "polygamma(n, x) does not support negative n.", "polygamma.order", n);
    }
    int order = Polygamma.order(n);
    return Elementwise.map(
        Target.FRESH,
        "Polygamma",
        Elementwise.Result.FLOATING,
        order == 1 ? x -> Polygamma.first(x[0]) : x -> Polygamma.of(order, x[0]),
        input((g, x) -> g.mul(x.polygamma(order + 1))),
        self());
  }

  /// Returns the inverse of the error function. Gradient: `g · √π / 2 · exp(y²)`, where `y` is the
  /// result.
  default Tensor erfinv() {
    return erfinv(Target.FRESH);
  }

  /// Does [#erfinv()] in place and returns this tensor.
  default Tensor erfinv_() {
    return erfinv(Target.IN_PLACE);
  }

  private Tensor erfinv(Target target) {
    return Elementwise.map(
        target,
        "Erfinv",
        Elementwise.Result.FLOATING,
        x -> x[0].erfinv(),
        input((g, x) -> g.mul(x.erfinv().square().exp().mul(Math.sqrt(Math.PI) / 2))),
        self());
  }

  /// Returns `log(x / (1 - x))`, the inverse of [Unary#sigmoid]. Gradient: `g / (x · (1 - x))`, NaN
  /// outside of [0, 1].
  default Tensor logit() {
    return logit(Target.FRESH, null);
  }

  /// Does [#logit()] in place and returns this tensor.
  default Tensor logit_() {
    return logit(Target.IN_PLACE, null);
  }

  /// Returns the [#logit()] of the elements limited to `[eps, 1 - eps]`. Gradient: 0 where they
  /// were limited.
  default Tensor logit(double eps) {
    return logit(Target.FRESH, eps);
  }

  /// Does [#logit(double)] in place and returns this tensor.
  default Tensor logit_(double eps) {
    return logit(Target.IN_PLACE, eps);
  }

  private Tensor logit(Target target, @Nullable Double eps) {
    Partial partial = input((g, x) -> Rules.logit(g, x, eps));
    return eps == null
        ? Elementwise.map(
            target,
            "Logit",
            Elementwise.Result.FLOATING,
            x -> x[0].div(Formula.constant(1.0).sub(x[0])).log(),
            partial,
            self())
        : Elementwise.join(
            target,
            "Logit",
            Elementwise.Result.FLOATING,
            x -> {
              Formula most = Formula.constant(1.0).sub(x[1]);
              Formula limited =
                  Formula.select(x[0].lt(x[1]), x[1], Formula.select(x[0].gt(most), most, x[0]));
              return limited.div(Formula.constant(1.0).sub(limited)).log();
            },
            new @Nullable Partial[] {partial, null},
            self(),
            Tensor.number(eps));
  }

  /// Returns the elements with NaN replaced by 0 and infinities by the greatest and least finite
  /// numbers. Same dtype. Gradient: `g` where the element was finite, else 0.
  default Tensor nanToNum() {
    return nanToNum(Target.FRESH, 0, greatest(), -greatest());
  }

  /// Does [#nanToNum()] in place and returns this tensor.
  default Tensor nanToNum_() {
    return nanToNum(Target.IN_PLACE, 0, greatest(), -greatest());
  }

  /// Returns the elements with NaN, +∞ and -∞ replaced. Same dtype. Gradient: `g` where the element
  /// was finite, else 0.
  default Tensor nanToNum(double nan, double positive, double negative) {
    return nanToNum(Target.FRESH, nan, positive, negative);
  }

  /// Does [#nanToNum(double, double, double)] in place and returns this tensor.
  default Tensor nanToNum_(double nan, double positive, double negative) {
    return nanToNum(Target.IN_PLACE, nan, positive, negative);
  }

  private double greatest() {
    return self().dtype() == DType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
  }

  private Tensor nanToNum(Target target, double nan, double positive, double negative) {
    if (!self().dtype().isFloating()) {
      return target == Target.FRESH ? self().clone() : self();
    }
    return Elementwise.map(
        target,
        "NanToNum",
        Elementwise.Result.PROMOTED,
        x ->
            Formula.select(
                x[0].isNan(),
                x[1],
                Formula.select(
                    x[0].eq(Double.POSITIVE_INFINITY),
                    x[2],
                    Formula.select(x[0].eq(Double.NEGATIVE_INFINITY), x[3], x[0]))),
        input((g, x) -> g.mul(x.isfinite())),
        self(),
        nan,
        positive,
        negative);
  }

  /// Returns every element rounded to so many decimals, halves to the even one; a negative number
  /// rounds to tens, hundreds and so on. Same dtype. Gradient: 0.
  default Tensor round(int decimals) {
    return round(Target.FRESH, decimals);
  }

  /// Does [#round(int)] in place and returns this tensor.
  default Tensor round_(int decimals) {
    return round(Target.IN_PLACE, decimals);
  }

  private Tensor round(Target target, int decimals) {
    Guards.floating("round_vml_cpu", self());
    Partial partial = none(Tensor::zerosLike);
    double scale = Math.pow(10, Math.abs(decimals));
    return decimals >= 0
        ? Elementwise.map(
            target,
            "RoundBackward1",
            Elementwise.Result.PROMOTED,
            x -> x[0].mul(x[1]).round().div(x[1]),
            partial,
            self(),
            scale)
        : Elementwise.map(
            target,
            "RoundBackward1",
            Elementwise.Result.PROMOTED,
            x -> x[0].div(x[1]).round().mul(x[1]),
            partial,
            self(),
            scale);
  }
}
