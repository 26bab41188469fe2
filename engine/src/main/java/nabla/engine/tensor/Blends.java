package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.both;
import static nabla.engine.autograd.Partial.none;

import java.util.function.BinaryOperator;
import nabla.engine.autograd.Partial;
import nabla.engine.error.DTypeException;
import nabla.engine.formula.Formula;
import org.jspecify.annotations.Nullable;

/// The functions of two tensors beside arithmetic, and the blends of several.
///
/// Operands broadcast and are promoted to a common dtype.
sealed interface Blends permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns the angle of the point `(other, this)`, in radians. The operands broadcast. Gradient:
  /// `g · other / (this² + other²)` and `-g · this / (this² + other²)`, 0 at the origin.
  default Tensor atan2(Tensor other) {
    return atan2(Target.FRESH, other);
  }

  /// Does [#atan2(Tensor)] in place and returns this tensor.
  default Tensor atan2_(Tensor other) {
    return atan2(Target.IN_PLACE, other);
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

  /// Returns `√(this² + other²)` without overflow. Floating point only. Gradient: `g · this / y`
  /// and `g · other / y`, where `y` is the result.
  default Tensor hypot(Tensor other) {
    return hypot(Target.FRESH, other);
  }

  /// Does [#hypot(Tensor)] in place and returns this tensor.
  default Tensor hypot_(Tensor other) {
    return hypot(Target.IN_PLACE, other);
  }

  private Tensor hypot(Target target, Tensor other) {
    Guards.floatings("hypot_cpu", self(), other);
    return zip(
        target,
        "Hypot",
        Elementwise.Result.PROMOTED,
        Formula::hypot,
        Partial.of((g, saved) -> g.mul(saved.input(0)).div(saved.output()), 0, Partial.OUTPUT_TOO),
        Partial.of((g, saved) -> g.mul(saved.input(1)).div(saved.output()), 1, Partial.OUTPUT_TOO),
        other);
  }

  /// Returns `|this|` with the sign of `other`, of a zero too. Gradient: `g` where the sign stayed,
  /// `-g` where it changed, 0 at 0; 0 for `other`.
  default Tensor copysign(Tensor other) {
    return copysign(Target.FRESH, other);
  }

  /// Does [#copysign(Tensor)] with a number.
  default Tensor copysign(double other) {
    return copysign(Target.FRESH, Tensor.number(other));
  }

  /// Does [#copysign(Tensor)] with a whole number.
  default Tensor copysign(long other) {
    return copysign(Target.FRESH, Tensor.number(other));
  }

  /// Does [#copysign(Tensor)] in place and returns this tensor.
  default Tensor copysign_(Tensor other) {
    return copysign(Target.IN_PLACE, other);
  }

  /// Does [#copysign(double)] in place and returns this tensor.
  default Tensor copysign_(double other) {
    return copysign(Target.IN_PLACE, Tensor.number(other));
  }

  /// Does [#copysign(long)] in place and returns this tensor.
  default Tensor copysign_(long other) {
    return copysign(Target.IN_PLACE, Tensor.number(other));
  }

  private Tensor copysign(Target target, Tensor other) {
    return zip(
        target,
        other.isNumber() ? "CopysignBackward1" : "CopysignBackward0",
        Elementwise.Result.FLOATING,
        Formula::copysign,
        Partial.of(
            (g, saved) -> {
              Tensor x = saved.input(0);
              return g.mul(saved.output().div(x).maskedFill(x.eq(0), 0.0));
            },
            0,
            Partial.OUTPUT_TOO),
        none(Tensor::zerosLike),
        other);
  }

  /// Returns `log(eᵃ + eᵇ)` without overflow. Floating point only. Gradient: `g / (1 + eᵇ⁻ᵃ)` and
  /// `g / (1 + eᵃ⁻ᵇ)`.
  default Tensor logaddexp(Tensor other) {
    return logaddexp(Target.FRESH, other);
  }

  private Tensor logaddexp(Target target, Tensor other) {
    Guards.floatings("logaddexp_cpu", self(), other);
    return zip(
        target,
        "Logaddexp",
        Elementwise.Result.PROMOTED,
        Formula::logaddexp,
        both((g, a, b) -> g.div(b.sub(a).exp().add(1))),
        both((g, a, b) -> g.div(a.sub(b).exp().add(1))),
        other);
  }

  /// Returns `this · log(other)`, 0 where this is 0 and NaN where `other` is. Gradient: `g ·
  /// log(other)` (0 where this is 0 and `other ≤ 0`) and `g · this / other`.
  default Tensor xlogy(Tensor other) {
    return xlogy(Target.FRESH, other);
  }

  /// Does [#xlogy(Tensor)] with a number.
  default Tensor xlogy(double other) {
    return xlogy(Target.FRESH, Tensor.number(other));
  }

  /// Does [#xlogy(Tensor)] with a whole number.
  default Tensor xlogy(long other) {
    return xlogy(Target.FRESH, Tensor.number(other));
  }

  /// Does [#xlogy(Tensor)] in place and returns this tensor.
  default Tensor xlogy_(Tensor other) {
    return xlogy(Target.IN_PLACE, other);
  }

  /// Does [#xlogy(double)] in place and returns this tensor.
  default Tensor xlogy_(double other) {
    return xlogy(Target.IN_PLACE, Tensor.number(other));
  }

  /// Does [#xlogy(long)] in place and returns this tensor.
  default Tensor xlogy_(long other) {
    return xlogy(Target.IN_PLACE, Tensor.number(other));
  }

  private Tensor xlogy(Target target, Tensor other) {
    return zip(
        target,
        other.isNumber() ? "XlogyBackward2" : "XlogyBackward0",
        Elementwise.Result.FLOATING,
        (a, b) ->
            Formula.select(
                b.isNan(), b, Formula.select(a.eq(0.0), Formula.constant(0.0), a.mul(b.log()))),
        both((g, a, b) -> g.xlogy(b).maskedFill(a.eq(0).logicalAnd(b.le(0)), 0.0)),
        both((g, a, b) -> g.mul(a).div(b)),
        other);
  }

  /// Returns `this + weight · (end - this)`: this at 0, `end` at 1. Gradient: `(1 - weight) · g`
  /// and `weight · g`.
  default Tensor lerp(Tensor end, double weight) {
    return lerp(Target.FRESH, end, weight);
  }

  /// Does [#lerp(Tensor, double)] in place and returns this tensor.
  default Tensor lerp_(Tensor end, double weight) {
    return lerp(Target.IN_PLACE, end, weight);
  }

  private Tensor lerp(Target target, Tensor end, double weight) {
    requireSameDType("end", end);
    Guards.floating("lerp_kernel_scalar", self());
    return Elementwise.join(
        target,
        "LerpBackward0",
        Elementwise.Result.PROMOTED,
        Blends::between,
        new @Nullable Partial[] {none(g -> g.mul(1 - weight)), none(g -> g.mul(weight)), null},
        self(),
        end,
        Tensor.number(weight));
  }

  /// Does [#lerp(Tensor, double)] with a weight for each element. Gradient of the weight: `g · (end
  /// - this)`.
  default Tensor lerp(Tensor end, Tensor weight) {
    return lerp(Target.FRESH, end, weight);
  }

  /// Does [#lerp(Tensor, Tensor)] in place and returns this tensor.
  default Tensor lerp_(Tensor end, Tensor weight) {
    return lerp(Target.IN_PLACE, end, weight);
  }

  private Tensor lerp(Target target, Tensor end, Tensor weight) {
    requireSameDType("end", end);
    requireSameDType("weight", weight);
    Guards.floating("lerp_kernel_tensor", self());
    return Elementwise.join(
        target,
        "LerpBackward1",
        Elementwise.Result.PROMOTED,
        Blends::between,
        new @Nullable Partial[] {
          Partial.of((g, saved) -> g.mul(saved.input(2).rsub(1)), 2),
          Partial.of((g, saved) -> g.mul(saved.input(2)), 2),
          Partial.of((g, saved) -> g.mul(saved.input(1).sub(saved.input(0))), 0, 1)
        },
        self(),
        end,
        weight);
  }

  private void requireSameDType(String name, Tensor other) {
    if (other.dtype() != self().dtype()) {
      throw new DTypeException(
          "expected dtype %s for `%s` but got dtype %s"
              .formatted(self().dtype().cName(), name, other.dtype().cName()),
          "lerp.dtype",
          self().dtype(),
          other.dtype());
    }
  }

  // From the nearer end, so that both ends are met exactly.
  private static Formula between(Formula... x) {
    Formula way = x[1].sub(x[0]);
    return Formula.select(
        x[2].abs().lt(0.5),
        x[0].add(x[2].mul(way)),
        x[1].sub(way.mul(Formula.constant(1.0).sub(x[2]))));
  }

  /// Returns `this + first · second`. Gradient: `g`, `g · second` and `g · first`.
  default Tensor addcmul(Tensor first, Tensor second) {
    return addcmul(Target.FRESH, first, second, 1);
  }

  /// Returns `this + value · first · second`. Gradient: `g`, `g · value · second` and `g · value ·
  /// first`.
  default Tensor addcmul(Tensor first, Tensor second, double value) {
    return addcmul(Target.FRESH, first, second, value);
  }

  /// Does [#addcmul(Tensor, Tensor, double)] in place and returns this tensor.
  default Tensor addcmul_(Tensor first, Tensor second, double value) {
    return addcmul(Target.IN_PLACE, first, second, value);
  }

  private Tensor addcmul(Target target, Tensor first, Tensor second, double value) {
    Guards.numbers("addcmul_cpu_out", self(), first, second);
    return Elementwise.join(
        target,
        "Addcmul",
        Elementwise.Result.PROMOTED,
        x -> x[0].add(x[3].mul(x[1]).mul(x[2])),
        new @Nullable Partial[] {
          none(g -> g),
          Partial.of((g, saved) -> g.mul(saved.input(2).mul(value)), 2),
          Partial.of((g, saved) -> g.mul(saved.input(1).mul(value)), 1),
          null
        },
        self(),
        first,
        second,
        factor(first, second, value));
  }

  private Tensor factor(Tensor first, Tensor second, double value) {
    boolean floating = Promotion.of(self(), first, second).isFloating();
    return floating ? Tensor.number(value) : Tensor.number((long) value);
  }

  /// Returns `this + first / second`. Floating point only. Gradient: `g`, `g / second` and `-g ·
  /// first / second²`.
  default Tensor addcdiv(Tensor first, Tensor second) {
    return addcdiv(Target.FRESH, first, second, 1);
  }

  /// Returns `this + value · first / second`. Floating point only. Gradient: `g`, `g · value /
  /// second` and `-g · value · first / second²`.
  default Tensor addcdiv(Tensor first, Tensor second, double value) {
    return addcdiv(Target.FRESH, first, second, value);
  }

  /// Does [#addcdiv(Tensor, Tensor, double)] in place and returns this tensor.
  default Tensor addcdiv_(Tensor first, Tensor second, double value) {
    return addcdiv(Target.IN_PLACE, first, second, value);
  }

  private Tensor addcdiv(Target target, Tensor first, Tensor second, double value) {
    if (!first.dtype().isFloating() && !second.dtype().isFloating()) {
      throw new DTypeException(
          "Integer division with addcdiv is no longer supported, and in a future  release addcdiv"
              + " will perform a true division of tensor1 and tensor2. The historic addcdiv behavior"
              + " can be implemented as (input + value * torch.trunc(tensor1 / tensor2)).to(input.dtype)"
              + " for integer inputs and as (input + value * tensor1 / tensor2) for float inputs. The"
              + " future addcdiv behavior is just the latter implementation: (input + value * tensor1 /"
              + " tensor2), for all dtypes.",
          "addcdiv.integer");
    }
    return Elementwise.join(
        target,
        "Addcdiv",
        Elementwise.Result.PROMOTED,
        x -> x[0].add(x[3].mul(x[1]).div(x[2])),
        new @Nullable Partial[] {
          none(g -> g),
          Partial.of((g, saved) -> g.mul(saved.input(2).reciprocal().mul(value)), 2),
          Partial.of(
              (g, saved) -> {
                Tensor divisor = saved.input(2);
                return g.neg().mul(saved.input(1).mul(value).div(divisor.mul(divisor)));
              },
              1,
              2),
          null
        },
        self(),
        first,
        second,
        factor(first, second, value));
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
