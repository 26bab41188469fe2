package nabla.engine.backend.cpu;

import java.util.Arrays;
import nabla.engine.backend.Strided;
import nabla.engine.backend.blas.Matrix;
import nabla.engine.backend.blas.OpenBlas;
import nabla.engine.formula.Formula;
import nabla.engine.formula.Kind;

/// Matrix products: floating-point ones by OpenBLAS where it is there, the others in Java.
final class Matrices {
  /// Products of fewer multiplications are done here, so that a first small one does not wait for a
  /// library. The way depends on the sizes alone: the same product gives the same digits whenever
  /// it is computed.
  private static final long SMALL = 1 << 10;

  /// As many multiplications as one call of the library may do, some hundredths of a second: it
  /// holds up the collector, and is not interrupted.
  private static final long MOST = 1L << 31;

  private static final int LEAST_PIECE = 256;

  private Matrices() {}

  static void multiply(Strided out, Strided left, Strided right) {
    if (out.count() == 0) {
      return;
    }
    int rank = out.rank();
    if (rank > 2 && isShared(right) && isStacked(left) && isStacked(out)) {
      multiplyEach(stacked(out), stacked(left), matrixOf(right));
      return;
    }
    multiplyEach(out, left, right);
  }

  /// Tells whether all matrices of a batch are the same one.
  private static boolean isShared(Strided batch) {
    for (int d = 0; d < batch.rank() - 2; d++) {
      if (batch.strides()[d] != 0 && batch.sizes()[d] != 1) {
        return false;
      }
    }
    return true;
  }

  /// Tells whether the matrices of a batch lie one below the other, as one tall matrix.
  private static boolean isStacked(Strided batch) {
    int rank = batch.rank();
    int expected = batch.strides()[rank - 2] * batch.sizes()[rank - 2];
    for (int d = rank - 3; d >= 0; d--) {
      if (batch.sizes()[d] != 1) {
        if (batch.strides()[d] != expected) {
          return false;
        }
        expected *= batch.sizes()[d];
      }
    }
    return true;
  }

  private static Strided stacked(Strided batch) {
    int rank = batch.rank();
    int columns = batch.sizes()[rank - 1];
    return new Strided(
        batch.buffer(),
        new int[] {batch.count() / Math.max(1, columns), columns},
        new int[] {batch.strides()[rank - 2], batch.strides()[rank - 1]},
        batch.offset());
  }

  private static Strided matrixOf(Strided batch) {
    int rank = batch.rank();
    return new Strided(
        batch.buffer(),
        Arrays.copyOfRange(batch.sizes(), rank - 2, rank),
        Arrays.copyOfRange(batch.strides(), rank - 2, rank),
        batch.offset());
  }

  private static void multiplyEach(Strided out, Strided left, Strided right) {
    int rank = out.rank();
    if (rank == 2) {
      multiply(at(out, out.offset()), at(left, left.offset()), at(right, right.offset()));
      return;
    }
    Walk.over(
            Arrays.copyOf(out.sizes(), rank - 2),
            new int[][] {out.strides(), left.strides(), right.strides()},
            new int[] {out.offset(), left.offset(), right.offset()})
        .forEachElement(at -> multiply(at(out, at[0]), at(left, at[1]), at(right, at[2])));
  }

  private static Matrix at(Strided batch, int offset) {
    int rank = batch.rank();
    return new Matrix(
        Cpu.heap(batch).array(),
        offset,
        batch.sizes()[rank - 2],
        batch.sizes()[rank - 1],
        batch.strides()[rank - 2],
        batch.strides()[rank - 1]);
  }

  private static void multiply(Matrix out, Matrix left, Matrix right) {
    boolean floating =
        out.array() instanceof float[] && left.array() instanceof float[]
            || out.array() instanceof double[] && left.array() instanceof double[];
    long work = (long) out.rows() * out.columns() * left.columns();
    if (floating && work >= SMALL && OpenBlas.isThere()) {
      byLibrary(
          out, left.isUsable() ? left : packed(left), right.isUsable() ? right : packed(right));
    } else {
      byRow(
          out, left, right.isByRow() && !(right.array() instanceof byte[]) ? right : packed(right));
    }
  }

  private static void byLibrary(Matrix out, Matrix left, Matrix right) {
    if (out.isByRow()) {
      inPieces(out, left, right);
    } else if (out.transposed().isByRow()) {
      inPieces(out.transposed(), right.transposed(), left.transposed());
    } else {
      Matrix whole = fresh(out);
      inPieces(whole, left, right);
      copy(whole, out);
    }
  }

  private static void inPieces(Matrix out, Matrix left, Matrix right) {
    int rows = out.rows();
    int columns = out.columns();
    if ((long) rows * columns * left.columns() > MOST) {
      if (rows >= columns && rows >= 2 * LEAST_PIECE) {
        int half = rows / 2;
        inPieces(out.someRows(0, half), left.someRows(0, half), right);
        inPieces(out.someRows(half, rows - half), left.someRows(half, rows - half), right);
        return;
      }
      if (columns >= 2 * LEAST_PIECE) {
        int half = columns / 2;
        inPieces(out.someColumns(0, half), left, right.someColumns(0, half));
        inPieces(
            out.someColumns(half, columns - half), left, right.someColumns(half, columns - half));
        return;
      }
    }
    Workers.stopIfInterrupted();
    OpenBlas.multiply(out, left, right);
  }

  private static Matrix fresh(Matrix like) {
    Kind kind = kind(like.array());
    return new Matrix(
        HeapBuffer.allocate(kind, like.rows() * like.columns()).array(),
        0,
        like.rows(),
        like.columns(),
        like.columns(),
        1);
  }

  private static Matrix packed(Matrix matrix) {
    Matrix copy = fresh(matrix);
    copy(matrix, copy);
    return copy;
  }

  private static void copy(Matrix from, Matrix to) {
    new Cpu().map(Formula.arg(0), kind(to.array()), strided(to), strided(from));
  }

  private static Kind kind(Object array) {
    return array instanceof byte[] ? Kind.INT64 : HeapBuffer.of(array).kind();
  }

  private static Strided strided(Matrix matrix) {
    return new Strided(
        HeapBuffer.of(matrix.array()),
        new int[] {matrix.rows(), matrix.columns()},
        new int[] {matrix.rowStride(), matrix.columnStride()},
        matrix.offset());
  }

  /// Accumulates a row of the result in an array of its own, from rows of `right`: the inner loop
  /// then has one constant and one varying offset, which is what C2 vectorises.
  private static void byRow(Matrix out, Matrix left, Matrix right) {
    Row row =
        switch (right.array()) {
          case float[] b -> new FloatRow(b, new float[out.columns()]);
          case double[] b -> new DoubleRow(b, new double[out.columns()]);
          case long[] b -> new LongRow(b, new long[out.columns()]);
          default -> throw new IllegalStateException("packed as whole numbers");
        };
    HeapBuffer a = HeapBuffer.of(left.array());
    HeapBuffer c = HeapBuffer.of(out.array());
    for (int i = 0; i < out.rows(); i++) {
      Workers.stopIfInterrupted();
      row.compute(a, left.someRows(i, 1), right);
      row.store(c, out.someRows(i, 1));
    }
  }

  private sealed interface Row {
    void compute(HeapBuffer left, Matrix row, Matrix right);

    void store(HeapBuffer out, Matrix row);
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record FloatRow(float[] right, float[] sum) implements Row {
    @Override
    public void compute(HeapBuffer left, Matrix of, Matrix matrix) {
      float[] row = sum;
      Arrays.fill(row, 0);
      for (int k = 0; k < of.columns(); k++) {
        float x = (float) left.getDouble(of.offset() + k * of.columnStride());
        int base = matrix.offset() + k * matrix.rowStride();
        for (int j = 0; j < row.length; j++) {
          row[j] += x * right[base + j];
        }
      }
    }

    @Override
    public void store(HeapBuffer out, Matrix to) {
      for (int j = 0; j < sum.length; j++) {
        out.setDouble(to.offset() + j * to.columnStride(), sum[j]);
      }
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record DoubleRow(double[] right, double[] sum) implements Row {
    @Override
    public void compute(HeapBuffer left, Matrix of, Matrix matrix) {
      double[] row = sum;
      Arrays.fill(row, 0);
      for (int k = 0; k < of.columns(); k++) {
        double x = left.getDouble(of.offset() + k * of.columnStride());
        int base = matrix.offset() + k * matrix.rowStride();
        for (int j = 0; j < row.length; j++) {
          row[j] += x * right[base + j];
        }
      }
    }

    @Override
    public void store(HeapBuffer out, Matrix to) {
      for (int j = 0; j < sum.length; j++) {
        out.setDouble(to.offset() + j * to.columnStride(), sum[j]);
      }
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record LongRow(long[] right, long[] sum) implements Row {
    @Override
    public void compute(HeapBuffer left, Matrix of, Matrix matrix) {
      long[] row = sum;
      Arrays.fill(row, 0);
      for (int k = 0; k < of.columns(); k++) {
        long x = left.getLong(of.offset() + k * of.columnStride());
        int base = matrix.offset() + k * matrix.rowStride();
        for (int j = 0; j < row.length; j++) {
          row[j] += x * right[base + j];
        }
      }
    }

    @Override
    public void store(HeapBuffer out, Matrix to) {
      for (int j = 0; j < sum.length; j++) {
        out.setLong(to.offset() + j * to.columnStride(), sum[j]);
      }
    }
  }
}
