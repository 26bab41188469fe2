package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.both;
import static nabla.engine.autograd.Partial.left;
import static nabla.engine.autograd.Partial.none;
import static nabla.engine.autograd.Partial.right;

import java.util.function.BinaryOperator;
import nabla.engine.autograd.Partial;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.formula.Formula;
import org.jspecify.annotations.Nullable;

/// The arithmetic of two tensors: each element of the result depends on the elements at its place.
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

  /// Returns `this + alpha · other`, element by element. Gradient: `g` and `alpha · g`.
  default Tensor add(Tensor other, double alpha) {
    return scaled(Target.FRESH, "Add", Formula::add, other, alpha);
  }

  /// Does [#add(Tensor, double)] in place and returns this tensor.
  default Tensor add_(Tensor other, double alpha) {
    return scaled(Target.IN_PLACE, "Add", Formula::add, other, alpha);
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
    requireNumbers(other);
    return zip(
        target,
        "Sub",
        Elementwise.Result.PROMOTED,
        Formula::sub,
        none(g -> g),
        none(Tensor::neg),
        other);
  }

  /// Returns `this - alpha · other`, element by element. Gradient: `g` and `-alpha · g`.
  default Tensor sub(Tensor other, double alpha) {
    return sub(Target.FRESH, other, alpha);
  }

  /// Does [#sub(Tensor, double)] in place and returns this tensor.
  default Tensor sub_(Tensor other, double alpha) {
    return sub(Target.IN_PLACE, other, alpha);
  }

  private Tensor sub(Target target, Tensor other, double alpha) {
    requireNumbers(other);
    return scaled(target, "Sub", Formula::sub, other, alpha);
  }

  /// Returns `other - this`. Gradient: `-g` and `g`.
  default Tensor rsub(Tensor other) {
    return rsub(other, 1);
  }

  /// Returns `other - this` with a number.
  default Tensor rsub(double other) {
    return rsub(Tensor.number(other), 1);
  }

  /// Returns `other - this` with a whole number.
  default Tensor rsub(long other) {
    return rsub(Tensor.number(other), 1);
  }

  /// Returns `other - alpha · this`. Gradient: `-alpha · g` and `g`.
  default Tensor rsub(Tensor other, double alpha) {
    requireNumbers(other);
    return Elementwise.join(
        Target.FRESH,
        other.isNumber() ? "RsubBackward1" : "RsubBackward0",
        Elementwise.Result.PROMOTED,
        x -> x[0].sub(x[1].mul(x[2])),
        new @Nullable Partial[] {none(g -> g), none(g -> g.mul(-alpha)), null},
        other,
        self(),
        scale(other, alpha));
  }

  /// Returns PyTorch's error for the difference of truth values.
  static DTypeException noSubtraction() {
    return new DTypeException(
        "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or"
            + " `logical_xor()` operator instead.",
        "sub.bool");
  }

  private void requireNumbers(Tensor other) {
    boolean left = self().dtype() == DType.BOOL;
    boolean right = other.dtype() == DType.BOOL;
    if (left && right) {
      throw noSubtraction();
    }
    if (left || right) {
      throw new DTypeException(
          "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to"
              + " invert a mask, use the `~` or `logical_not()` operator instead.",
          "sub.bool");
    }
  }

  private Tensor scaled(
      Target target, String name, BinaryOperator<Formula> rule, Tensor other, double alpha) {
    return Elementwise.join(
        target,
        name,
        Elementwise.Result.PROMOTED,
        x -> rule.apply(x[0], x[1].mul(x[2])),
        new @Nullable Partial[] {
          none(g -> g), none(g -> g.mul(name.equals("Sub") ? -alpha : alpha)), null
        },
        self(),
        other,
        scale(other, alpha));
  }

  // A factor takes the dtype of the operands, so among whole numbers it must be whole.
  private Tensor scale(Tensor other, double alpha) {
    DType dtype = Promotion.of(self(), other);
    if (dtype.isFloating()) {
      return Tensor.number(alpha);
    }
    if (alpha != Math.rint(alpha)) {
      throw new ArgumentException(
          "For integral input tensors, argument alpha must not be a floating point number.",
          "alpha.whole",
          alpha);
    }
    return dtype == DType.BOOL ? Tensor.number(alpha != 0) : Tensor.number((long) alpha);
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

  /// Returns `this / other`, rounded as said; whole numbers stay whole, and dividing them by 0 is
  /// an error. Gradient: 0.
  default Tensor div(Tensor other, Rounding rounding) {
    return div(Target.FRESH, other, rounding);
  }

  /// Does [#div(Tensor, Rounding)] in place and returns this tensor.
  default Tensor div_(Tensor other, Rounding rounding) {
    return div(Target.IN_PLACE, other, rounding);
  }

  /// Does [#div(Tensor, Rounding)] with a number.
  default Tensor div(double other, Rounding rounding) {
    return div(Target.FRESH, Tensor.number(other), rounding);
  }

  /// Does [#div(double, Rounding)] in place and returns this tensor.
  default Tensor div_(double other, Rounding rounding) {
    return div(Target.IN_PLACE, Tensor.number(other), rounding);
  }

  /// Does [#div(Tensor, Rounding)] with a whole number.
  default Tensor div(long other, Rounding rounding) {
    return div(Target.FRESH, Tensor.number(other), rounding);
  }

  /// Does [#div(long, Rounding)] in place and returns this tensor.
  default Tensor div_(long other, Rounding rounding) {
    return div(Target.IN_PLACE, Tensor.number(other), rounding);
  }

  private Tensor div(Target target, Tensor other, Rounding rounding) {
    boolean floor = rounding == Rounding.FLOOR;
    Guards.numbers(floor ? "div_floor_cpu" : "div_trunc_cpu", self(), other);
    return zip(
        target,
        "DivBackward2",
        Elementwise.Result.PROMOTED,
        floor ? Formula::floorDiv : (a, b) -> a.div(b).trunc(),
        none(Tensor::zerosLike).saving(1),
        none(Tensor::zerosLike).saving(0, 1),
        other);
  }

  /// Returns `⌊this / other⌋`, Python's `//`; whole numbers stay whole, and dividing them by 0 is
  /// an error. No gradient.
  default Tensor floorDivide(Tensor other) {
    return floorDivide(Target.FRESH, other);
  }

  /// Does [#floorDivide(Tensor)] with a number.
  default Tensor floorDivide(double other) {
    return floorDivide(Target.FRESH, Tensor.number(other));
  }

  /// Does [#floorDivide(Tensor)] with a whole number.
  default Tensor floorDivide(long other) {
    return floorDivide(Target.FRESH, Tensor.number(other));
  }

  /// Does [#floorDivide(Tensor)] in place and returns this tensor.
  default Tensor floorDivide_(Tensor other) {
    return floorDivide(Target.IN_PLACE, other);
  }

  /// Does [#floorDivide(double)] in place and returns this tensor.
  default Tensor floorDivide_(double other) {
    return floorDivide(Target.IN_PLACE, Tensor.number(other));
  }

  /// Does [#floorDivide(long)] in place and returns this tensor.
  default Tensor floorDivide_(long other) {
    return floorDivide(Target.IN_PLACE, Tensor.number(other));
  }

  private Tensor floorDivide(Target target, Tensor other) {
    Guards.numbers("div_floor_cpu", self(), other);
    return zip(
        target,
        "NotImplemented",
        Elementwise.Result.PROMOTED,
        Formula::floorDiv,
        Rules.missing("floor_divide"),
        Rules.missing("floor_divide"),
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
    return Powers.pow(target, self(), other);
  }

  /// Returns the remainder of `this / other` with the sign of the divisor, Python's `%`. Gradient:
  /// `g` and `-g · ⌊this / other⌋`.
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
    Guards.numbers("remainder_cpu", self(), other);
    // PyTorch has no derivative of the remainder of a number.
    boolean missing = self().isNumber();
    String name = other.isNumber() ? "RemainderBackward0" : "RemainderBackward1";
    return zip(
        target,
        missing ? "NotImplemented" : name,
        Elementwise.Result.PROMOTED,
        Formula::remainder,
        none(g -> g),
        missing
            ? Rules.missing("remainder")
            : both((g, a, b) -> g.neg().mul(a.div(b, Rounding.FLOOR))),
        other);
  }

  /// Returns the remainder of `this / other` with the sign of the dividend, Java's `%`. Gradient:
  /// `g` and `-g · trunc(this / other)`.
  default Tensor fmod(Tensor other) {
    return fmod(Target.FRESH, other);
  }

  /// Does [#fmod(Tensor)] with a number.
  default Tensor fmod(double other) {
    return fmod(Target.FRESH, Tensor.number(other));
  }

  /// Does [#fmod(Tensor)] with a whole number.
  default Tensor fmod(long other) {
    return fmod(Target.FRESH, Tensor.number(other));
  }

  /// Does [#fmod(Tensor)] in place and returns this tensor.
  default Tensor fmod_(Tensor other) {
    return fmod(Target.IN_PLACE, other);
  }

  /// Does [#fmod(double)] in place and returns this tensor.
  default Tensor fmod_(double other) {
    return fmod(Target.IN_PLACE, Tensor.number(other));
  }

  /// Does [#fmod(long)] in place and returns this tensor.
  default Tensor fmod_(long other) {
    return fmod(Target.IN_PLACE, Tensor.number(other));
  }

  private Tensor fmod(Target target, Tensor other) {
    Guards.numbers("fmod_cpu", self(), other);
    return zip(
        target,
        other.isNumber() ? "FmodBackward0" : "FmodBackward1",
        Elementwise.Result.PROMOTED,
        Formula::fmod,
        none(g -> g),
        both((g, a, b) -> g.neg().mul(a.div(b, Rounding.TRUNC))),
        other);
  }

  private Tensor zip(
      Target target,
      String name,
      Elementwise.Result result,
      BinaryOperator<Formula> rule,
      @Nullable Partial byThis,
      @Nullable Partial byOther,
      Tensor other) {
    return Elementwise.zip(target, name, result, rule, byThis, byOther, self(), other);
  }
}
