package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.both;

import java.util.Objects;
import nabla.engine.autograd.Partial;
import nabla.engine.error.ArgumentException;
import nabla.engine.formula.Formula;
import org.jspecify.annotations.Nullable;

/// The greater and the lesser of two elements, and the limits of a range.
///
/// Operands broadcast and are promoted to a common dtype.
sealed interface Limits permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns the greater of each pair; a NaN wins. The operands broadcast. Gradient: `g` for the
  /// greater, half for each of two equal ones.
  default Tensor maximum(Tensor other) {
    return Elementwise.zip(
        Target.FRESH,
        "Maximum",
        Elementwise.Result.PROMOTED,
        Formula::max,
        both((g, a, b) -> Rules.ofTwo(g, a, b, a.lt(b))),
        both((g, a, b) -> Rules.ofTwo(g, a, b, b.lt(a))),
        self(),
        other);
  }

  /// Returns the lesser of each pair; a NaN wins. The operands broadcast. Gradient: `g` for the
  /// lesser, half for each of two equal ones.
  default Tensor minimum(Tensor other) {
    return Elementwise.zip(
        Target.FRESH,
        "Minimum",
        Elementwise.Result.PROMOTED,
        Formula::min,
        both((g, a, b) -> Rules.ofTwo(g, a, b, a.gt(b))),
        both((g, a, b) -> Rules.ofTwo(g, a, b, b.gt(a))),
        self(),
        other);
  }

  /// Returns the greater of each pair, or the number where the other is NaN. The operands
  /// broadcast. Gradient: `g` for the one taken, half for each of two equal ones.
  default Tensor fmax(Tensor other) {
    return Elementwise.zip(
        Target.FRESH,
        "Fmax",
        Elementwise.Result.PROMOTED,
        Formula::fmax,
        both((g, a, b) -> Rules.ofTwo(g, a, b, a.ge(b).logicalOr(b.isnan()).logicalNot())),
        both((g, a, b) -> Rules.ofTwo(g, a, b, a.gt(b).logicalOr(b.isnan()))),
        self(),
        other);
  }

  /// Returns the lesser of each pair, or the number where the other is NaN. The operands broadcast.
  /// Gradient: `g` for the one taken, half for each of two equal ones.
  default Tensor fmin(Tensor other) {
    return Elementwise.zip(
        Target.FRESH,
        "Fmin",
        Elementwise.Result.PROMOTED,
        Formula::fmin,
        both((g, a, b) -> Rules.ofTwo(g, a, b, a.le(b).logicalOr(b.isnan()).logicalNot())),
        both((g, a, b) -> Rules.ofTwo(g, a, b, a.lt(b).logicalOr(b.isnan()))),
        self(),
        other);
  }

  /// Returns every element limited to `[min, max]`; NaN stays. Gradient: `g` strictly inside of the
  /// limits, else 0.
  default Tensor clamp(double min, double max) {
    return clamp(Target.FRESH, Tensor.number(min), Tensor.number(max));
  }

  /// Returns every whole number limited to `[min, max]`, see [#clamp(double, double)].
  default Tensor clamp(long min, long max) {
    return clamp(Target.FRESH, Tensor.number(min), Tensor.number(max));
  }

  /// Returns every element limited to `[min, max]` with limits that broadcast; `null` is no limit.
  /// Gradient: `g` inside of the limits; beyond one, to that limit; at one, half to each.
  default Tensor clamp(@Nullable Tensor min, @Nullable Tensor max) {
    return clamp(Target.FRESH, min, max);
  }

  /// Does [#clamp(double, double)] in place and returns this tensor.
  default Tensor clamp_(double min, double max) {
    return clamp(Target.IN_PLACE, Tensor.number(min), Tensor.number(max));
  }

  /// Does [#clamp(long, long)] in place and returns this tensor.
  default Tensor clamp_(long min, long max) {
    return clamp(Target.IN_PLACE, Tensor.number(min), Tensor.number(max));
  }

  /// Does [#clamp(Tensor, Tensor)] in place and returns this tensor.
  default Tensor clamp_(@Nullable Tensor min, @Nullable Tensor max) {
    return clamp(Target.IN_PLACE, min, max);
  }

  /// Returns the formula of `clamp`, by which what equals a limit stays: -0 is not below 0.
  static Formula limited(Formula x, Formula min, Formula max) {
    Formula raised = atLeast(x, min);
    return Formula.select(raised.eq(max), raised, raised.min(max));
  }

  private static Formula atLeast(Formula x, Formula min) {
    return Formula.select(x.eq(min), x, x.max(min));
  }

  private Tensor clamp(Target target, @Nullable Tensor min, @Nullable Tensor max) {
    if (min == null && max == null) {
      throw new ArgumentException(
          "torch.clamp: At least one of 'min' or 'max' must not be None", "clamp.none");
    }
    if (min != null && max != null) {
      Guards.numbers("clamp_cpu", self(), min, max);
      requireRoom(target, min, max);
    }
    boolean numbers = (min == null || min.isNumber()) && (max == null || max.isNumber());
    String name = numbers ? "ClampBackward1" : "ClampBackward0";
    if (numbers && min != null && max != null) {
      return Elementwise.join(
          target,
          name,
          Elementwise.Result.PROMOTED,
          x -> limited(x[0], x[1], x[2]),
          new @Nullable Partial[] {
            Partial.of((g, saved) -> inside(g, saved.input(0), min, max), 0), null, null
          },
          self(),
          min,
          max);
    }
    if (max == null) {
      return atLeast(target, name, Objects.requireNonNull(min));
    }
    if (min == null) {
      return atMost(target, name, max);
    }
    return Elementwise.join(
        target,
        name,
        Elementwise.Result.PROMOTED,
        x -> limited(x[0], x[1], x[2]),
        new @Nullable Partial[] {
          Partial.of(
              (g, saved) -> Rules.clamped(g, saved.input(0), saved.input(1), saved.input(2)),
              0,
              1,
              2),
          Partial.of(
              (g, saved) -> Rules.clampedMin(g, saved.input(0), saved.input(1), saved.input(2)),
              0,
              1,
              2),
          Partial.of(
              (g, saved) -> Rules.clampedMax(g, saved.input(0), saved.input(1), saved.input(2)),
              0,
              1,
              2)
        },
        self(),
        min,
        max);
  }

  private static Tensor inside(Tensor g, Tensor x, Tensor min, Tensor max) {
    return keep(g, x.gt(min).logicalAnd(x.lt(max)));
  }

  private static Tensor keep(Tensor g, Tensor where) {
    return Functional.where(where, g, 0.0);
  }

  /// Returns the greater of every element and a limit; NaN wins. Gradient: `g` where the element is
  /// above the limit, else to the limit, half to each of two equal ones; where the limit is a
  /// number, 0 at it.
  default Tensor clampMin(Tensor min) {
    return clampMin(Target.FRESH, min);
  }

  /// Does [#clampMin(Tensor)] with a number.
  default Tensor clampMin(double min) {
    return clampMin(Target.FRESH, Tensor.number(min));
  }

  /// Does [#clampMin(Tensor)] with a whole number.
  default Tensor clampMin(long min) {
    return clampMin(Target.FRESH, Tensor.number(min));
  }

  /// Does [#clampMin(Tensor)] in place and returns this tensor.
  default Tensor clampMin_(Tensor min) {
    return clampMin(Target.IN_PLACE, min);
  }

  /// Does [#clampMin(double)] in place and returns this tensor.
  default Tensor clampMin_(double min) {
    return clampMin(Target.IN_PLACE, Tensor.number(min));
  }

  /// Does [#clampMin(long)] in place and returns this tensor.
  default Tensor clampMin_(long min) {
    return clampMin(Target.IN_PLACE, Tensor.number(min));
  }

  private Tensor clampMin(Target target, Tensor min) {
    return atLeast(target, min.isNumber() ? "ClampMinBackward0" : "ClampMinBackward1", min);
  }

  /// Returns the lesser of every element and a limit; NaN wins. Gradient: `g` where the element is
  /// below the limit, else to the limit, half to each of two equal ones; where the limit is a
  /// number, 0 at it.
  default Tensor clampMax(Tensor max) {
    return clampMax(Target.FRESH, max);
  }

  /// Does [#clampMax(Tensor)] with a number.
  default Tensor clampMax(double max) {
    return clampMax(Target.FRESH, Tensor.number(max));
  }

  /// Does [#clampMax(Tensor)] with a whole number.
  default Tensor clampMax(long max) {
    return clampMax(Target.FRESH, Tensor.number(max));
  }

  /// Does [#clampMax(Tensor)] in place and returns this tensor.
  default Tensor clampMax_(Tensor max) {
    return clampMax(Target.IN_PLACE, max);
  }

  /// Does [#clampMax(double)] in place and returns this tensor.
  default Tensor clampMax_(double max) {
    return clampMax(Target.IN_PLACE, Tensor.number(max));
  }

  /// Does [#clampMax(long)] in place and returns this tensor.
  default Tensor clampMax_(long max) {
    return clampMax(Target.IN_PLACE, Tensor.number(max));
  }

  private Tensor clampMax(Target target, Tensor max) {
    return atMost(target, max.isNumber() ? "ClampMaxBackward0" : "ClampMaxBackward1", max);
  }

  // The check of PyTorch's kernel for numbers, which writes the dtype in C's words.
  private void requireRoom(Target target, Tensor... limits) {
    DType own = self().dtype();
    for (Tensor limit : limits) {
      if (target == Target.IN_PLACE && limit.isNumber() && !own.isFloating()) {
        DType given = Promotion.of(self(), limit);
        if (given.isFloating()) {
          throw InPlaceChecks.cast(given, own.cName(), own);
        }
      }
    }
  }

  private Tensor atLeast(Target target, String name, Tensor min) {
    requireRoom(target, min);
    boolean number = min.isNumber();
    return Elementwise.zip(
        target,
        name,
        Elementwise.Result.PROMOTED,
        (x, least) -> number ? atLeast(x, least) : x.max(least),
        both((g, a, b) -> number ? keep(g, a.gt(b)) : Rules.ofTwo(g, a, b, a.lt(b))),
        both((g, a, b) -> Rules.ofTwo(g, a, b, a.gt(b))),
        self(),
        min);
  }

  private Tensor atMost(Target target, String name, Tensor max) {
    requireRoom(target, max);
    boolean number = max.isNumber();
    return Elementwise.zip(
        target,
        name,
        Elementwise.Result.PROMOTED,
        (x, most) -> number ? Formula.select(x.eq(most), x, x.min(most)) : x.min(most),
        both((g, a, b) -> number ? keep(g, a.lt(b)) : Rules.ofTwo(g, a, b, a.gt(b))),
        both((g, a, b) -> Rules.ofTwo(g, a, b, a.lt(b))),
        self(),
        max);
  }
}
