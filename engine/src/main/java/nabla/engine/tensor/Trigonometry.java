package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.input;
import static nabla.engine.autograd.Partial.output;

import java.util.function.UnaryOperator;
import nabla.engine.autograd.Partial;
import nabla.engine.formula.Formula;

/// The trigonometric and hyperbolic functions and their inverses. Angles are in radians.
///
/// The result has the shape of this tensor; integers and truth values become the default floating
/// dtype.
sealed interface Trigonometry permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns the sine of every element, in radians. Gradient: `g · cos x`.
  default Tensor sin() {
    return sin(Target.FRESH);
  }

  /// Does [#sin()] in place and returns this tensor.
  default Tensor sin_() {
    return sin(Target.IN_PLACE);
  }

  private Tensor sin(Target target) {
    return map(
        target, "Sin", Elementwise.Result.FLOATING, Formula::sin, input((g, x) -> g.mul(x.cos())));
  }

  /// Returns the cosine of every element, in radians. Gradient: `-g · sin x`.
  default Tensor cos() {
    return cos(Target.FRESH);
  }

  /// Does [#cos()] in place and returns this tensor.
  default Tensor cos_() {
    return cos(Target.IN_PLACE);
  }

  private Tensor cos(Target target) {
    return map(
        target,
        "Cos",
        Elementwise.Result.FLOATING,
        Formula::cos,
        input((g, x) -> g.mul(x.sin().neg())));
  }

  /// Returns the tangent of every element, in radians. Gradient: `g · (1 + y²)`, where `y` is the
  /// result.
  default Tensor tan() {
    return tan(Target.FRESH);
  }

  /// Does [#tan()] in place and returns this tensor.
  default Tensor tan_() {
    return tan(Target.IN_PLACE);
  }

  private Tensor tan(Target target) {
    return map(
        target,
        "Tan",
        Elementwise.Result.FLOATING,
        Formula::tan,
        output((g, y) -> g.mul(y.square().add(1))));
  }

  /// Returns the arc sine of every element; NaN outside [-1, 1]. Gradient: `g / √(1 - x²)`.
  default Tensor asin() {
    return asin(Target.FRESH);
  }

  /// Does [#asin()] in place and returns this tensor.
  default Tensor asin_() {
    return asin(Target.IN_PLACE);
  }

  private Tensor asin(Target target) {
    return map(
        target,
        "Asin",
        Elementwise.Result.FLOATING,
        Formula::asin,
        input((g, x) -> g.mul(x.square().neg().add(1).rsqrt())));
  }

  /// Returns the arc cosine of every element; NaN outside [-1, 1]. Gradient: `-g / √(1 - x²)`.
  default Tensor acos() {
    return acos(Target.FRESH);
  }

  /// Does [#acos()] in place and returns this tensor.
  default Tensor acos_() {
    return acos(Target.IN_PLACE);
  }

  private Tensor acos(Target target) {
    return map(
        target,
        "Acos",
        Elementwise.Result.FLOATING,
        Formula::acos,
        input((g, x) -> g.mul(x.square().neg().add(1).rsqrt().neg())));
  }

  /// Returns the arc tangent of every element. Gradient: `g / (x² + 1)`.
  default Tensor atan() {
    return atan(Target.FRESH);
  }

  /// Does [#atan()] in place and returns this tensor.
  default Tensor atan_() {
    return atan(Target.IN_PLACE);
  }

  private Tensor atan(Target target) {
    return map(
        target,
        "Atan",
        Elementwise.Result.FLOATING,
        Formula::atan,
        input((g, x) -> g.div(x.square().add(1))));
  }

  /// Returns the hyperbolic sine of every element. Gradient: `g · cosh x`.
  default Tensor sinh() {
    return sinh(Target.FRESH);
  }

  /// Does [#sinh()] in place and returns this tensor.
  default Tensor sinh_() {
    return sinh(Target.IN_PLACE);
  }

  private Tensor sinh(Target target) {
    return map(
        target,
        "Sinh",
        Elementwise.Result.FLOATING,
        Formula::sinh,
        input((g, x) -> g.mul(x.cosh())));
  }

  /// Returns the hyperbolic cosine of every element. Gradient: `g · sinh x`.
  default Tensor cosh() {
    return cosh(Target.FRESH);
  }

  /// Does [#cosh()] in place and returns this tensor.
  default Tensor cosh_() {
    return cosh(Target.IN_PLACE);
  }

  private Tensor cosh(Target target) {
    return map(
        target,
        "Cosh",
        Elementwise.Result.FLOATING,
        Formula::cosh,
        input((g, x) -> g.mul(x.sinh())));
  }

  /// Returns the hyperbolic tangent of every element. Gradient: `g · (1 - y²)`, where `y` is the
  /// result.
  default Tensor tanh() {
    return tanh(Target.FRESH);
  }

  /// Does [#tanh()] in place and returns this tensor.
  default Tensor tanh_() {
    return tanh(Target.IN_PLACE);
  }

  private Tensor tanh(Target target) {
    return map(
        target,
        "Tanh",
        Elementwise.Result.FLOATING,
        Formula::tanh,
        output((g, y) -> g.mul(y.square().neg().add(1))));
  }

  /// Returns the inverse hyperbolic sine of every element. Gradient: `g / √(x² + 1)`.
  default Tensor asinh() {
    return asinh(Target.FRESH);
  }

  /// Does [#asinh()] in place and returns this tensor.
  default Tensor asinh_() {
    return asinh(Target.IN_PLACE);
  }

  private Tensor asinh(Target target) {
    return map(
        target,
        "Asinh",
        Elementwise.Result.FLOATING,
        Formula::asinh,
        input((g, x) -> g.mul(x.square().add(1).rsqrt())));
  }

  /// Returns the inverse hyperbolic cosine of every element; NaN below 1. Gradient: `g / √(x² -
  /// 1)`.
  default Tensor acosh() {
    return acosh(Target.FRESH);
  }

  /// Does [#acosh()] in place and returns this tensor.
  default Tensor acosh_() {
    return acosh(Target.IN_PLACE);
  }

  private Tensor acosh(Target target) {
    return map(
        target,
        "Acosh",
        Elementwise.Result.FLOATING,
        Formula::acosh,
        input((g, x) -> g.mul(x.square().sub(1).rsqrt())));
  }

  /// Returns the inverse hyperbolic tangent of every element; NaN outside [-1, 1]. Gradient: `g /
  /// (1 - x²)`.
  default Tensor atanh() {
    return atanh(Target.FRESH);
  }

  /// Does [#atanh()] in place and returns this tensor.
  default Tensor atanh_() {
    return atanh(Target.IN_PLACE);
  }

  private Tensor atanh(Target target) {
    return map(
        target,
        "Atanh",
        Elementwise.Result.FLOATING,
        Formula::atanh,
        input((g, x) -> g.div(x.square().neg().add(1))));
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
