package nabla.engine.backend.cpu;

import nabla.engine.backend.Backend;
import nabla.engine.backend.Buffer;
import nabla.engine.backend.Mixing;
import nabla.engine.backend.Strided;
import nabla.engine.formula.Fold;
import nabla.engine.formula.FoldFormula;
import nabla.engine.formula.Folds;
import nabla.engine.formula.Formula;
import nabla.engine.formula.Kind;
import nabla.engine.formula.Loop;
import nabla.engine.formula.Loops;
import org.jspecify.annotations.Nullable;

/// The backend of the processor.
public final class Cpu implements Backend {
  /// So many elements are worth a thread: even an addition takes some hundredths of a millisecond.
  private static final int PIECE = 1 << 16;

  private static final int CHUNK = 1 << 18;

  private static final Formula IDENTITY = Formula.arg(0);

  /// Creates the backend; it has no state.
  public Cpu() {}

  static HeapBuffer heap(Buffer buffer) {
    if (buffer instanceof HeapBuffer own) {
      return own;
    }
    throw Mixing.of("cpu", buffer.device());
  }

  static HeapBuffer heap(Strided piece) {
    return heap(piece.buffer());
  }

  @Override
  public Buffer allocate(Kind kind, int size) {
    return HeapBuffer.allocate(kind, size);
  }

  @Override
  public Buffer of(Object array) {
    return HeapBuffer.of(array);
  }

  @Override
  public void map(Formula formula, Kind compute, Strided out, Strided... inputs) {
    int count = inputs.length;
    Kind[] kinds = new Kind[count];
    Object[] arrays = new Object[count];
    int[] starts = new int[count];
    for (int k = 0; k < count; k++) {
      kinds[k] = inputs[k].kind();
      arrays[k] = heap(inputs[k]).array();
      starts[k] = inputs[k].offset();
    }
    Loop loop = Loops.of(formula, compute, out.kind(), kinds);
    Object target = heap(out).array();
    int[] level = levelSteps(out, inputs);
    if (level == null) {
      walk(loop, target, arrays, out, inputs);
    } else {
      run(loop, target, out.offset(), arrays, starts, level, out.count());
    }
  }

  /// One run, in pieces if it is long.
  private static void run(
      Loop loop, Object target, int to, Object[] arrays, int[] starts, int[] steps, int n) {
    if (n < 2 * PIECE) {
      loop.run(target, to, 1, arrays, starts, steps, n);
      return;
    }
    Workers.forEach(
        Math.ceilDiv(n, PIECE),
        piece -> {
          int first = piece * PIECE;
          int[] from = starts.clone();
          for (int k = 0; k < from.length; k++) {
            from[k] += first * steps[k];
          }
          loop.run(target, to + first, 1, arrays, from, steps, Math.min(PIECE, n - first));
        });
  }

  /// Returns the steps of operands that all lie as the contiguous output does, or are one element
  /// repeated, so that the whole is one run; null if it is not. Most are, and small ones take no
  /// longer to compute than a [Walk] takes to plan.
  private static int @Nullable [] levelSteps(Strided out, Strided... inputs) {
    if (!out.isContiguous()) {
      return null;
    }
    boolean single = out.count() == 1;
    int[] steps = new int[inputs.length];
    for (int k = 0; k < inputs.length; k++) {
      if (single || inputs[k].isContiguous()) {
        steps[k] = 1;
      } else if (inputs[k].isRepeated()) {
        steps[k] = 0;
      } else {
        return null;
      }
    }
    return steps;
  }

  private static void walk(
      Loop loop, Object target, Object[] arrays, Strided out, Strided... inputs) {
    int count = inputs.length;
    int[][] strides = new int[count + 1][];
    int[] offsets = new int[count + 1];
    strides[0] = out.strides();
    offsets[0] = out.offset();
    for (int k = 0; k < count; k++) {
      strides[k + 1] = inputs[k].strides();
      offsets[k + 1] = inputs[k].offset();
    }
    Walk walk = Walk.over(out.sizes(), strides, offsets);
    int[] steps = walk.steps(1);
    walk.inPieces(
        PIECE,
        part -> {
          int[] starts = new int[count];
          part.forEach(
              at -> {
                System.arraycopy(at, 1, starts, 0, count);
                loop.run(target, at[0], part.step(0), arrays, starts, steps, part.length());
              });
        });
  }

  @Override
  public void fold(Folding folding, Strided out, Strided in) {
    Kind accumulator =
        in.kind() == Kind.INT64 || in.kind() == Kind.BOOL ? Kind.INT64 : Kind.FLOAT64;
    FoldFormula formula = folding.formula();
    if (out.count() == 1 && in.isContiguous() && in.count() >= 2 * CHUNK) {
      foldChunks(formula, accumulator, out, in);
    } else {
      new Folded(Folds.of(formula, accumulator, in.kind(), out.kind()), out, in).run();
    }
  }

  /// Folds one long run: chunks of a fixed length first, then what became of them.
  private static void foldChunks(FoldFormula formula, Kind accumulator, Strided out, Strided in) {
    int n = in.count();
    int chunks = n / CHUNK; // the last is longer
    Object source = heap(in).array();
    HeapBuffer partial = HeapBuffer.allocate(accumulator, chunks);
    Fold fold = Folds.of(formula, accumulator, in.kind(), accumulator);
    Workers.forEach(
        chunks,
        chunk -> {
          int first = chunk * CHUNK;
          int length = chunk == chunks - 1 ? n - first : CHUNK;
          fold.run(partial.array(), chunk, source, in.offset() + first, 1, length, false);
        });
    Folds.of(formula, accumulator, accumulator, out.kind())
        .run(heap(out).array(), out.offset(), partial.array(), 0, 1, chunks, false);
  }

  @Override
  public void argExtremum(boolean greatest, Strided out, Strided in, int dim) {
    Ordering.argExtremum(greatest, out, in, dim);
  }

  @Override
  public void scan(Scan scan, Strided out, @Nullable Strided positions, Strided in, int dim) {
    Scanning.scan(scan, out, positions, in, dim);
  }

  @Override
  public void multiply(Strided out, Strided left, Strided right) {
    Matrices.multiply(out, left, right);
  }

  @Override
  public void gather(Strided out, Strided in, int dim, Strided index) {
    int step = in.strides()[dim];
    int[] strides = in.strides().clone();
    strides[dim] = 0;
    HeapBuffer target = heap(out);
    HeapBuffer source = heap(in);
    HeapBuffer where = heap(index);
    Walk.over(
            index.sizes(),
            new int[][] {out.strides(), strides, index.strides()},
            new int[] {out.offset(), in.offset(), index.offset()})
        .forEachElement(
            at -> target.copy(at[0], source, at[1] + (int) where.getLong(at[2]) * step));
  }

  @Override
  public void scatter(Combine combine, Strided out, int dim, Strided index, Strided source) {
    int step = out.strides()[dim];
    int[] strides = out.strides().clone();
    strides[dim] = 0;
    HeapBuffer target = heap(out);
    HeapBuffer values = heap(source);
    HeapBuffer where = heap(index);
    Walk.over(
            index.sizes(),
            new int[][] {strides, index.strides(), source.strides()},
            new int[] {out.offset(), index.offset(), source.offset()})
        .forEachElement(
            at ->
                combine(combine, target, at[0] + (int) where.getLong(at[1]) * step, values, at[2]));
  }

  private static void combine(
      Combine combine, HeapBuffer target, int position, HeapBuffer values, int from) {
    if (combine == Combine.SET) {
      target.copy(position, values, from);
    } else if (target.isWhole()) {
      long a = target.getLong(position);
      long b = values.getLong(from);
      target.setLong(
          position,
          switch (combine) {
            case SET -> b;
            case ADD -> a + b;
            case MULTIPLY -> a * b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
          });
    } else {
      double a = target.getDouble(position);
      double b = values.getDouble(from);
      target.setDouble(
          position,
          switch (combine) {
            case SET -> b;
            case ADD -> a + b;
            case MULTIPLY -> a * b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
          });
    }
  }

  @Override
  public void sort(Strided positions, Strided in, int dim, boolean descending) {
    Ordering.sort(positions, in, dim, descending);
  }

  @Override
  public void uniform(Strided out, long seed, long counter) {
    HeapBuffer target = heap(out);
    long[] element = {counter};
    Walk.over(out.sizes(), new int[][] {out.strides()}, new int[] {out.offset()})
        .forEachElement(
            at ->
                target.setDouble(
                    at[0], Philox.uniform(seed, element[0]++, target.kind() == Kind.FLOAT32)));
  }

  @Override
  public Object toArray(Strided in) {
    HeapBuffer copy = HeapBuffer.allocate(in.kind(), in.count());
    Strided out = new Strided(copy, in.sizes(), Strided.contiguousStrides(in.sizes()), 0);
    Kind kind = in.kind() == Kind.BOOL ? Kind.INT64 : in.kind();
    map(IDENTITY, kind, out, in);
    return copy.array();
  }

  @Override
  public double readDouble(Buffer buffer, int position) {
    return heap(buffer).getDouble(position);
  }

  @Override
  public long readLong(Buffer buffer, int position) {
    return heap(buffer).getLong(position);
  }
}
