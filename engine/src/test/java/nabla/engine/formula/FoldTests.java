package nabla.engine.formula;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FoldTests {
  @Test
  void sumsOneRun() {
    var in = new float[1000];
    for (int i = 0; i < in.length; i++) {
      in[i] = i;
    }
    var out = new float[] {7};
    Fold sum = Folds.of(FoldFormula.sum(), Kind.FLOAT64, Kind.FLOAT32, Kind.FLOAT32);
    sum.run(out, 0, in, 0, 1, in.length, false);
    assertThat(out[0]).isEqualTo(499500f);
    sum.run(out, 0, in, 1, 2, 3, true);
    assertThat(out[0]).isEqualTo(499500f + 1 + 3 + 5);
  }

  @Test
  void foldsRowsAndColumns() {
    int rows = 3;
    int columns = 700;
    var in = new long[rows * columns];
    for (int i = 0; i < in.length; i++) {
      in[i] = i;
    }
    Fold maximum = Folds.of(FoldFormula.maximum(), Kind.INT64, Kind.INT64, Kind.INT64);
    var ofRows = new long[rows];
    maximum.run(ofRows, 0, 1, in, 0, columns, 1, rows, columns, false);
    assertThat(ofRows).containsExactly(699, 1399, 2099);
    var ofColumns = new long[columns];
    maximum.run(ofColumns, 0, 1, in, 0, 1, columns, columns, rows, false);
    for (int j = 0; j < columns; j++) {
      assertThat(ofColumns[j]).isEqualTo(1400 + j);
    }
  }

  @Test
  void nothingGivesTheNeutralValue() {
    var out = new double[2];
    Fold product = Folds.of(FoldFormula.product(), Kind.FLOAT64, Kind.FLOAT64, Kind.FLOAT64);
    product.run(out, 0, 1, new double[0], 0, 0, 1, 2, 0, false);
    assertThat(out).containsExactly(1, 1);
    Fold least = Folds.of(FoldFormula.minimum(), Kind.FLOAT64, Kind.FLOAT64, Kind.FLOAT64);
    least.run(out, 1, new double[0], 0, 1, 0, false);
    assertThat(out).containsExactly(1, Double.POSITIVE_INFINITY);
  }

  @Test
  void anyAndAllCountNanAsTrue() {
    var in = new double[] {0, Double.NaN, 0, -0.0};
    var out = new byte[2];
    Folds.of(FoldFormula.any(), Kind.INT64, Kind.FLOAT64, Kind.BOOL)
        .run(out, 0, in, 0, 1, 4, false);
    Folds.of(FoldFormula.all(), Kind.INT64, Kind.FLOAT64, Kind.BOOL)
        .run(out, 1, in, 1, 1, 1, false);
    assertThat(out).containsExactly(1, 1);
    Folds.of(FoldFormula.all(), Kind.INT64, Kind.FLOAT64, Kind.BOOL)
        .run(out, 1, in, 0, 1, 4, false);
    assertThat(out).containsExactly(1, 0);
  }

  @Test
  void sumOfSquaresThenRoot() {
    FoldFormula norm =
        FoldFormula.sum().over(Formula.arg(0).mul(Formula.arg(0))).finished(Formula.arg(0).sqrt());
    var out = new float[1];
    Folds.of(norm, Kind.FLOAT64, Kind.FLOAT32, Kind.FLOAT32)
        .run(out, 0, new float[] {3, 4}, 0, 1, 2, false);
    assertThat(out[0]).isEqualTo(5);
  }

  private static long naive(FoldFormula fold, long[] in, int from, int stride, int n, long start) {
    long result = start;
    for (int i = 0; i < n; i++) {
      long x = in[from + i * stride];
      result =
          switch (fold.combine().toString()) {
            case String s when s.contains("ADD") -> result + x;
            case String s when s.contains("MUL") -> result * x;
            default -> Math.max(result, x);
          };
    }
    return result;
  }

  /// In INT64 every order of combining gives the same, so the strides and lanes can be held to the
  /// plain loop.
  @Property(tries = 300)
  void everyElementIsFoldedOnce(
      @ForAll @IntRange(min = 1, max = 600) int outer,
      @ForAll @IntRange(max = 900) int n,
      @ForAll boolean rows,
      @ForAll boolean backwards,
      @ForAll boolean resume,
      @ForAll @IntRange(max = 2) int which) {
    FoldFormula formula =
        List.of(FoldFormula.sum(), FoldFormula.product(), FoldFormula.maximum()).get(which);
    var in = new long[outer * n + 3];
    for (int i = 0; i < in.length; i++) {
      in[i] = i * 0x9E3779B97F4A7C15L;
    }
    int outerStride = rows ? n : 1;
    int inStride = rows ? 1 : outer;
    int start = 3;
    if (backwards) {
      start += inStride * Math.max(0, n - 1);
      inStride = -inStride;
    }
    var out = new long[2 * outer];
    Arrays.fill(out, 5);
    Folds.of(formula, Kind.INT64, Kind.INT64, Kind.INT64)
        .run(out, 1, 2, in, start, outerStride, inStride, outer, n, resume);
    for (int j = 0; j < outer; j++) {
      long initial = resume ? 5 : formula.initial().integer();
      assertThat(out[2 * j]).isEqualTo(5);
      assertThat(out[2 * j + 1])
          .isEqualTo(naive(formula, in, start + j * outerStride, inStride, n, initial));
    }
  }

  @Test
  void longSumsOfFloatsDoNotDrift() {
    var in = new float[1_000_000];
    Arrays.fill(in, 0.1f);
    var out = new float[1];
    Folds.of(FoldFormula.sum(), Kind.FLOAT64, Kind.FLOAT32, Kind.FLOAT32)
        .run(out, 0, in, 0, 1, in.length, false);
    assertThat(out[0]).isEqualTo((float) (0.1f * 1e6));
  }

  @Test
  void theSameFoldIsMadeOnce() {
    FoldFormula sum = FoldFormula.sum();
    assertThat(Folds.of(sum, Kind.FLOAT64, Kind.FLOAT32, Kind.FLOAT32))
        .isSameAs(Folds.of(sum, Kind.FLOAT64, Kind.FLOAT32, Kind.FLOAT32))
        .isNotSameAs(Folds.of(sum, Kind.FLOAT64, Kind.FLOAT32, Kind.FLOAT64));
  }
}
