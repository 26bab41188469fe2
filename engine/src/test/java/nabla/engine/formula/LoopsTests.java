package nabla.engine.formula;

import static nabla.engine.formula.Formula.arg;
import static nabla.engine.formula.Formula.constant;
import static nabla.engine.formula.Kind.BOOL;
import static nabla.engine.formula.Kind.FLOAT32;
import static nabla.engine.formula.Kind.FLOAT64;
import static nabla.engine.formula.Kind.INT64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LoopsTests {
  private static Object[] in(Object... arrays) {
    return arrays;
  }

  private static int[] each(int... values) {
    return values;
  }

  @Test
  void computesContiguousRuns() {
    Loop loop = Loops.of(arg(0).mul(arg(1)).add(1), FLOAT32, FLOAT32, FLOAT32, FLOAT32);
    var out = new float[3];
    loop.run(
        out, 0, 1, in(new float[] {1, 2, 3}, new float[] {4, 5, 6}), each(0, 0), each(1, 1), 3);
    assertThat(out).containsExactly(5, 11, 19);
  }

  @Test
  void walksBackwardsAndBroadcasts() {
    Loop loop = Loops.of(arg(0).sub(arg(1)), FLOAT64, FLOAT64, FLOAT64, INT64);
    var out = new double[6];
    loop.run(out, 1, 2, in(new double[] {1, 2, 3}, new long[] {9, 10}), each(2, 1), each(-1, 0), 3);
    assertThat(out).containsExactly(0, -7, 0, -8, 0, -9);
  }

  @Test
  void convertsBetweenKinds() {
    var out = new long[3];
    Loops.of(arg(0), FLOAT64, INT64, FLOAT32)
        .run(out, 0, 1, in(new float[] {-1.7f, Float.NaN, 1e30f}), each(0), each(1), 3);
    assertThat(out).containsExactly(-1, Long.MIN_VALUE, Long.MIN_VALUE);
    var bits = new byte[3];
    Loops.of(arg(0), FLOAT64, BOOL, FLOAT64)
        .run(bits, 0, 1, in(new double[] {0.3, Double.NaN, -0.0}), each(0), each(1), 3);
    assertThat(bits).containsExactly(1, 1, 0);
  }

  @Test
  void flagsAreReadInTheOperandsOwnKind() {
    var out = new float[2];
    Loops.of(Formula.select(Formula.flag(0), constant(1L), constant(2L)), FLOAT32, FLOAT32, FLOAT64)
        .run(out, 0, 1, in(new double[] {1e-300, 0}), each(0), each(1), 2);
    assertThat(out).containsExactly(1, 2);
  }

  @Test
  void formulasReadAsMethodReferences() {
    UnaryOperator<Formula> exp = Formula::exp;
    BinaryOperator<Formula> product = (x, y) -> x.mul(y);
    assertThat(exp.apply(arg(0))).isEqualTo(arg(0).exp());
    assertThat(product.apply(arg(0), arg(1))).isEqualTo(arg(0).mul(arg(1)));
  }

  @Test
  void predicatesOfSpecialValues() {
    var values = new double[] {1, Double.NaN, Double.NEGATIVE_INFINITY};
    var out = new byte[3];
    Loops.of(arg(0).isNan(), FLOAT64, BOOL, FLOAT64)
        .run(out, 0, 1, in(values), each(0), each(1), 3);
    assertThat(out).containsExactly(0, 1, 0);
    Loops.of(arg(0).isInf(), FLOAT64, BOOL, FLOAT64)
        .run(out, 0, 1, in(values), each(0), each(1), 3);
    assertThat(out).containsExactly(0, 0, 1);
    Loops.of(arg(0).isFinite(), FLOAT64, BOOL, FLOAT64)
        .run(out, 0, 1, in(values), each(0), each(1), 3);
    assertThat(out).containsExactly(1, 0, 0);
  }

  @Test
  void theSameFormulaHasTheSameLoopAndConstantsStayApart() {
    Formula formula = arg(0).add(2);
    Loop two = Loops.of(formula, FLOAT64, FLOAT64, FLOAT64);
    assertThat(Loops.of(formula, FLOAT64, FLOAT64, FLOAT64)).isSameAs(two);
    Loop three = Loops.of(arg(0).add(3), FLOAT64, FLOAT64, FLOAT64);
    var out = new double[20_000];
    for (int i = 0; i < 5; i++) { // first interpreted, then generated
      two.run(out, 0, 1, in(new double[20_000]), each(0), each(1), 20_000);
      assertThat(out).containsOnly(2);
      three.run(out, 0, 1, in(new double[20_000]), each(0), each(1), 20_000);
      assertThat(out).containsOnly(3);
    }
  }

  @Test
  void longRunsAreCutIntoStretchesWithoutGap() {
    int n = 200_003;
    var x = new long[2 * n];
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
    }
    var out = new long[n];
    Loops.of(arg(0).add(arg(1)), INT64, INT64, INT64, INT64)
        .run(out, 0, 1, in(x, new long[] {5}), each(2 * n - 1, 0), each(-2, 0), n);
    for (int i = 0; i < n; i++) {
      assertThat(out[i]).isEqualTo(2L * n - 1 - 2L * i + 5);
    }
  }

  @Test
  void anInterruptEndsALongRun() {
    var x = new float[1 << 17];
    Loop loop = Loops.of(arg(0).exp(), FLOAT32, FLOAT32, FLOAT32);
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> loop.run(x, 0, 1, in(x), each(0), each(1), x.length))
          .isInstanceOf(CancellationException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aFormulaWithSharedPartsIsNotATree() {
    Formula doubled = arg(0);
    for (int i = 0; i < 60; i++) {
      doubled = doubled.add(doubled); // as a tree it has 2⁶⁰ leaves
    }
    var out = new double[1];
    Loops.of(doubled.substitute(arg(0).mul(2)), FLOAT64, FLOAT64, FLOAT64)
        .run(out, 0, 1, in(new double[] {1}), each(0), each(1), 1);
    assertThat(out).containsExactly(0x1p61);
  }

  @Test
  void mistakesAreToldAtOnce() {
    assertThatThrownBy(() -> Loops.of(arg(0).exp(), INT64, INT64, INT64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("EXP is not defined in INT64");
    assertThatThrownBy(() -> Loops.of(arg(1), FLOAT32, FLOAT32, FLOAT32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("operand 1");
    assertThatThrownBy(() -> Loops.of(arg(0), BOOL, BOOL, BOOL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not in BOOL");
  }
}
