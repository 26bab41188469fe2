package nabla.engine.backend.cpu;

import java.util.concurrent.CancellationException;
import nabla.engine.backend.Strided;
import nabla.engine.formula.Formula;
import nabla.engine.formula.Kind;

/// Matrix products in plain Java.
///
/// The right matrix is made contiguous, and a row of the result is accumulated in a buffer of its
/// own: the inner loop then has one constant and one varying offset, which is what C2 vectorises.
final class Matrices {
  private Matrices() {}

  static void multiply(Strided out, Strided left, Strided right) {
    int rank = out.rank();
    int rows = out.sizes()[rank - 2];
    int columns = out.sizes()[rank - 1];
    int inner = left.sizes()[rank - 1];
    int[] batch = java.util.Arrays.copyOf(out.sizes(), rank - 2);
    Walk.over(
            batch,
            new int[][] {out.strides(), left.strides(), right.strides()},
            new int[] {out.offset(), left.offset(), right.offset()})
        .forEachElement(
            at -> {
              Strided packed = pack(right, at[2], inner, columns);
              Row row = Row.of(packed, inner, columns);
              HeapBuffer a = Cpu.heap(left);
              HeapBuffer c = Cpu.heap(out);
              for (int i = 0; i < rows; i++) {
                if (Thread.currentThread().isInterrupted()) {
                  throw new CancellationException("interrupted");
                }
                row.compute(a, at[1] + i * left.strides()[rank - 2], left.strides()[rank - 1]);
                row.store(c, at[0] + i * out.strides()[rank - 2], out.strides()[rank - 1]);
              }
            });
  }

  private static Strided pack(Strided right, int offset, int inner, int columns) {
    int rank = right.rank();
    int[] sizes = {inner, columns};
    Strided matrix =
        new Strided(
            right.buffer(),
            sizes,
            new int[] {right.strides()[rank - 2], right.strides()[rank - 1]},
            offset);
    Kind kind = right.kind() == Kind.BOOL ? Kind.INT64 : right.kind();
    Strided copy =
        new Strided(
            HeapBuffer.allocate(kind, inner * columns), sizes, Strided.contiguousStrides(sizes), 0);
    new Cpu().map(Formula.arg(0), kind, copy, matrix);
    return copy;
  }

  private sealed interface Row {
    void compute(HeapBuffer left, int from, int step);

    void store(HeapBuffer out, int to, int step);

    static Row of(Strided packed, int inner, int columns) {
      return switch (Cpu.heap(packed)) {
        case HeapBuffer.Floats b -> new FloatRow(b.array(), inner, new float[columns]);
        case HeapBuffer.Doubles b -> new DoubleRow(b.array(), inner, new double[columns]);
        case HeapBuffer.Longs b -> new LongRow(b.array(), inner, new long[columns]);
        case HeapBuffer.Bytes _ -> throw new IllegalStateException("packed as whole numbers");
      };
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record FloatRow(float[] right, int inner, float[] sum) implements Row {
    @Override
    public void compute(HeapBuffer left, int from, int step) {
      float[] row = sum;
      java.util.Arrays.fill(row, 0);
      for (int k = 0; k < inner; k++) {
        float x = (float) left.getDouble(from + k * step);
        int base = k * row.length;
        for (int j = 0; j < row.length; j++) {
          row[j] += x * right[base + j];
        }
      }
    }

    @Override
    public void store(HeapBuffer out, int to, int step) {
      for (int j = 0; j < sum.length; j++) {
        out.setDouble(to + j * step, sum[j]);
      }
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record DoubleRow(double[] right, int inner, double[] sum) implements Row {
    @Override
    public void compute(HeapBuffer left, int from, int step) {
      double[] row = sum;
      java.util.Arrays.fill(row, 0);
      for (int k = 0; k < inner; k++) {
        double x = left.getDouble(from + k * step);
        int base = k * row.length;
        for (int j = 0; j < row.length; j++) {
          row[j] += x * right[base + j];
        }
      }
    }

    @Override
    public void store(HeapBuffer out, int to, int step) {
      for (int j = 0; j < sum.length; j++) {
        out.setDouble(to + j * step, sum[j]);
      }
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record LongRow(long[] right, int inner, long[] sum) implements Row {
    @Override
    public void compute(HeapBuffer left, int from, int step) {
      long[] row = sum;
      java.util.Arrays.fill(row, 0);
      for (int k = 0; k < inner; k++) {
        long x = left.getLong(from + k * step);
        int base = k * row.length;
        for (int j = 0; j < row.length; j++) {
          row[j] += x * right[base + j];
        }
      }
    }

    @Override
    public void store(HeapBuffer out, int to, int step) {
      for (int j = 0; j < sum.length; j++) {
        out.setLong(to + j * step, sum[j]);
      }
    }
  }
}
