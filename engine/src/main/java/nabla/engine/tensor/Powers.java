package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.both;
import static nabla.engine.autograd.Partial.input;

import java.util.function.BinaryOperator;
import nabla.engine.autograd.Partial;
import nabla.engine.autograd.Saved;
import nabla.engine.error.ArgumentException;
import nabla.engine.formula.Formula;
import org.jspecify.annotations.Nullable;

/// Powers and their derivatives, with PyTorch's values where the plain formula has none.
final class Powers {
  private static final BinaryOperator<Formula> POWER = Formula::pow;

  private Powers() {}

  static Tensor pow(Target target, Tensor base, Tensor exponent) {
    Partial byExponent = Partial.of(Powers::byExponent, 0, 1, Partial.OUTPUT_TOO);
    Guards.numbers("pow", base, exponent);
    if (exponent.isNumber()) {
      if (!exponent.dtype().isFloating() && !base.dtype().isFloating() && exponent.itemLong() < 0) {
        throw new ArgumentException(
            "Integers to negative integer powers are not allowed.",
            "pow.negative",
            exponent.itemLong());
      }
      boolean whole = !exponent.dtype().isFloating();
      double power = exponent.item();
      if (power == 0.5 && base.dtype().isFloating()) {
        return root(target, base, exponent);
      }
      return apply(
          target,
          "PowBackward0",
          input((g, x) -> byBase(g, x, power, whole)),
          null,
          base,
          exponent);
    }
    if (base.isNumber()) {
      double number = base.item();
      Partial partial =
          Partial.of(
              (g, saved) -> byExponent(g, number, saved.input(1), saved.output()),
              1,
              Partial.OUTPUT_TOO);
      return apply(target, "PowBackward2", null, partial, base, exponent);
    }
    return apply(target, "PowBackward1", both(Powers::byBase), byExponent, base, exponent);
  }

  private static Tensor apply(
      Target target,
      String name,
      @Nullable Partial byBase,
      @Nullable Partial byExponent,
      Tensor base,
      Tensor exponent) {
    return Elementwise.zip(
        target, name, Elementwise.Result.PROMOTED, POWER, byBase, byExponent, base, exponent);
  }

  // The power ½ is a square root, which keeps the sign of a zero.
  private static Tensor root(Target target, Tensor base, Tensor exponent) {
    return Elementwise.zip(
        target,
        "PowBackward0",
        Elementwise.Result.PROMOTED,
        (x, _) -> x.sqrt(),
        input((g, x) -> g.mul(x.sqrt().reciprocal().mul(0.5))),
        null,
        base,
        exponent);
  }

  // A power of 0 has the derivative 0, also at a base of 0.
  private static Tensor byBase(Tensor g, Tensor base, double power, boolean whole) {
    if (power == 0) {
      return g.zerosLike();
    }
    Tensor lower = whole ? base.pow((long) power - 1) : base.pow(power - 1);
    return g.mul(lower.mul(power));
  }

  private static Tensor byBase(Tensor g, Tensor base, Tensor exponent) {
    Tensor slope = exponent.mul(base.pow(exponent.sub(1)));
    // What is masked is the product, so that an infinite g cannot make a NaN of a 0.
    return Functional.where(exponent.eq(0), 0.0, g.mul(slope));
  }

  // The derivative by the exponent is 0 where the base is 0 and the exponent is not negative.
  private static Tensor byExponent(Tensor g, Saved saved) {
    Tensor base = saved.input(0);
    Tensor exponent = saved.input(1);
    Tensor slope = saved.output().mul(base.log());
    Tensor flat = base.eq(0).logicalAnd(exponent.ge(0));
    return g.mul(Functional.where(flat, slope.zerosLike(), slope));
  }

  private static Tensor byExponent(Tensor g, double base, Tensor exponent, Tensor result) {
    Tensor slope = g.mul(result.mul(Math.log(base)));
    return base == 0 ? Functional.where(exponent.ge(0), slope.zerosLike(), slope) : slope;
  }
}
