package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.input;
import static nabla.engine.autograd.Partial.none;
import static nabla.engine.autograd.Partial.output;

import java.util.function.UnaryOperator;
import nabla.engine.autograd.Partial;
import nabla.engine.error.DTypeException;
import nabla.engine.formula.Formula;

/// The pointwise operations of one tensor: each element of the result depends on the element at its
/// place.
///
/// The result has the shape of this tensor. Functions of analysis turn integers and truth values
/// into the default floating dtype; the others keep the dtype.
sealed interface Unary permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns `-x` of every element. Same dtype; not for truth values. Gradient: `-g`.
  default Tensor neg() {
    return neg(Target.FRESH);
  }

  /// Does [#neg()] in place and returns this tensor.
  default Tensor neg_() {
    return neg(Target.IN_PLACE);
  }

  private Tensor neg(Target target) {
    if (self().dtype() == DType.BOOL) {
      throw new DTypeException(
          "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to"
              + " invert a mask, use the `~` or `logical_not()` operator instead.",
          "neg.bool");
    }
    return map(target, "Neg", Elementwise.Result.PROMOTED, Formula::neg, none(Tensor::neg));
  }

  /// Returns `|x|` of every element. Same dtype. Gradient: `g · sign(x)`, so 0 at 0.
  default Tensor abs() {
    return abs(Target.FRESH);
  }

  /// Does [#abs()] in place and returns this tensor.
  default Tensor abs_() {
    return abs(Target.IN_PLACE);
  }

  private Tensor abs(Target target) {
    Guards.number("abs_cpu", self());
    return map(
        target, "Abs", Elementwise.Result.PROMOTED, Formula::abs, input((g, x) -> g.mul(x.sign())));
  }

  /// Returns -1, 0 or 1, the sign of every element. Same dtype. Gradient: 0.
  default Tensor sign() {
    return sign(Target.FRESH);
  }

  /// Does [#sign()] in place and returns this tensor.
  default Tensor sign_() {
    return sign(Target.IN_PLACE);
  }

  private Tensor sign(Target target) {
    return map(target, "Sign", Elementwise.Result.PROMOTED, Formula::sign, none(Tensor::zerosLike));
  }

  /// Returns `x²` of every element. Same dtype. Gradient: `g · 2x`.
  default Tensor square() {
    return square(Target.FRESH);
  }

  /// Does [#square()] in place and returns this tensor.
  default Tensor square_() {
    return square(Target.IN_PLACE);
  }

  private Tensor square(Target target) {
    if (self().dtype() == DType.BOOL && target == Target.FRESH) {
      return self().to(DType.INT64).square();
    }
    return map(
        target,
        "Pow",
        Elementwise.Result.PROMOTED,
        x -> x.mul(x),
        input((g, x) -> g.mul(x.mul(2))));
  }

  /// Returns `1/x` of every element, in floating point. Gradient: `-g · y²`, where `y` is the
  /// result.
  default Tensor reciprocal() {
    return reciprocal(Target.FRESH);
  }

  /// Does [#reciprocal()] in place and returns this tensor.
  default Tensor reciprocal_() {
    return reciprocal(Target.IN_PLACE);
  }

  private Tensor reciprocal(Target target) {
    return map(
        target,
        "Reciprocal",
        Elementwise.Result.FLOATING,
        Formula::reciprocal,
        output((g, y) -> g.neg().mul(y.mul(y))));
  }

  /// Returns `√x` of every element, NaN for negative ones. Gradient: `g / 2y`, where `y` is the
  /// result; infinite at 0.
  default Tensor sqrt() {
    return sqrt(Target.FRESH);
  }

  /// Does [#sqrt()] in place and returns this tensor.
  default Tensor sqrt_() {
    return sqrt(Target.IN_PLACE);
  }

  private Tensor sqrt(Target target) {
    return map(
        target,
        "Sqrt",
        Elementwise.Result.FLOATING,
        Formula::sqrt,
        output((g, y) -> g.div(y.mul(2))));
  }

  /// Returns `1/√x` of every element. Gradient: `-g/2 · y³`, where `y` is the result.
  default Tensor rsqrt() {
    return rsqrt(Target.FRESH);
  }

  /// Does [#rsqrt()] in place and returns this tensor.
  default Tensor rsqrt_() {
    return rsqrt(Target.IN_PLACE);
  }

  private Tensor rsqrt(Target target) {
    return map(
        target,
        "Rsqrt",
        Elementwise.Result.FLOATING,
        Formula::rsqrt,
        output((g, y) -> g.mul(-0.5).mul(y.pow(3))));
  }

  /// Returns `eˣ` of every element, in floating point. Gradient: `g · y`, where `y` is the result;
  /// so the *result* must not be changed in place before `backward()`.
  default Tensor exp() {
    return exp(Target.FRESH);
  }

  /// Does [#exp()] in place and returns this tensor.
  default Tensor exp_() {
    return exp(Target.IN_PLACE);
  }

  private Tensor exp(Target target) {
    return map(
        target, "Exp", Elementwise.Result.FLOATING, Formula::exp, output((g, y) -> g.mul(y)));
  }

  /// Returns `2ˣ` of every element, in floating point. Gradient: `g · y · ln 2`, where `y` is the
  /// result.
  default Tensor exp2() {
    return exp2(Target.FRESH);
  }

  /// Does [#exp2()] in place and returns this tensor.
  default Tensor exp2_() {
    return exp2(Target.IN_PLACE);
  }

  private Tensor exp2(Target target) {
    return map(
        target,
        "Exp2",
        Elementwise.Result.FLOATING,
        Formula::exp2,
        output((g, y) -> g.mul(y).mul(Math.log(2))));
  }

  /// Returns `eˣ - 1` of every element, exact near 0. Gradient: `g · (y + 1)`, where `y` is the
  /// result.
  default Tensor expm1() {
    return expm1(Target.FRESH);
  }

  /// Does [#expm1()] in place and returns this tensor.
  default Tensor expm1_() {
    return expm1(Target.IN_PLACE);
  }

  private Tensor expm1(Target target) {
    return map(
        target,
        "Expm1",
        Elementwise.Result.FLOATING,
        Formula::expm1,
        output((g, y) -> g.mul(y.add(1))));
  }

  /// Returns the natural logarithm of every element: -∞ at 0, NaN below. Gradient: `g / x`.
  default Tensor log() {
    return log(Target.FRESH);
  }

  /// Does [#log()] in place and returns this tensor.
  default Tensor log_() {
    return log(Target.IN_PLACE);
  }

  private Tensor log(Target target) {
    return map(target, "Log", Elementwise.Result.FLOATING, Formula::log, input((g, x) -> g.div(x)));
  }

  /// Returns the logarithm to base 2 of every element. Gradient: `g / (x · ln 2)`.
  default Tensor log2() {
    return log2(Target.FRESH);
  }

  /// Does [#log2()] in place and returns this tensor.
  default Tensor log2_() {
    return log2(Target.IN_PLACE);
  }

  private Tensor log2(Target target) {
    return map(
        target,
        "Log2",
        Elementwise.Result.FLOATING,
        Formula::log2,
        input((g, x) -> g.div(x.mul(Math.log(2)))));
  }

  /// Returns the logarithm to base 10 of every element. Gradient: `g / (x · ln 10)`.
  default Tensor log10() {
    return log10(Target.FRESH);
  }

  /// Does [#log10()] in place and returns this tensor.
  default Tensor log10_() {
    return log10(Target.IN_PLACE);
  }

  private Tensor log10(Target target) {
    return map(
        target,
        "Log10",
        Elementwise.Result.FLOATING,
        Formula::log10,
        input((g, x) -> g.div(x.mul(Math.log(10)))));
  }

  /// Returns `ln(1 + x)` of every element, exact near 0. Gradient: `g / (x + 1)`.
  default Tensor log1p() {
    return log1p(Target.FRESH);
  }

  /// Does [#log1p()] in place and returns this tensor.
  default Tensor log1p_() {
    return log1p(Target.IN_PLACE);
  }

  private Tensor log1p(Target target) {
    return map(
        target,
        "Log1P",
        Elementwise.Result.FLOATING,
        Formula::log1p,
        input((g, x) -> g.div(x.add(1))));
  }

  /// Returns `1 / (1 + e⁻ˣ)` of every element, in floating point. Gradient: `g · y · (1 - y)`,
  /// where `y` is the result.
  default Tensor sigmoid() {
    return sigmoid(Target.FRESH);
  }

  /// Does [#sigmoid()] in place and returns this tensor.
  default Tensor sigmoid_() {
    return sigmoid(Target.IN_PLACE);
  }

  private Tensor sigmoid(Target target) {
    return map(
        target,
        "Sigmoid",
        Elementwise.Result.FLOATING,
        Formula::sigmoid,
        output((g, y) -> g.mul(y.neg().add(1)).mul(y)));
  }

  /// Returns the error function of every element. Gradient: `g · 2/√π · exp(-x²)`.
  default Tensor erf() {
    return erf(Target.FRESH);
  }

  /// Does [#erf()] in place and returns this tensor.
  default Tensor erf_() {
    return erf(Target.IN_PLACE);
  }

  private Tensor erf(Target target) {
    return map(
        target,
        "Erf",
        Elementwise.Result.FLOATING,
        Formula::erf,
        input((g, x) -> g.mul(x.square().neg().exp().mul(2 / Math.sqrt(Math.PI)))));
  }

  /// Returns the complementary error function `1 - erf x` of every element. Gradient: `-g · 2/√π ·
  /// exp(-x²)`.
  default Tensor erfc() {
    return erfc(Target.FRESH);
  }

  /// Does [#erfc()] in place and returns this tensor.
  default Tensor erfc_() {
    return erfc(Target.IN_PLACE);
  }

  private Tensor erfc(Target target) {
    return map(
        target,
        "Erfc",
        Elementwise.Result.FLOATING,
        Formula::erfc,
        input((g, x) -> g.mul(x.square().neg().exp().mul(-2 / Math.sqrt(Math.PI)))));
  }

  /// Returns the greatest whole number not above every element. Same dtype. Gradient: 0.
  default Tensor floor() {
    return floor(Target.FRESH);
  }

  /// Does [#floor()] in place and returns this tensor.
  default Tensor floor_() {
    return floor(Target.IN_PLACE);
  }

  private Tensor floor(Target target) {
    Guards.number("floor_vml_cpu", self());
    return map(
        target, "Floor", Elementwise.Result.PROMOTED, Formula::floor, none(Tensor::zerosLike));
  }

  /// Returns the least whole number not below every element. Same dtype. Gradient: 0.
  default Tensor ceil() {
    return ceil(Target.FRESH);
  }

  /// Does [#ceil()] in place and returns this tensor.
  default Tensor ceil_() {
    return ceil(Target.IN_PLACE);
  }

  private Tensor ceil(Target target) {
    Guards.number("ceil_vml_cpu", self());
    return map(target, "Ceil", Elementwise.Result.PROMOTED, Formula::ceil, none(Tensor::zerosLike));
  }

  /// Returns the nearest whole number, halves to the even one. Same dtype. Gradient: 0.
  default Tensor round() {
    return round(Target.FRESH);
  }

  /// Does [#round()] in place and returns this tensor.
  default Tensor round_() {
    return round(Target.IN_PLACE);
  }

  private Tensor round(Target target) {
    Guards.number("round_vml_cpu", self());
    return map(
        target, "Round", Elementwise.Result.PROMOTED, Formula::round, none(Tensor::zerosLike));
  }

  /// Returns every element without its fraction. Same dtype. Gradient: 0.
  default Tensor trunc() {
    return trunc(Target.FRESH);
  }

  /// Does [#trunc()] in place and returns this tensor.
  default Tensor trunc_() {
    return trunc(Target.IN_PLACE);
  }

  private Tensor trunc(Target target) {
    Guards.number("trunc_vml_cpu", self());
    return map(
        target, "Trunc", Elementwise.Result.PROMOTED, Formula::trunc, none(Tensor::zerosLike));
  }

  private Tensor map(
      Target target,
      String name,
      Elementwise.Result result,
      UnaryOperator<Formula> rule,
      Partial partial) {
    return Elementwise.apply(
        target, name, Elementwise.formula(rule), result, 0, new Partial[] {partial}, self());
  }
}
