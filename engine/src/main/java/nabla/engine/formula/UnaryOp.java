package nabla.engine.formula;

/// The functions of one number. The method of the same name in [Formula] says what each computes.
public enum UnaryOp {
  NEG(true),
  ABS(true),
  SIGN(true),
  /// Bitwise complement; INT64 only.
  BIT_NOT(true),
  EXP,
  EXP2,
  EXPM1,
  LOG,
  LOG2,
  LOG10,
  LOG1P,
  SQRT,
  RSQRT,
  RECIPROCAL,
  SIN,
  COS,
  TAN,
  ASIN,
  ACOS,
  ATAN,
  SINH,
  COSH,
  TANH,
  ASINH,
  ACOSH,
  ATANH,
  SIGMOID,
  ERF,
  ERFC,
  ERFINV,
  LGAMMA,
  DIGAMMA,
  CEIL(true),
  FLOOR(true),
  ROUND(true),
  TRUNC(true);

  private final boolean integer;

  UnaryOp() {
    this(false);
  }

  UnaryOp(boolean integer) {
    this.integer = integer;
  }

  /// Returns whether this function can be computed in the kind.
  public boolean supports(Kind compute) {
    return compute == Kind.INT64 ? integer : this != BIT_NOT;
  }
}
