package nabla.engine.backend.cpu;

import nabla.engine.backend.Strided;
import nabla.engine.formula.Fold;

/// A reduction over any set of dimensions, cut into runs that a [Fold] takes in one call.
final class Folded {
  /// So many elements are worth a thread.
  private static final int PIECE = 1 << 17;

  /// Results that lie side by side are folded together, so many at least.
  private static final int ROW = 256;

  private final Fold fold;
  private final Object target;
  private final Object source;
  private final Walk kept;
  private final Walk reduced;
  private final int reducedCount;

  Folded(Fold fold, Strided out, Strided in) {
    this.fold = fold;
    this.target = Cpu.heap(out).array();
    this.source = Cpu.heap(in).array();
    int rank = in.rank();
    int[] keptSizes = new int[rank];
    int[] reducedSizes = new int[rank];
    int count = 1;
    for (int d = 0; d < rank; d++) {
      boolean isReduced = out.strides()[d] == 0 && in.sizes()[d] != 1;
      keptSizes[d] = isReduced ? 1 : in.sizes()[d];
      reducedSizes[d] = isReduced ? in.sizes()[d] : 1;
      count *= reducedSizes[d];
    }
    reducedCount = count;
    kept =
        Walk.over(
            keptSizes,
            new int[][] {out.strides(), in.strides()},
            new int[] {out.offset(), in.offset()});
    reduced = Walk.over(reducedSizes, new int[][] {in.strides()}, new int[] {0});
  }

  void run() {
    // The pieces depend on the sizes alone, and each result is folded in one of them, as ever.
    boolean across = Math.abs(kept.step(1)) < Math.abs(reduced.step(0));
    kept.inPieces(Math.max(across ? ROW : 1, PIECE / Math.max(1, reducedCount)), this::run);
  }

  private void run(Walk results) {
    results.forEach(
        at -> {
          if (reducedCount == 0) {
            call(results, at[0], at[1], 0, false);
            return;
          }
          boolean[] resume = {false};
          reduced.forEach(
              from -> {
                call(results, at[0], at[1] + from[0], reduced.length(), resume[0]);
                resume[0] = true;
              });
        });
  }

  private void call(Walk results, int to, int from, int n, boolean resume) {
    fold.run(
        target,
        to,
        results.step(0),
        source,
        from,
        results.step(1),
        reduced.step(0),
        results.length(),
        n,
        resume);
  }
}
