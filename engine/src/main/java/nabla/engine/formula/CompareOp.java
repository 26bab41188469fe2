package nabla.engine.formula;

/// The comparisons of two numbers, as IEEE 754 has them: with NaN all are false but [#NE].
public enum CompareOp {
  LT,
  LE,
  GT,
  GE,
  EQ,
  NE
}
