package nabla.engine.formula;

import static org.assertj.core.api.Assertions.assertThat;

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
}
