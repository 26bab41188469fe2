package nabla.engine.formula;

/// Makes folds of fold formulas.
public final class Folds {
  /// So many results are accumulated at once, and a single one in so many lanes.
  private static final int LANES = 256;

  /// The last folds asked for, by the formula's identity. A race loses an entry, never mixes two.
  private static final Recent[] RECENT = new Recent[64];

  private record Recent(FoldFormula formula, Kind accumulator, Kind in, Kind out, Fold fold) {
    @SuppressWarnings(
        "ReferenceEquality") // comparing structures would take longer than a short run
    boolean isFor(FoldFormula formula, Kind accumulator, Kind in, Kind out) {
      return this.formula == formula
          && this.accumulator == accumulator
          && this.in == in
          && this.out == out;
    }
  }

  private Folds() {}

  /// Returns the fold of elements held as `in`, accumulated in `accumulator`, stored as `out`.
  ///
  /// Sums of FLOAT32 are meant to be accumulated in FLOAT64. The element, the combination and the
  /// finish are computed in the accumulator's kind. Asking again with the same `FoldFormula` object
  /// is cheap.
  public static Fold of(FoldFormula formula, Kind accumulator, Kind in, Kind out) {
    int hash = System.identityHashCode(formula) * 31 + in.hashCode();
    int slot = (hash * 31 + out.hashCode()) & (RECENT.length - 1);
    Recent recent = RECENT[slot];
    if (recent != null && recent.isFor(formula, accumulator, in, out)) {
      return recent.fold;
    }
    Fold fold = make(formula, accumulator, in, out);
    RECENT[slot] = new Recent(formula, accumulator, in, out, fold);
    return fold;
  }

  private static Fold make(FoldFormula formula, Kind accumulator, Kind in, Kind out) {
    Formula a = Formula.arg(0);
    Formula b = Formula.arg(1);
    Formula finish = formula.finish();
    return new LaneFold(
        accumulator,
        Loops.of(formula.initial(), accumulator, accumulator),
        Loops.of(formula.element(), accumulator, accumulator, in),
        Loops.of(
            formula.combine().substitute(a, formula.element().substitute(b)),
            accumulator,
            accumulator,
            accumulator,
            in),
        Loops.of(formula.combine(), accumulator, accumulator, accumulator, accumulator),
        Loops.of(finish, accumulator, out, accumulator),
        Loops.of(finish.substitute(formula.combine()), accumulator, out, out, accumulator));
  }

  /// A fold made of pointwise loops over a buffer of lanes, so that it is vectorised like them.
  ///
  /// *Across*: lane `j` accumulates result `j`; the runs are walked in step. *Along*: the elements
  /// of one run are dealt to the lanes in turn, and the lanes are combined by halving, which also
  /// keeps the rounding error of long sums small.
  private record LaneFold(
      Kind accumulator, Loop initial, Loop first, Loop next, Loop merge, Loop store, Loop resumed)
      implements Fold {

    @Override
    public void run(
        Object out,
        int outOffset,
        int outStride,
        Object in,
        int inOffset,
        int outerStride,
        int inStride,
        int outer,
        int n,
        boolean resume) {
      if (outer <= 0) {
        return;
      }
      boolean across = outer > 1 && (n < LANES || Math.abs(outerStride) < Math.abs(inStride));
      if (across) {
        int width = Math.min(outer, LANES);
        Object lanes = accumulator.allocate(width);
        for (int j = 0; j < outer; j += width) {
          int count = Math.min(width, outer - j);
          accumulate(lanes, in, inOffset + j * outerStride, outerStride, inStride, count, n);
          finish(lanes, count, out, outOffset + j * outStride, outStride, resume);
        }
      } else {
        int width = Math.clamp(n, 1, LANES);
        Object lanes = accumulator.allocate(width);
        for (int j = 0; j < outer; j++) {
          int start = inOffset + j * outerStride;
          int rounds = n / width;
          accumulate(lanes, in, start, inStride, width * inStride, width, rounds);
          int rest = n - rounds * width;
          if (rest > 0) {
            var both = new Object[] {lanes, in};
            int[] offsets = {0, start + rounds * width * inStride};
            next.run(lanes, 0, 1, both, offsets, new int[] {1, inStride}, rest);
          }
          halve(lanes, width);
          finish(lanes, 1, out, outOffset + j * outStride, outStride, resume);
        }
      }
    }

    /// Combines `rounds` rows of `count` elements into the lanes.
    private void accumulate(
        Object lanes,
        Object in,
        int start,
        int laneStride,
        int roundStride,
        int count,
        int rounds) {
      if (rounds == 0) {
        initial.run(lanes, 0, 1, new Object[0], new int[0], new int[0], count);
        return;
      }
      first.run(lanes, 0, 1, new Object[] {in}, new int[] {start}, new int[] {laneStride}, count);
      var both = new Object[] {lanes, in};
      int[] offsets = {0, start};
      int[] strides = {1, laneStride};
      for (int i = 1; i < rounds; i++) {
        offsets[1] = start + i * roundStride;
        next.run(lanes, 0, 1, both, offsets, strides, count);
      }
    }

    private void halve(Object lanes, int width) {
      var both = new Object[] {lanes, lanes};
      int[] strides = {1, 1};
      for (int left = width; left > 1; ) {
        int half = (left + 1) / 2;
        merge.run(lanes, 0, 1, both, new int[] {0, half}, strides, left - half);
        left = half;
      }
    }

    private void finish(
        Object lanes, int count, Object out, int outOffset, int outStride, boolean resume) {
      if (resume) {
        resumed.run(
            out,
            outOffset,
            outStride,
            new Object[] {out, lanes},
            new int[] {outOffset, 0},
            new int[] {outStride, 1},
            count);
      } else {
        store.run(
            out, outOffset, outStride, new Object[] {lanes}, new int[] {0}, new int[] {1}, count);
      }
    }
  }
}
