package nabla.engine.backend.cpu;

import java.util.Arrays;
import java.util.Comparator;
import nabla.engine.backend.Strided;

/// What compares elements: extrema and sorting along a dimension.
final class Ordering {
  private Ordering() {}

  static void argExtremum(boolean greatest, Strided out, Strided in, int dim) {
    HeapBuffer source = Cpu.heap(in);
    HeapBuffer target = Cpu.heap(out);
    lines(
        in,
        dim,
        out,
        (from, step, count, to) -> {
          int best = 0;
          for (int i = 1; i < count; i++) {
            if (beats(source, from + i * step, from + best * step, greatest)) {
              best = i;
            }
          }
          target.setLong(to, best);
        });
  }

  // NaN beats every number, the first one stays.
  private static boolean beats(HeapBuffer source, int candidate, int best, boolean greatest) {
    if (source.isWhole()) {
      long a = source.getLong(candidate);
      long b = source.getLong(best);
      return greatest ? a > b : a < b;
    }
    double a = source.getDouble(candidate);
    double b = source.getDouble(best);
    if (Double.isNaN(b)) {
      return false;
    }
    return Double.isNaN(a) || (greatest ? a > b : a < b);
  }

  static void sort(Strided positions, Strided in, int dim, boolean descending) {
    HeapBuffer source = Cpu.heap(in);
    HeapBuffer target = Cpu.heap(positions);
    int gap = positions.strides()[dim];
    lines(
        in,
        dim,
        positions,
        (from, step, count, to) -> {
          Integer[] order = new Integer[count];
          Arrays.setAll(order, i -> i);
          Comparator<Integer> ascending =
              source.isWhole()
                  ? Comparator.comparingLong(i -> source.getLong(from + i * step))
                  : (a, b) ->
                      compare(source.getDouble(from + a * step), source.getDouble(from + b * step));
          Arrays.sort(order, descending ? ascending.reversed() : ascending);
          for (int i = 0; i < count; i++) {
            target.setLong(to + i * gap, order[i]);
          }
        });
  }

  // Unlike Double.compare, -0 equals 0, so that a stable sort keeps their order.
  private static int compare(double a, double b) {
    return a < b ? -1 : a > b ? 1 : a == b ? 0 : Boolean.compare(Double.isNaN(a), Double.isNaN(b));
  }

  /// Receives a line of elements: the first, the distance of neighbours, their number, and where
  /// the line's result begins.
  @FunctionalInterface
  interface Line {
    void at(int from, int step, int count, int to);
  }

  /// Visits the lines of `in` along `dim`; `out` has the same sizes but along `dim`.
  static void lines(Strided in, int dim, Strided out, Line line) {
    int[] sizes = in.sizes().clone();
    int count = sizes[dim];
    sizes[dim] = 1;
    Walk.over(
            sizes, new int[][] {in.strides(), out.strides()}, new int[] {in.offset(), out.offset()})
        .forEachElement(at -> line.at(at[0], in.strides()[dim], count, at[1]));
  }
}
