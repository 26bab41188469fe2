package nabla.engine.backend.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import nabla.engine.backend.Backend;
import nabla.engine.backend.Strided;
import nabla.engine.backend.cpu.Cpu;
import nabla.engine.formula.BinaryOp;
import nabla.engine.formula.CompareOp;
import nabla.engine.formula.Formula;
import nabla.engine.formula.Kind;
import nabla.engine.formula.LogicOp;
import nabla.engine.formula.UnaryOp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every function of a formula gives on a device what it gives on the processor, both through the
/// interpreter and in a kernel of its own.
class FormulaKernelTests {
  private static final Formula X = Formula.arg(0);
  private static final Formula Y = Formula.arg(1);

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
    -30,
    100,
    1e-30,
    0.999,
    1.5,
    4,
    -7.25,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };
  private static final long[] WHOLE = {
    0, 1, -1, 2, -3, 7, 63, 64, 1000, -65, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE
  };

  private static final Cpu HOST = new Cpu();

  @AfterEach
  void restore() {
    System.clearProperty(Interpreted.PROPERTY);
  }

  private static OpenClBackend device(String mode) {
    System.setProperty(Interpreted.PROPERTY, mode);
    return Devices.search(OpenCl.names()).get(0);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64", "INT64"})
  void everyFunctionIsInterpretedAlike(Kind kind) {
    OpenClBackend device = device("interpret");
    for (Formula formula : formulas(kind)) {
      requireAlike(device, formula, kind, kind);
    }
  }

  /// A few stand for all: each kernel takes its time to be compiled.
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64", "INT64"})
  void aKernelOfItsOwnComputesAlike(Kind kind) {
    OpenClBackend device = device("generate");
    requireAlike(device, chain(kind), kind, kind);
    requireAlike(device, X.lt(Y).and(X.ne(2)), kind, Kind.BOOL);
    requireAlike(device, Formula.select(X.max(Y).gt(0), X.sub(3), Y), kind, Kind.INT64);
  }

  private static Formula chain(Kind kind) {
    return kind == Kind.INT64
        ? X.mul(3).add(Y).pow(Formula.constant(2L)).floorDiv(Formula.constant(7L)).sub(Y.neg())
        : X.mul(3).add(Y.tanh()).sigmoid().remainder(Formula.constant(0.75)).erfinv();
  }

  private static List<Formula> formulas(Kind kind) {
    List<Formula> formulas = new ArrayList<>();
    for (UnaryOp op : UnaryOp.values()) {
      if (op.supports(kind)) {
        formulas.add(new Formula.Unary(op, X));
      }
    }
    for (BinaryOp op : BinaryOp.values()) {
      if (op.supports(kind)) {
        boolean divides =
            kind == Kind.INT64
                && List.of(BinaryOp.DIV, BinaryOp.FLOOR_DIV, BinaryOp.REMAINDER, BinaryOp.FMOD)
                    .contains(op);
        Formula divisor = Formula.select(Y.eq(0), Formula.constant(-1L), Y);
        formulas.add(new Formula.Binary(op, X, divides ? divisor : Y));
      }
    }
    for (CompareOp op : CompareOp.values()) {
      formulas.add(new Formula.Compare(op, X, Y));
    }
    for (LogicOp op : LogicOp.values()) {
      formulas.add(new Formula.Logic(op, Formula.flag(0), Formula.flag(1)));
    }
    formulas.add(Formula.flag(0).not());
    formulas.add(Formula.select(X.gt(Y), X, Formula.constant(2.5)));
    return formulas;
  }

  private static void requireAlike(Backend device, Formula formula, Kind in, Kind out) {
    var random = new Random(7);
    Object x = data(random, in);
    Object y = data(random, in);
    int n = Array.getLength(x);
    // Rows and columns, so that a transposed operand is read too.
    double[] expected = run(HOST, formula, in, out, x, y, n);
    double[] actual = run(device, formula, in, out, x, y, n);
    double relative = in == Kind.FLOAT32 ? 2e-5 : 1e-11;
    for (int i = 0; i < expected.length; i++) {
      boolean isClose =
          Double.compare(expected[i], actual[i]) == 0
              || expected[i] == actual[i]
              || Math.abs(expected[i] - actual[i])
                  <= relative * Math.max(Math.abs(expected[i]), in == Kind.FLOAT32 ? 1e-2 : 1e-4);
      assertThat(isClose)
          .as(
              "%s of %s and %s: %s, not %s",
              formula, at(x, i), at(y, i % 2), actual[i], expected[i])
          .isTrue();
    }
  }

  private static Object at(Object array, int i) {
    return Array.get(array, i % Array.getLength(array));
  }

  private static double[] run(
      Backend backend, Formula formula, Kind in, Kind out, Object x, Object y, int n) {
    int[] sizes = {n / 2, 2};
    Strided target = new Strided(backend.allocate(out, n), sizes, new int[] {2, 1}, 0);
    Strided left = new Strided(backend.of(x), sizes, new int[] {2, 1}, 0);
    Strided right = new Strided(backend.of(y), sizes, new int[] {1, n / 2}, 0);
    backend.map(formula, in, target, left, right);
    Object array = backend.toArray(target);
    double[] result = new double[n];
    Arrays.setAll(
        result, i -> array instanceof long[] whole ? whole[i] : Array.getDouble(array, i));
    return result;
  }

  private static Object data(Random random, Kind kind) {
    int n = 512;
    Object array = kind.allocate(n);
    for (int i = 0; i < n; i++) {
      double real =
          random.nextInt(3) > 0 ? random.nextGaussian() * 3 : REALS[random.nextInt(REALS.length)];
      switch (array) {
        case float[] a -> a[i] = (float) real;
        case double[] a -> a[i] = real;
        case long[] a ->
            a[i] =
                random.nextBoolean() ? random.nextInt(9) - 4 : WHOLE[random.nextInt(WHOLE.length)];
        default -> throw new IllegalArgumentException(kind.toString());
      }
    }
    return array;
  }

  @Test
  void aDivisionOfWholeNumbersByZeroIsNoticed() {
    for (String mode : List.of("interpret", "generate")) {
      OpenClBackend device = device(mode);
      Strided out = new Strided(device.allocate(Kind.INT64, 2), new int[] {2}, new int[] {1}, 0);
      Strided x = new Strided(device.of(new long[] {4, 0}), new int[] {2}, new int[] {1}, 0);
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> device.map(Formula.constant(8L).div(X), Kind.INT64, out, x)))
          .isInstanceOf(ArithmeticException.class);
    }
  }
}
