package nabla.engine.backend.opencl;

import nabla.engine.backend.Backend.Scan;
import nabla.engine.backend.Strided;
import nabla.engine.formula.DeviceFunction;
import nabla.engine.formula.Kind;
import org.jspecify.annotations.Nullable;

/// What goes along a line of elements: the place of an extremum, running accumulations. A work-item
/// takes a line.
final class Lines {
  private final ClQueue queue;

  Lines(ClQueue queue) {
    this.queue = queue;
  }

  private record Key(String what, Kind in, Kind out, int rank) {}

  void argExtremum(boolean greatest, Strided out, Strided in, int dim) {
    String sign = greatest ? ">" : "<";
    run(
        "argExtremum " + sign,
        out,
        in,
        dim,
        """
        int best = 0;
        for (int k = 1; k < length; k++) {
        const real a = x[x_at + k * x_step], b = x[x_at + best * x_step];
        if (b == b && (a != a || a %s b)) { best = k; }
        }
        y[y_at] = best;
        """
            .formatted(sign));
  }

  void scan(Scan scan, Strided out, @Nullable Strided positions, Strided in, int dim) {
    boolean whole = !out.kind().isFloating();
    String next =
        switch (scan) {
          case SUM -> whole ? "(long) ((ulong) running + (ulong) a)" : "running + a";
          case PRODUCT -> whole ? "(long) ((ulong) running * (ulong) a)" : "running * a";
          case MAX -> "(running != running || running > a) ? running : a";
          case MIN -> "(running != running || running < a) ? running : a";
          case LOG_SUM_EXP -> LOG_SUM_EXP;
        };
    run(
        "scan " + scan,
        out,
        in,
        dim,
        """
        wide running = 0;
        for (int k = 0; k < length; k++) {
        const wide a = x[x_at + k * x_step];
        if (k == 0) { running = a; } else { running = %s; }
        y[y_at + k * y_step] = %s;
        }
        """
            .formatted(next, out.kind() == Kind.BOOL ? "running != 0" : "running"));
    if (positions != null) {
      // Of equal extrema the last counts, as in PyTorch's cummax.
      String sign = scan == Scan.MAX ? ">=" : "<=";
      run(
          "positions " + sign,
          positions,
          in,
          dim,
          """
          int best = 0;
          for (int k = 0; k < length; k++) {
          const real a = x[x_at + k * x_step], b = x[x_at + best * x_step];
          if (a != a || (b == b && a %s b)) { best = k; }
          y[y_at + k * y_step] = best;
          }
          """
              .formatted(sign));
    }
  }

  private static final String LOG_SUM_EXP =
      """
      (isinf(fmax(running, a)) || running != running || a != a)
          ? (running != running || a != a ? running + a : fmax(running, a))
          : fmax(running, a) + log1p(exp(fmin(running, a) - fmax(running, a)))""";

  private void run(String what, Strided out, Strided in, int dim, String body) {
    int[] sizes = in.sizes().clone();
    int length = sizes[dim];
    sizes[dim] = 1;
    Grid grid = Grid.of("", new String[] {"y", "x"}, sizes, out.strides(), in.strides());
    if (grid.count() == 0 || length == 0) {
      return;
    }
    ClKernel kernel =
        queue.kernel(
            new Key(what, in.kind(), out.kind(), grid.rank()),
            what,
            () -> text(body, in.kind(), out.kind(), grid));
    ClArguments read = new ClArguments();
    Texts.addInput(read, queue, in);
    grid.addStrides(read, 1);
    ClArguments arguments =
        new ClArguments()
            .add(grid.count())
            .add(length)
            .add(in.strides()[dim])
            .add(out.strides()[dim]);
    grid.addSizes(arguments);
    Texts.addOutput(arguments, queue, out);
    grid.addStrides(arguments, 0);
    queue.run(kernel, arguments.addAll(read), grid.count());
  }

  private String text(String body, Kind in, Kind out, Grid grid) {
    // Sums of float32 are kept in double, as on the processor, where the device has it.
    boolean inDouble = in == Kind.FLOAT32 && queue.info().hasDoubles();
    return """
        #define real %s
        #define wide %s
        kernel void run(const int n, const int length, const int x_step, const int y_step%s%s%s) {
        %s%s%s%s%s}
        """
        .formatted(
            DeviceFunction.type(in),
            inDouble ? "double" : in == Kind.BOOL ? "long" : DeviceFunction.type(in),
            grid.sizeParameters(),
            Texts.operand("y", out, false, grid),
            Texts.operand("x", in, true, grid),
            Texts.element(),
            Texts.start("y"),
            Texts.start("x"),
            grid.advance("i"),
            body);
  }
}
