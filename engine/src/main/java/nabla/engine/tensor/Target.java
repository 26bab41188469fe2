package nabla.engine.tensor;

/// Where an operation puts its result.
enum Target {
  /// In a new tensor.
  FRESH,
  /// In its first operand: the twin whose name ends in `_`.
  IN_PLACE
}
