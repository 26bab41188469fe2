package nabla.engine.backend.opencl;

import java.util.Arrays;
import nabla.engine.backend.Strided;
import nabla.engine.formula.DeviceFunction;
import nabla.engine.formula.FoldFormula;
import nabla.engine.formula.Formula;
import nabla.engine.formula.Kind;

/// Folds: many partial results of each result first, then what became of them.
///
/// How many there are depends on the sizes alone, so a result has the same digits every time.
final class Reduction {
  /// So many elements a work-item folds at least before there are several for one result.
  private static final int LEAST = 64;

  private static final int MOST_PARTS = 1024;

  /// So many work-items are enough to keep a device busy.
  private static final int ENOUGH = 1 << 16;

  private final ClQueue queue;

  Reduction(ClQueue queue) {
    this.queue = queue;
  }

  private record Key(
      DeviceFunction element, DeviceFunction combine, Kind in, Kind out, int kept, int reduced) {}

  void fold(FoldFormula fold, Strided out, Strided in) {
    Kind real = queue.info().hasDoubles() ? Kind.FLOAT64 : Kind.FLOAT32;
    fold(fold, in.kind().isFloating() ? real : Kind.INT64, out, in);
  }

  private void fold(FoldFormula fold, Kind accumulator, Strided out, Strided in) {
    int rank = in.rank();
    int[] keptSizes = new int[rank];
    int[] reducedSizes = new int[rank];
    for (int d = 0; d < rank; d++) {
      boolean isReduced = out.strides()[d] == 0 && in.sizes()[d] != 1;
      keptSizes[d] = isReduced ? 1 : in.sizes()[d];
      reducedSizes[d] = isReduced ? in.sizes()[d] : 1;
    }
    Grid kept = Grid.of("k", new String[] {"y", "x"}, keptSizes, out.strides(), in.strides());
    Grid reduced = Grid.of("r", new String[] {"e"}, reducedSizes, in.strides());
    int parts = parts(kept.count(), reduced.count());
    if (parts == 1) {
      Strided target = new Strided(out.buffer(), keptSizes, out.strides(), out.offset());
      launch(fold, accumulator, kept, reduced, 1, target, in);
      return;
    }
    // Every result gets a row of partial ones.
    ClBuffer partial = queue.memory().allocate(accumulator, kept.count() * parts);
    int[] rows = new int[rank + 1];
    int[] results = new int[rank + 1];
    System.arraycopy(keptSizes, 0, rows, 0, rank);
    rows[rank] = parts;
    System.arraycopy(out.strides(), 0, results, 0, rank);
    Strided between = new Strided(partial, rows, Strided.contiguousStrides(rows), 0);
    int[] rowStrides = Arrays.copyOf(between.strides(), rank);
    Grid toRows = Grid.of("k", new String[] {"y", "x"}, keptSizes, rowStrides, in.strides());
    launch(fold, accumulator, toRows, reduced, parts, between, in);
    FoldFormula rest =
        new FoldFormula(fold.initial(), Formula.arg(0), fold.combine(), fold.finish());
    fold(rest, accumulator, new Strided(out.buffer(), rows, results, out.offset()), between);
  }

  private static int parts(int kept, int reduced) {
    if (kept >= ENOUGH || reduced < 4 * LEAST) {
      return 1;
    }
    return Math.max(1, Math.min(reduced / LEAST, Math.min(MOST_PARTS, ENOUGH / Math.max(1, kept))));
  }

  private void launch(
      FoldFormula fold,
      Kind accumulator,
      Grid kept,
      Grid reduced,
      int parts,
      Strided out,
      Strided in) {
    if (kept.count() == 0) {
      return;
    }
    DeviceFunction element = DeviceFunction.of(fold.element(), accumulator, in.kind());
    DeviceFunction combine =
        DeviceFunction.of(fold.combine(), accumulator, accumulator, accumulator);
    ClKernel kernel =
        queue.kernel(
            new Key(element, combine, in.kind(), out.kind(), kept.rank(), reduced.rank()),
            "a reduction",
            () -> text(element, combine, in.kind(), out.kind(), kept, reduced));
    ClArguments read = new ClArguments();
    Texts.addInput(read, queue, in);
    kept.addStrides(read, 1);
    ClArguments arguments =
        new ClArguments().add(kept.count() * parts).add(parts).add(reduced.count());
    kept.addSizes(arguments);
    reduced.addSizes(arguments);
    Texts.addOutput(arguments, queue, out);
    kept.addStrides(arguments, 0);
    arguments.addAll(read);
    reduced.addStrides(arguments, 0);
    arguments.add(accumulator, fold.initial().real(), fold.initial().integer());
    queue.run(kernel, arguments, (long) kept.count() * parts);
  }

  private static String text(
      DeviceFunction element, DeviceFunction combine, Kind in, Kind out, Grid kept, Grid reduced) {
    String stored = combine.stored("value", out);
    return """
        #define real %s
        %s%s
        kernel void run(
        const int n, const int parts, const int length%s%s%s%s%s, const real initial) {
        %sconst int part = i %% parts;
        const int result = i / parts;
        %s%s%sreal value = initial;
        for (int r = part; r < length; r += parts) {
        int e_at = x_at;
        %svalue = combine(value, %s);
        }
        y[y_at + part] = %s;
        }
        """
        .formatted(
            DeviceFunction.type(element.compute()),
            element.text("element", ""),
            combine.text("combine", stored),
            kept.sizeParameters(),
            reduced.sizeParameters(),
            Texts.operand("y", out, false, kept),
            Texts.operand("x", in, true, kept),
            reduced.strideParameters("e"),
            Texts.element(),
            Texts.start("y"),
            Texts.start("x"),
            kept.advance("result"),
            reduced.advance("r"),
            element.call("element", "c", "x[e_at]"),
            stored);
  }
}
