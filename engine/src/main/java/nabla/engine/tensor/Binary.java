package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.both;
import static nabla.engine.autograd.Partial.left;
import static nabla.engine.autograd.Partial.none;
import static nabla.engine.autograd.Partial.right;

import java.util.function.BinaryOperator;
import nabla.engine.autograd.Partial;
import nabla.engine.error.DTypeException;
import nabla.engine.formula.Formula;
import org.jspecify.annotations.Nullable;

/// The pointwise operations of two tensors: each element of the result depends on the elements at
/// its place.
///
/// Operands broadcast and are promoted to a common dtype. A `double` or `long` operand counts as a
/// number of Python does: an int64 tensor stays int64 with `2` and becomes float32 with `2.0`.
sealed interface Binary permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns `this + other`, element by element. The operands broadcast. Gradient: `g` for both.
  default Tensor add(Tensor other) {
    return add(Target.FRESH, other);
  }

  /// Does [#add(Tensor)] with a number.
  default Tensor add(double other) {
    return add(Target.FRESH, Tensor.number(other));
  }

  /// Does [#add(Tensor)] with a whole number.
  default Tensor add(long other) {
    return add(Target.FRESH, Tensor.number(other));
  }

  /// Does [#add(Tensor)] in place and returns this tensor.
  default Tensor add_(Tensor other) {
    return add(Target.IN_PLACE, other);
  }

  /// Does [#add(double)] in place and returns this tensor.
  default Tensor add_(double other) {
    return add(Target.IN_PLACE, Tensor.number(other));
  }

  /// Does [#add(long)] in place and returns this tensor.
  default Tensor add_(long other) {
    return add(Target.IN_PLACE, Tensor.number(other));
  }

  private Tensor add(Target target, Tensor other) {
    return zip(
        target,
        "Add",
        Elementwise.Result.PROMOTED,
        Formula::add,
        none(g -> g),
        none(g -> g),
        other);
  }

  /// Returns `this - other`, element by element. The operands broadcast. Gradient: `g` and `-g`.
  default Tensor sub(Tensor other) {
    return sub(Target.FRESH, other);
  }

  /// Does [#sub(Tensor)] with a number.
  default Tensor sub(double other) {
    return sub(Target.FRESH, Tensor.number(other));
  }

  /// Does [#sub(Tensor)] with a whole number.
  default Tensor sub(long other) {
    return sub(Target.FRESH, Tensor.number(other));
  }

  /// Does [#sub(Tensor)] in place and returns this tensor.
  default Tensor sub_(Tensor other) {
    return sub(Target.IN_PLACE, other);
  }

  /// Does [#sub(double)] in place and returns this tensor.
  default Tensor sub_(double other) {
    return sub(Target.IN_PLACE, Tensor.number(other));
  }

  /// Does [#sub(long)] in place and returns this tensor.
  default Tensor sub_(long other) {
    return sub(Target.IN_PLACE, Tensor.number(other));
  }

  private Tensor sub(Target target, Tensor other) {
    if (self().dtype() == DType.BOOL && other.dtype() == DType.BOOL) {
      throw new DTypeException(
          "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or"
              + " `logical_xor()` operator instead.",
          "sub.bool");
    }
    return zip(
        target,
        "Sub",
        Elementwise.Result.PROMOTED,
        Formula::sub,
        none(g -> g),
        none(Tensor::neg),
        other);
  }

  /// Returns `this · other`, element by element. The operands broadcast. Gradient: `g · other` and
  /// `g · this`; each operand is saved for the gradient of the other.
  default Tensor mul(Tensor other) {
    return mul(Target.FRESH, other);
  }

  /// Does [#mul(Tensor)] with a number.
  default Tensor mul(double other) {
    return mul(Target.FRESH, Tensor.number(other));
  }

  /// Does [#mul(Tensor)] with a whole number.
  default Tensor mul(long other) {
    return mul(Target.FRESH, Tensor.number(other));
  }

  /// Does [#mul(Tensor)] in place and returns this tensor.
  default Tensor mul_(Tensor other) {
    return mul(Target.IN_PLACE, other);
  }

  /// Does [#mul(double)] in place and returns this tensor.
  default Tensor mul_(double other) {
    return mul(Target.IN_PLACE, Tensor.number(other));
  }

  /// Does [#mul(long)] in place and returns this tensor.
  default Tensor mul_(long other) {
    return mul(Target.IN_PLACE, Tensor.number(other));
  }

  private Tensor mul(Target target, Tensor other) {
    return zip(
        target,
        "Mul",
        Elementwise.Result.PROMOTED,
        Formula::mul,
        right((g, b) -> g.mul(b)),
        left((g, a) -> g.mul(a)),
        other);
  }

  /// Returns `this / other`, element by element, in floating point. The operands broadcast.
  /// Gradient: `g / other` and `-g · this / other²`.
  default Tensor div(Tensor other) {
    return div(Target.FRESH, other);
  }

  /// Does [#div(Tensor)] with a number.
  default Tensor div(double other) {
    return div(Target.FRESH, Tensor.number(other));
  }

  /// Does [#div(Tensor)] with a whole number.
  default Tensor div(long other) {
    return div(Target.FRESH, Tensor.number(other));
  }

  /// Does [#div(Tensor)] in place and returns this tensor.
  default Tensor div_(Tensor other) {
    return div(Target.IN_PLACE, other);
  }

  /// Does [#div(double)] in place and returns this tensor.
  default Tensor div_(double other) {
    return div(Target.IN_PLACE, Tensor.number(other));
  }

  /// Does [#div(long)] in place and returns this tensor.
  default Tensor div_(long other) {
    return div(Target.IN_PLACE, Tensor.number(other));
  }

  private Tensor div(Target target, Tensor other) {
    return zip(
        target,
        "Div",
        Elementwise.Result.FLOATING,
        Formula::div,
        right((g, b) -> g.div(b)),
        both((g, a, b) -> g.neg().mul(a.div(b).div(b))),
        other);
  }

  /// Returns `this` to the power `other`, element by element. The operands broadcast. Gradient: `g
  /// · b · aᵇ⁻¹` (0 where `b` is 0) and `g · aᵇ · ln a` (0 where `a` is 0 and `b ≥ 0`).
  default Tensor pow(Tensor other) {
    return pow(Target.FRESH, other);
  }

  /// Does [#pow(Tensor)] with a number.
  default Tensor pow(double other) {
    return pow(Target.FRESH, Tensor.number(other));
  }

  /// Does [#pow(Tensor)] with a whole number.
  default Tensor pow(long other) {
    return pow(Target.FRESH, Tensor.number(other));
  }

  /// Does [#pow(Tensor)] in place and returns this tensor.
  default Tensor pow_(Tensor other) {
    return pow(Target.IN_PLACE, other);
  }

  /// Does [#pow(double)] in place and returns this tensor.
  default Tensor pow_(double other) {
    return pow(Target.IN_PLACE, Tensor.number(other));
  }

  /// Does [#pow(long)] in place and returns this tensor.
  default Tensor pow_(long other) {
    return pow(Target.IN_PLACE, Tensor.number(other));
  }

  private Tensor pow(Target target, Tensor other) {
    return zip(
        target,
        "Pow",
        Elementwise.Result.PROMOTED,
        Formula::pow,
        both(PowerRule::byBase),
        Partial.of(PowerRule::byExponent, 0, 1, Partial.OUTPUT_TOO),
        other);
  }

  /// Returns the remainder of `this / other` with the sign of the divisor, Python's `%`. Gradient:
  /// `g` and `-g · floor(this / other)`.
  default Tensor remainder(Tensor other) {
    return remainder(Target.FRESH, other);
  }

  /// Does [#remainder(Tensor)] with a number.
  default Tensor remainder(double other) {
    return remainder(Target.FRESH, Tensor.number(other));
  }

  /// Does [#remainder(Tensor)] with a whole number.
  default Tensor remainder(long other) {
    return remainder(Target.FRESH, Tensor.number(other));
  }

  /// Does [#remainder(Tensor)] in place and returns this tensor.
  default Tensor remainder_(Tensor other) {
    return remainder(Target.IN_PLACE, other);
  }

  /// Does [#remainder(double)] in place and returns this tensor.
  default Tensor remainder_(double other) {
    return remainder(Target.IN_PLACE, Tensor.number(other));
  }

  /// Does [#remainder(long)] in place and returns this tensor.
  default Tensor remainder_(long other) {
    return remainder(Target.IN_PLACE, Tensor.number(other));
  }

  private Tensor remainder(Target target, Tensor other) {
    return zip(
        target,
        "Remainder",
        Elementwise.Result.PROMOTED,
        Formula::remainder,
        none(g -> g),
        both((g, a, b) -> g.neg().mul(a.detach().div(b).floor())),
        other);
  }

  /// Returns the greater of each pair; a NaN wins. The operands broadcast. Gradient: `g` for the
  /// greater, half for each of two equal ones.
  default Tensor maximum(Tensor other) {
    return maximum(Target.FRESH, other);
  }

  private Tensor maximum(Target target, Tensor other) {
    return zip(
        target,
        "Maximum",
        Elementwise.Result.PROMOTED,
        Formula::max,
        both((g, a, b) -> g.mul(a.gt(b)).add(g.div(2).mul(a.eq(b)))),
        both((g, a, b) -> g.mul(b.gt(a)).add(g.div(2).mul(a.eq(b)))),
        other);
  }

  /// Returns the lesser of each pair; a NaN wins. The operands broadcast. Gradient: `g` for the
  /// lesser, half for each of two equal ones.
  default Tensor minimum(Tensor other) {
    return minimum(Target.FRESH, other);
  }

  private Tensor minimum(Target target, Tensor other) {
    return zip(
        target,
        "Minimum",
        Elementwise.Result.PROMOTED,
        Formula::min,
        both((g, a, b) -> g.mul(a.lt(b)).add(g.div(2).mul(a.eq(b)))),
        both((g, a, b) -> g.mul(b.lt(a)).add(g.div(2).mul(a.eq(b)))),
        other);
  }

  /// Returns the angle of the point `(other, this)`, in radians. The operands broadcast. Gradient:
  /// `g · other / (this² + other²)` and `-g · this / (this² + other²)`, 0 at the origin.
  default Tensor atan2(Tensor other) {
    return atan2(Target.FRESH, other);
  }

  private Tensor atan2(Target target, Tensor other) {
    return zip(
        target,
        "Atan2",
        Elementwise.Result.FLOATING,
        Formula::atan2,
        both((g, a, b) -> Rules.atan2(g, b, a, b)),
        both((g, a, b) -> Rules.atan2(g, a.neg(), a, b)),
        other);
  }

  /// Tells where `this < other`. The operands broadcast; the result is bool.
  default Tensor lt(Tensor other) {
    return zip(Target.FRESH, "lt", Elementwise.Result.BOOLEAN, Formula::lt, null, null, other);
  }

  /// Does [#lt(Tensor)] with a number.
  default Tensor lt(double other) {
    return lt(Tensor.number(other));
  }

  /// Does [#lt(Tensor)] with a whole number.
  default Tensor lt(long other) {
    return lt(Tensor.number(other));
  }

  /// Tells where `this ≤ other`. The operands broadcast; the result is bool.
  default Tensor le(Tensor other) {
    return zip(Target.FRESH, "le", Elementwise.Result.BOOLEAN, Formula::le, null, null, other);
  }

  /// Does [#le(Tensor)] with a number.
  default Tensor le(double other) {
    return le(Tensor.number(other));
  }

  /// Does [#le(Tensor)] with a whole number.
  default Tensor le(long other) {
    return le(Tensor.number(other));
  }

  /// Tells where `this > other`. The operands broadcast; the result is bool.
  default Tensor gt(Tensor other) {
    return zip(Target.FRESH, "gt", Elementwise.Result.BOOLEAN, Formula::gt, null, null, other);
  }

  /// Does [#gt(Tensor)] with a number.
  default Tensor gt(double other) {
    return gt(Tensor.number(other));
  }

  /// Does [#gt(Tensor)] with a whole number.
  default Tensor gt(long other) {
    return gt(Tensor.number(other));
  }

  /// Tells where `this ≥ other`. The operands broadcast; the result is bool.
  default Tensor ge(Tensor other) {
    return zip(Target.FRESH, "ge", Elementwise.Result.BOOLEAN, Formula::ge, null, null, other);
  }

  /// Does [#ge(Tensor)] with a number.
  default Tensor ge(double other) {
    return ge(Tensor.number(other));
  }

  /// Does [#ge(Tensor)] with a whole number.
  default Tensor ge(long other) {
    return ge(Tensor.number(other));
  }

  /// Tells where `this = other`; NaN equals nothing. The operands broadcast; the result is bool.
  default Tensor eq(Tensor other) {
    return zip(Target.FRESH, "eq", Elementwise.Result.BOOLEAN, Formula::eq, null, null, other);
  }

  /// Does [#eq(Tensor)] with a number.
  default Tensor eq(double other) {
    return eq(Tensor.number(other));
  }

  /// Does [#eq(Tensor)] with a whole number.
  default Tensor eq(long other) {
    return eq(Tensor.number(other));
  }

  /// Tells where `this ≠ other`. The operands broadcast; the result is bool.
  default Tensor ne(Tensor other) {
    return zip(Target.FRESH, "ne", Elementwise.Result.BOOLEAN, Formula::ne, null, null, other);
  }

  /// Does [#ne(Tensor)] with a number.
  default Tensor ne(double other) {
    return ne(Tensor.number(other));
  }

  /// Does [#ne(Tensor)] with a whole number.
  default Tensor ne(long other) {
    return ne(Tensor.number(other));
  }

  private Tensor zip(
      Target target,
      String name,
      Elementwise.Result result,
      BinaryOperator<Formula> rule,
      @Nullable Partial byThis,
      @Nullable Partial byOther,
      Tensor other) {
    return Elementwise.apply(
        target,
        name,
        Elementwise.formula(rule),
        result,
        0,
        new @Nullable Partial[] {byThis, byOther},
        self(),
        other);
  }
}
