package nabla.engine.tensor;

/// How a quotient is rounded to a whole number.
public enum Rounding {
  /// Towards zero, as Java divides whole numbers.
  TRUNC,
  /// Downwards, as Python's `//`.
  FLOOR
}
