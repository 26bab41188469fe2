package nabla.engine.formula;

/// The functions of two numbers. The method of the same name in [Formula] says what each computes.
public enum BinaryOp {
  ADD(true, true),
  SUB(true, true),
  MUL(true, true),
  DIV(true, true),
  FLOOR_DIV(true, true),
  REMAINDER(true, true),
  FMOD(true, true),
  POW(true, true),
  MIN(true, true),
  MAX(true, true),
  FMIN(true, true),
  FMAX(true, true),
  ATAN2(false, true),
  HYPOT(false, true),
  COPYSIGN(false, true),
  LOGADDEXP(false, true),
  BIT_AND(true, false),
  BIT_OR(true, false),
  BIT_XOR(true, false),
  SHL(true, false),
  SHR(true, false);

  private final boolean integer;
  private final boolean floating;

  BinaryOp(boolean integer, boolean floating) {
    this.integer = integer;
    this.floating = floating;
  }

  /// Returns whether this function can be computed in the kind.
  public boolean supports(Kind compute) {
    return compute == Kind.INT64 ? integer : floating;
  }
}
