package nabla.engine.formula;

import java.util.Locale;

/// One step of a [Program]: what is computed, of which earlier steps.
///
/// One flat record, with its methods written out, rather than a sealed family: matching patterns
/// and the generated methods of records are linked at their first use, which takes tens of
/// milliseconds of a learner's first operation.
///
/// @param action what kind of step it is
/// @param op the [UnaryOp], [BinaryOp], [CompareOp] or [LogicOp] of a step that has one, else the
///   action again
/// @param a a step; of LOAD and FLAG the operand, of CONSTANT its number
/// @param b a step, or 0
/// @param c a step, or 0
record Step(Action action, Enum<?> op, int a, int b, int c) {

  /// The kinds of steps, with the number of earlier steps each uses.
  enum Action {
    /// The element of operand `a`, in the compute kind.
    LOAD(0),
    /// The predicate that the element of operand `a` is not zero.
    FLAG(0),
    /// Constant number `a`.
    CONSTANT(0),
    /// A function of one number.
    UNARY(1),
    /// A function of two numbers.
    BINARY(2),
    /// A comparison of two numbers.
    COMPARE(2),
    /// A connective of two predicates.
    LOGIC(2),
    /// The negation of a predicate.
    NOT(1),
    /// By the predicate `a`, the number `b` or `c`.
    SELECT(3),
    /// A predicate as a number.
    CONVERT(1);

    private final int sources;

    Action(int sources) {
      this.sources = sources;
    }
  }

  /// Returns whether the value is true or false rather than a number.
  boolean isPredicate() {
    return switch (action) {
      case FLAG, COMPARE, LOGIC, NOT -> true;
      case LOAD, CONSTANT, UNARY, BINARY, SELECT, CONVERT -> false;
    };
  }

  /// Returns how many of `a`, `b`, `c` are earlier steps.
  int sources() {
    return action.sources;
  }

  UnaryOp unary() {
    return (UnaryOp) op;
  }

  BinaryOp binary() {
    return (BinaryOp) op;
  }

  CompareOp comparison() {
    return (CompareOp) op;
  }

  LogicOp logic() {
    return (LogicOp) op;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Step step
        && action == step.action
        && op == step.op
        && a == step.a
        && b == step.b
        && c == step.c;
  }

  @Override
  public int hashCode() {
    return (((op.hashCode() * 31 + action.hashCode()) * 31 + a) * 31 + b) * 31 + c;
  }

  @Override
  public String toString() {
    return op.name().toLowerCase(Locale.ROOT) + "(" + a + ", " + b + ", " + c + ")";
  }
}
