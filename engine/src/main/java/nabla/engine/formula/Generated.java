package nabla.engine.formula;

/// A loop whose class was generated.
interface Generated extends Loop {
  /// Returns a loop of the same class with these constants; which of the two is read is settled by
  /// the compute kind.
  Generated with(double[] reals, long[] integers);
}
