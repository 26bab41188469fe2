package nabla.engine.backend.cpu;

import nabla.engine.backend.Backend.Scan;
import nabla.engine.backend.Strided;
import org.jspecify.annotations.Nullable;

/// Running accumulations along a dimension.
final class Scanning {
  private Scanning() {}

  static void scan(Scan scan, Strided out, @Nullable Strided positions, Strided in, int dim) {
    HeapBuffer source = Cpu.heap(in);
    HeapBuffer target = Cpu.heap(out);
    int gap = out.strides()[dim];
    Ordering.lines(
        in,
        dim,
        out,
        (from, step, count, to) -> {
          if (target.isWhole()) {
            whole(scan, source, from, step, target, to, gap, count);
          } else {
            real(scan, source, from, step, target, to, gap, count);
          }
        });
    if (positions != null) {
      positions(scan == Scan.MAX, positions, in, dim);
    }
  }

  private static void whole(
      Scan scan,
      HeapBuffer source,
      int from,
      int step,
      HeapBuffer target,
      int to,
      int gap,
      int count) {
    long running = 0;
    for (int i = 0; i < count; i++) {
      long x = source.getLong(from + i * step);
      running =
          i == 0
              ? x
              : switch (scan) {
                case SUM -> running + x;
                case PRODUCT -> running * x;
                case MAX -> Math.max(running, x);
                case MIN -> Math.min(running, x);
                case LOG_SUM_EXP ->
                    throw new IllegalArgumentException("log-sum-exp of whole numbers");
              };
      target.setLong(to + i * gap, running);
    }
  }

  private static void real(
      Scan scan,
      HeapBuffer source,
      int from,
      int step,
      HeapBuffer target,
      int to,
      int gap,
      int count) {
    double running = 0;
    for (int i = 0; i < count; i++) {
      double x = source.getDouble(from + i * step);
      running =
          i == 0
              ? x
              : switch (scan) {
                case SUM -> running + x;
                case PRODUCT -> running * x;
                case MAX -> Math.max(running, x);
                case MIN -> Math.min(running, x);
                case LOG_SUM_EXP -> logAddExp(running, x);
              };
      target.setDouble(to + i * gap, running);
    }
  }

  private static double logAddExp(double a, double b) {
    double greater = Math.max(a, b);
    if (Double.isInfinite(greater) || Double.isNaN(greater)) {
      return greater;
    }
    return greater + Math.log1p(Math.exp(Math.min(a, b) - greater));
  }

  // Of equal extrema the last counts, as in PyTorch's cummax.
  private static void positions(boolean greatest, Strided positions, Strided in, int dim) {
    HeapBuffer source = Cpu.heap(in);
    HeapBuffer target = Cpu.heap(positions);
    int gap = positions.strides()[dim];
    Ordering.lines(
        in,
        dim,
        positions,
        (from, step, count, to) -> {
          int best = 0;
          for (int i = 0; i < count; i++) {
            double x = source.getDouble(from + i * step);
            double y = source.getDouble(from + best * step);
            if (Double.isNaN(x) || !Double.isNaN(y) && (greatest ? x >= y : x <= y)) {
              best = i;
            }
            target.setLong(to + i * gap, best);
          }
        });
  }
}
