package nabla.engine.backend.opencl;

import nabla.engine.backend.Backend.Combine;
import nabla.engine.backend.Strided;
import nabla.engine.formula.DeviceFunction;
import nabla.engine.formula.Kind;

/// Elements taken from, or put to, places that an index names.
final class Selecting {
  private final ClQueue queue;

  Selecting(ClQueue queue) {
    this.queue = queue;
  }

  private record Key(String what, Kind of, int rank) {}

  void gather(Strided out, Strided in, int dim, Strided index) {
    Grid grid =
        Grid.of(
            "",
            new String[] {"y", "x", "w"},
            index.sizes(),
            out.strides(),
            without(in.strides(), dim),
            index.strides());
    if (grid.count() == 0) {
      return;
    }
    ClKernel kernel =
        queue.kernel(
            new Key("gather", in.kind(), grid.rank()),
            "gather",
            () ->
                """
                kernel void run(const int n, const int step%s%s%s%s) {
                %s%s%s%s%sy[y_at] = x[x_at + (int) w[w_at] * step];
                }
                """
                    .formatted(
                        grid.sizeParameters(),
                        Texts.operand("y", out.kind(), false, grid),
                        Texts.operand("x", in.kind(), true, grid),
                        Texts.operand("w", Kind.INT64, true, grid),
                        Texts.element(),
                        Texts.start("y"),
                        Texts.start("x"),
                        Texts.start("w"),
                        grid.advance("i")));
    ClArguments arguments = new ClArguments().add(grid.count()).add(in.strides()[dim]);
    launch(kernel, arguments, grid, grid.count(), out, in, index);
  }

  /// A work-item takes a line along `dim`, so that what falls on one place is combined in the order
  /// of the source: the same digits every time.
  void scatter(Combine combine, Strided out, int dim, Strided index, Strided source) {
    int[] sizes = index.sizes().clone();
    int length = sizes[dim];
    sizes[dim] = 1;
    Grid grid =
        Grid.of(
            "",
            new String[] {"y", "x", "w"},
            sizes,
            without(out.strides(), dim),
            source.strides(),
            index.strides());
    if (grid.count() == 0 || length == 0) {
      return;
    }
    ClKernel kernel =
        queue.kernel(
            new Key("scatter " + combine, out.kind(), grid.rank()),
            "scatter",
            () ->
                """
                #define real %s
                kernel void run(
                const int n, const int length, const int y_step, const int x_step,
                const int w_step%s%s%s%s) {
                %s%s%s%s%sfor (int k = 0; k < length; k++) {
                const int at = y_at + (int) w[w_at + k * w_step] * y_step;
                const real a = y[at], b = x[x_at + k * x_step];
                y[at] = %s;
                }
                }
                """
                    .formatted(
                        DeviceFunction.type(out.kind()),
                        grid.sizeParameters(),
                        Texts.operand("y", out.kind(), false, grid),
                        Texts.operand("x", source.kind(), true, grid),
                        Texts.operand("w", Kind.INT64, true, grid),
                        Texts.element(),
                        Texts.start("y"),
                        Texts.start("x"),
                        Texts.start("w"),
                        grid.advance("i"),
                        combined(combine, out.kind())));
    ClArguments arguments =
        new ClArguments()
            .add(grid.count())
            .add(length)
            .add(out.strides()[dim])
            .add(source.strides()[dim])
            .add(index.strides()[dim]);
    launch(kernel, arguments, grid, grid.count(), out, source, index);
  }

  private static String combined(Combine combine, Kind kind) {
    boolean whole = kind == Kind.INT64;
    boolean bit = kind == Kind.BOOL;
    return switch (combine) {
      case SET -> "b";
      case ADD -> bit ? "a || b" : whole ? "(long) ((ulong) a + (ulong) b)" : "a + b";
      case MULTIPLY -> bit ? "a && b" : whole ? "(long) ((ulong) a * (ulong) b)" : "a * b";
      case MAX -> "(a != a || a > b) ? a : b";
      case MIN -> "(a != a || a < b) ? a : b";
    };
  }

  private static int[] without(int[] strides, int dim) {
    int[] result = strides.clone();
    result[dim] = 0;
    return result;
  }

  private void launch(
      ClKernel kernel,
      ClArguments arguments,
      Grid grid,
      int count,
      Strided out,
      Strided in,
      Strided index) {
    grid.addSizes(arguments);
    arguments.add(queue.own(out.buffer())).add(out.offset());
    grid.addStrides(arguments, 0);
    Texts.addInput(arguments, queue, in);
    grid.addStrides(arguments, 1);
    Texts.addInput(arguments, queue, index);
    grid.addStrides(arguments, 2);
    queue.run(kernel, arguments, count);
  }
}
