package nabla.engine.backend;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import nabla.engine.formula.FoldFormula;
import nabla.engine.formula.Formula;
import nabla.engine.formula.Kind;
import org.jspecify.annotations.Nullable;

/// The verbs of a device. All shapes and indices are checked by the caller.
///
/// Operands of a verb have the same sizes as its result unless said otherwise; broadcasting is a
/// stride of 0.
public interface Backend {
  /// Returns a buffer of zeros.
  Buffer allocate(Kind kind, int size);

  /// Returns a buffer with the elements of a `float[]`, `double[]`, `long[]` or `byte[]`; the array
  /// may be kept.
  Buffer of(Object array);

  /// Writes the formula of the inputs' elements, computed in `compute`, to every element of `out`.
  void map(Formula formula, Kind compute, Strided out, Strided... inputs);

  /// Folds the elements of `in` that fall on the same element of `out`: `out` has the sizes of `in`
  /// and stride 0 along the dimensions that are reduced.
  void fold(Folding folding, Strided out, Strided in);

  /// Writes to `out` the position along `dim` of the first greatest (or least) element of `in`; a
  /// NaN is greater and less than anything. `out` has size 1 at `dim`.
  void argExtremum(boolean greatest, Strided out, Strided in, int dim);

  /// Accumulates along `dim`; `positions`, if given, receives where the running extremum was found.
  void scan(Scan scan, Strided out, @Nullable Strided positions, Strided in, int dim);

  /// Multiplies matrices, `(…, n, k) × (…, k, m) → (…, n, m)`, with equal leading sizes. Not added
  /// to what `out` holds.
  void multiply(Strided out, Strided left, Strided right);

  /// Writes `in[…, index, …]`, indexed along `dim`, to `out`, which has the sizes of `index`.
  void gather(Strided out, Strided in, int dim, Strided index);

  /// Combines the elements of `source` into `out[…, index, …]`, indexed along `dim`, in row-major
  /// order of the source.
  void scatter(Combine combine, Strided out, int dim, Strided index, Strided source);

  /// Writes to `positions` the order that sorts `in` along `dim`, stably; NaN counts as greatest.
  void sort(Strided positions, Strided in, int dim, boolean descending);

  /// Fills `out` with numbers uniform in [0, 1) from a counter-based generator (Philox 4x32-10):
  /// element `i` of the row-major order depends on the seed and `counter + i` alone.
  void uniform(Strided out, long seed, long counter);

  /// Returns a new `float[]`, `double[]`, `long[]` or `byte[]` with the elements of contiguous
  /// pieces.
  Object toArray(Strided in);

  /// Returns the element at a position of the buffer as a double.
  double readDouble(Buffer buffer, int position);

  /// Returns the element at a position of the buffer as a long, truncated if it is floating point.
  long readLong(Buffer buffer, int position);

  /// The reductions.
  enum Folding {
    SUM,
    PRODUCT,
    MAX,
    MIN,
    ANY,
    ALL;

    // Made once: equal formulas are found sooner if they are the same.
    private static final EnumMap<Folding, FoldFormula> FORMULAS =
        new EnumMap<>(
            Map.of(
                SUM, FoldFormula.sum(),
                PRODUCT, FoldFormula.product(),
                MAX, FoldFormula.maximum(),
                MIN, FoldFormula.minimum(),
                ANY, FoldFormula.any(),
                ALL, FoldFormula.all()));

    /// Returns what the reduction computes.
    public FoldFormula formula() {
      return Objects.requireNonNull(FORMULAS.get(this));
    }
  }

  /// The running accumulations.
  enum Scan {
    SUM,
    PRODUCT,
    MAX,
    MIN,
    LOG_SUM_EXP
  }

  /// How an element that is scattered meets the one that is there.
  enum Combine {
    SET,
    ADD,
    MULTIPLY,
    MAX,
    MIN
  }
}
