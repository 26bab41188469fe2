package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.none;

import java.util.function.BinaryOperator;
import nabla.engine.autograd.Partial;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.formula.Formula;

/// The comparisons and tests: their result is bool and has no gradient; in place it is 1 or 0 in
/// the dtype of the tensor.
///
/// Operands broadcast and are compared in their common dtype.
sealed interface Comparisons permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Tells where `this < other`. The operands broadcast; the result is bool.
  default Tensor lt(Tensor other) {
    return test(Target.FRESH, "", Formula::lt, other);
  }

  /// Does [#lt(Tensor)] in place, 1 for true, and returns this tensor. Gradient: 0.
  default Tensor lt_(Tensor other) {
    return test(Target.IN_PLACE, "Lt", Formula::lt, other);
  }

  /// Does [#lt(Tensor)] with a number.
  default Tensor lt(double other) {
    return lt(Tensor.number(other));
  }

  /// Does [#lt_(Tensor)] with a number.
  default Tensor lt_(double other) {
    return lt_(Tensor.number(other));
  }

  /// Does [#lt(Tensor)] with a whole number.
  default Tensor lt(long other) {
    return lt(Tensor.number(other));
  }

  /// Does [#lt_(Tensor)] with a whole number.
  default Tensor lt_(long other) {
    return lt_(Tensor.number(other));
  }

  /// Tells where `this ≤ other`. The operands broadcast; the result is bool.
  default Tensor le(Tensor other) {
    return test(Target.FRESH, "", Formula::le, other);
  }

  /// Does [#le(Tensor)] in place, 1 for true, and returns this tensor. Gradient: 0.
  default Tensor le_(Tensor other) {
    return test(Target.IN_PLACE, "Le", Formula::le, other);
  }

  /// Does [#le(Tensor)] with a number.
  default Tensor le(double other) {
    return le(Tensor.number(other));
  }

  /// Does [#le_(Tensor)] with a number.
  default Tensor le_(double other) {
    return le_(Tensor.number(other));
  }

  /// Does [#le(Tensor)] with a whole number.
  default Tensor le(long other) {
    return le(Tensor.number(other));
  }

  /// Does [#le_(Tensor)] with a whole number.
  default Tensor le_(long other) {
    return le_(Tensor.number(other));
  }

  /// Tells where `this > other`. The operands broadcast; the result is bool.
  default Tensor gt(Tensor other) {
    return test(Target.FRESH, "", Formula::gt, other);
  }

  /// Does [#gt(Tensor)] in place, 1 for true, and returns this tensor. Gradient: 0.
  default Tensor gt_(Tensor other) {
    return test(Target.IN_PLACE, "Gt", Formula::gt, other);
  }

  /// Does [#gt(Tensor)] with a number.
  default Tensor gt(double other) {
    return gt(Tensor.number(other));
  }

  /// Does [#gt_(Tensor)] with a number.
  default Tensor gt_(double other) {
    return gt_(Tensor.number(other));
  }

  /// Does [#gt(Tensor)] with a whole number.
  default Tensor gt(long other) {
    return gt(Tensor.number(other));
  }

  /// Does [#gt_(Tensor)] with a whole number.
  default Tensor gt_(long other) {
    return gt_(Tensor.number(other));
  }

  /// Tells where `this ≥ other`. The operands broadcast; the result is bool.
  default Tensor ge(Tensor other) {
    return test(Target.FRESH, "", Formula::ge, other);
  }

  /// Does [#ge(Tensor)] in place, 1 for true, and returns this tensor. Gradient: 0.
  default Tensor ge_(Tensor other) {
    return test(Target.IN_PLACE, "Ge", Formula::ge, other);
  }

  /// Does [#ge(Tensor)] with a number.
  default Tensor ge(double other) {
    return ge(Tensor.number(other));
  }

  /// Does [#ge_(Tensor)] with a number.
  default Tensor ge_(double other) {
    return ge_(Tensor.number(other));
  }

  /// Does [#ge(Tensor)] with a whole number.
  default Tensor ge(long other) {
    return ge(Tensor.number(other));
  }

  /// Does [#ge_(Tensor)] with a whole number.
  default Tensor ge_(long other) {
    return ge_(Tensor.number(other));
  }

  /// Tells where `this = other`; NaN equals nothing. The operands broadcast; the result is bool.
  default Tensor eq(Tensor other) {
    return test(Target.FRESH, "", Formula::eq, other);
  }

  /// Does [#eq(Tensor)] in place, 1 for true, and returns this tensor. Gradient: 0.
  default Tensor eq_(Tensor other) {
    return test(Target.IN_PLACE, "Eq", Formula::eq, other);
  }

  /// Does [#eq(Tensor)] with a number.
  default Tensor eq(double other) {
    return eq(Tensor.number(other));
  }

  /// Does [#eq_(Tensor)] with a number.
  default Tensor eq_(double other) {
    return eq_(Tensor.number(other));
  }

  /// Does [#eq(Tensor)] with a whole number.
  default Tensor eq(long other) {
    return eq(Tensor.number(other));
  }

  /// Does [#eq_(Tensor)] with a whole number.
  default Tensor eq_(long other) {
    return eq_(Tensor.number(other));
  }

  /// Tells where `this ≠ other`. The operands broadcast; the result is bool.
  default Tensor ne(Tensor other) {
    return test(Target.FRESH, "", Formula::ne, other);
  }

  /// Does [#ne(Tensor)] in place, 1 for true, and returns this tensor. Gradient: 0.
  default Tensor ne_(Tensor other) {
    return test(Target.IN_PLACE, "Ne", Formula::ne, other);
  }

  /// Does [#ne(Tensor)] with a number.
  default Tensor ne(double other) {
    return ne(Tensor.number(other));
  }

  /// Does [#ne_(Tensor)] with a number.
  default Tensor ne_(double other) {
    return ne_(Tensor.number(other));
  }

  /// Does [#ne(Tensor)] with a whole number.
  default Tensor ne(long other) {
    return ne(Tensor.number(other));
  }

  /// Does [#ne_(Tensor)] with a whole number.
  default Tensor ne_(long other) {
    return ne_(Tensor.number(other));
  }

  private Tensor test(Target target, String name, BinaryOperator<Formula> rule, Tensor other) {
    Partial nothing = target == Target.IN_PLACE ? none(Tensor::zerosLike) : null;
    return Elementwise.zip(
        target,
        target == Target.FRESH ? name : name + (other.isNumber() ? "Backward0" : "Backward1"),
        Elementwise.Result.BOOLEAN,
        rule,
        nothing,
        nothing,
        self(),
        other);
  }

  /// Tells where the elements are NaN.
  default Tensor isnan() {
    return Elementwise.test(Formula::isNan, self());
  }

  /// Tells where the elements are infinite.
  default Tensor isinf() {
    return Elementwise.test(Formula::isInf, self());
  }

  /// Tells where the elements are ∞.
  default Tensor isposinf() {
    return self().eq(Double.POSITIVE_INFINITY);
  }

  /// Tells where the elements are -∞.
  default Tensor isneginf() {
    return self().eq(Double.NEGATIVE_INFINITY);
  }

  /// Tells where the elements are neither infinite nor NaN.
  default Tensor isfinite() {
    return Elementwise.test(Formula::isFinite, self());
  }

  /// Tells whether the other tensor has the same shape and the same elements; NaN equals nothing.
  default boolean equal(Tensor other) {
    return self().shape().equals(other.shape()) && eq(other).all().itemBoolean();
  }

  /// Tells where `|this - other| ≤ 1e-8 + 1e-5 · |other|`.
  default Tensor isclose(Tensor other, Flag... flags) {
    return isclose(other, 1e-5, 1e-8, flags);
  }

  /// Tells where `|this - other| ≤ atol + rtol · |other|`; equal infinities are close.
  ///
  /// @param flags [Flag#EQUAL_NAN]: two NaN are close
  default Tensor isclose(Tensor other, double rtol, double atol, Flag... flags) {
    Tensor x = self().detach();
    Tensor y = other.detach();
    if (x.dtype() != y.dtype()) {
      throw new DTypeException(
          "%s did not match %s".formatted(x.dtype().scalarType(), y.dtype().scalarType()),
          "close.dtype",
          x.dtype(),
          y.dtype());
    }
    requireTolerance("rtol", rtol);
    requireTolerance("atol", atol);
    Tensor close = x.eq(y);
    if (Flag.in(Flag.EQUAL_NAN, flags)) {
      close = close.logicalOr(x.isnan().logicalAnd(y.isnan()));
    }
    if (rtol == 0 && atol == 0) {
      return close;
    }
    if (!x.dtype().isFloating()) {
      x = x.to(DType.defaultDType());
      y = y.to(DType.defaultDType());
    }
    Tensor distance = x.sub(y).abs();
    Tensor allowed = y.mul(rtol).abs().add(atol);
    return close.logicalOr(distance.isfinite().logicalAnd(distance.le(allowed)));
  }

  private static void requireTolerance(String name, double value) {
    if (!(value >= 0)) {
      throw new ArgumentException(
          "%s must be greater than or equal to zero, but got %s"
              .formatted(name, Guards.shown(value)),
          "close.tolerance",
          name,
          value);
    }
  }

  /// Tells whether all elements are close, as [#isclose(Tensor, Flag...)] says.
  default boolean allclose(Tensor other, Flag... flags) {
    return isclose(other, flags).all().itemBoolean();
  }

  /// Tells whether all elements are close, as [#isclose(Tensor, double, double, Flag...)] says.
  default boolean allclose(Tensor other, double rtol, double atol, Flag... flags) {
    return isclose(other, rtol, atol, flags).all().itemBoolean();
  }
}
