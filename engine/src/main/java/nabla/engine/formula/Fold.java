package nabla.engine.formula;

/// A [FoldFormula] made ready for given memory kinds. Thread safe.
public interface Fold {
  /// Folds each of `outer` runs of `n` elements into one element: `out[outOffset + j·outStride] =
  /// fold(in[inOffset + j·outerStride + i·inStride], 0 ≤ i < n)` for `0 ≤ j < outer`.
  ///
  /// A row reduction and a column reduction are one call each; the order in which a result's
  /// elements are combined is fixed by the strides and sizes, so it is the same on every run.
  ///
  /// @param resume whether the present value of an output is combined with the fold of its run;
  ///   meant for folds without a `finish`, which would be applied once more
  void run(
      Object out,
      int outOffset,
      int outStride,
      Object in,
      int inOffset,
      int outerStride,
      int inStride,
      int outer,
      int n,
      boolean resume);

  /// Folds one run of `n` elements into `out[outOffset]`.
  default void run(
      Object out, int outOffset, Object in, int inOffset, int inStride, int n, boolean resume) {
    run(out, outOffset, 1, in, inOffset, 0, inStride, 1, n, resume);
  }
}
