package nabla.engine.formula;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Random formulas and random data with many of the values that go wrong.
final class RandomFormulas {
  private static final double[] REALS = {
    0.0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    2,
    3.5,
    -2.5,
    1e-3,
    7e5,
    1e-40,
    1e-310,
    3.4e38,
    1e39,
    1e300,
    -1e300,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    9.3e18
  };
  private static final long[] INTEGERS = {
    0, 1, -1, 2, -3, 7, 63, 64, 1000, -65, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE
  };

  private final Random random;
  private final Kind compute;
  private final int operands;

  /// Formulas already made, some of which are used again: shared parts.
  private final List<Formula> made = new ArrayList<>();

  RandomFormulas(Random random, Kind compute, int operands) {
    this.random = random;
    this.compute = compute;
    this.operands = operands;
  }

  /// Returns a number or, sometimes, a predicate.
  Formula formula(int depth) {
    return random.nextInt(5) == 0 ? predicate(depth) : number(depth);
  }

  private Formula number(int depth) {
    if (!made.isEmpty() && random.nextInt(6) == 0) {
      return made.get(random.nextInt(made.size()));
    }
    Formula formula = depth == 0 ? leaf() : newNumber(depth);
    made.add(formula);
    return formula;
  }

  private Formula leaf() {
    if (operands == 0 || random.nextInt(4) == 0) {
      return random.nextBoolean()
          ? Formula.constant(INTEGERS[random.nextInt(INTEGERS.length)])
          : Formula.constant(REALS[random.nextInt(REALS.length)]);
    }
    return Formula.arg(random.nextInt(operands));
  }

  private Formula newNumber(int depth) {
    return switch (random.nextInt(8)) {
      case 0 -> leaf();
      case 1 -> Formula.select(predicate(depth - 1), number(depth - 1), number(depth - 1));
      case 2 -> Formula.number(predicate(depth - 1));
      case 3, 4 -> new Formula.Unary(pick(UnaryOp.values()), number(depth - 1));
      default -> new Formula.Binary(pick(BinaryOp.values()), number(depth - 1), number(depth - 1));
    };
  }

  private Formula predicate(int depth) {
    if (depth == 0) {
      return operands == 0 ? leaf().gt(0) : Formula.flag(random.nextInt(operands));
    }
    return switch (random.nextInt(5)) {
      case 0 -> predicate(depth - 1).not();
      case 1 ->
          new Formula.Logic(any(LogicOp.values()), predicate(depth - 1), predicate(depth - 1));
      default -> new Formula.Compare(any(CompareOp.values()), number(depth - 1), number(depth - 1));
    };
  }

  private UnaryOp pick(UnaryOp[] ops) {
    return any(Arrays.stream(ops).filter(op -> op.supports(compute)).toArray(UnaryOp[]::new));
  }

  private BinaryOp pick(BinaryOp[] ops) {
    return any(Arrays.stream(ops).filter(op -> op.supports(compute)).toArray(BinaryOp[]::new));
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }

  /// Returns an array of the kind, half of it special values.
  static Object data(Random random, Kind kind, int length) {
    Object array = kind.allocate(length);
    for (int i = 0; i < length; i++) {
      boolean special = random.nextBoolean();
      double real = special ? REALS[random.nextInt(REALS.length)] : random.nextGaussian() * 3;
      switch (array) {
        case float[] floats -> floats[i] = (float) real;
        case double[] doubles -> doubles[i] = real;
        case long[] longs ->
            longs[i] = special ? INTEGERS[random.nextInt(INTEGERS.length)] : random.nextInt(-9, 10);
        case byte[] bytes -> bytes[i] = (byte) random.nextInt(2);
        default -> throw new IllegalArgumentException(array.getClass().getName());
      }
    }
    return array;
  }
}
