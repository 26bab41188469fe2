package nabla.engine.backend.opencl;

import nabla.engine.backend.Strided;
import nabla.engine.formula.DeviceFunction;
import nabla.engine.formula.Kind;

/// Sorting along a dimension by merging runs: each element finds its place in the merged run by a
/// search in the other one, so all of them move at once, and stably.
final class Sorting {
  private final ClQueue queue;

  Sorting(ClQueue queue) {
    this.queue = queue;
  }

  private record Key(boolean descending, Kind in, int rank) {}

  private record CopyKey(int rank) {}

  void sort(Strided positions, Strided in, int dim, boolean descending) {
    int[] sizes = in.sizes().clone();
    int length = sizes[dim];
    sizes[dim] = 1;
    Grid grid = Grid.of("", new String[] {"x"}, sizes, in.strides());
    int count = grid.count() * length;
    if (count == 0) {
      return;
    }
    ClBuffer from = queue.memory().allocate(Kind.INT64, count);
    ClBuffer to = queue.memory().allocate(Kind.INT64, count);
    ClKernel merge =
        queue.kernel(
            new Key(descending, in.kind(), grid.rank()), "sort", () -> text(descending, in, grid));
    // The first pass takes every element for a run of its own, numbered by its place.
    for (int width = 1; width == 1 || width < length; width *= 2) {
      ClArguments arguments =
          new ClArguments().add(count).add(length).add(in.strides()[dim]).add(width);
      grid.addSizes(arguments);
      Texts.addInput(arguments, queue, in);
      grid.addStrides(arguments, 0);
      arguments.add(from).addOverwritten(to);
      queue.run(merge, arguments, count);
      ClBuffer swapped = from;
      from = to;
      to = swapped;
    }
    copy(positions, from, dim, Grid.of("", new String[] {"y"}, sizes, positions.strides()));
  }

  private static String text(boolean descending, Strided in, Grid grid) {
    return """
        #define real %s
        %skernel void run(
        const int n, const int length, const int x_step, const int width%s%s,
        global const long *from, global long *to) {
        %sconst int line = i / length, place = i %% length;
        %s%sglobal const long *run_from = from + (long) line * length;
        const int first = place / (2 * width) * (2 * width);
        const int middle = min(first + width, length), end = min(first + 2 * width, length);
        const int is_left = place < middle;
        const long me = width == 1 ? place : run_from[place];
        const real mine = x[x_at + (int) me * x_step];
        int low = is_left ? middle : first, high = is_left ? end : middle;
        const int other = low;
        while (low < high) {
        const int k = (low + high) / 2;
        const real theirs = x[x_at + (int) (width == 1 ? k : run_from[k]) * x_step];
        // An equal one of the left run stays before one of the right run.
        const int goes_first = is_left ? %s : !(%s);
        if (goes_first) { low = k + 1; } else { high = k; }
        }
        const int own = place - (is_left ? first : middle);
        to[(long) line * length + first + own + (low - other)] = me;
        }
        """
        .formatted(
            DeviceFunction.type(in.kind()),
            Texts.BEFORE,
            grid.sizeParameters(),
            Texts.operand("x", in.kind(), true, grid),
            Texts.element(),
            Texts.start("x"),
            grid.advance("line"),
            descending ? "before(mine, theirs)" : "before(theirs, mine)",
            descending ? "before(theirs, mine)" : "before(mine, theirs)");
  }

  private void copy(Strided out, ClBuffer from, int dim, Grid grid) {
    int length = out.sizes()[dim];
    int count = out.count();
    ClKernel kernel =
        queue.kernel(
            new CopyKey(grid.rank()),
            "sort",
            () ->
                """
                kernel void run(
                const int n, const int length, const int y_step%s%s, global const long *from) {
                %sconst int line = i / length, place = i %% length;
                %s%sy[y_at + place * y_step] = from[i];
                }
                """
                    .formatted(
                        grid.sizeParameters(),
                        Texts.operand("y", Kind.INT64, false, grid),
                        Texts.element(),
                        Texts.start("y"),
                        grid.advance("line")));
    ClArguments arguments = new ClArguments().add(count).add(length).add(out.strides()[dim]);
    grid.addSizes(arguments);
    Texts.addOutput(arguments, queue, out);
    grid.addStrides(arguments, 0);
    queue.run(kernel, arguments.add(from), count);
  }
}
