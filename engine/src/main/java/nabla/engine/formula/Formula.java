package nabla.engine.formula;

/// The expression of a pointwise operation.
///
/// A formula is a number or a *predicate* (true or false). Numbers are computed in the *compute
/// kind* that is chosen when a loop is made of the formula ([Loops#of]): FLOAT64, FLOAT32 (each
/// step is computed in double and rounded to float, which for `+ - * /` and the square root is the
/// float operation itself) or INT64. Where a number is given and a predicate is wanted, it is
/// compared with zero; where a predicate is given and a number is wanted, it counts as 0 or 1.
///
/// Formulas are values: building one computes nothing, and equal parts are computed once. Both
/// branches of a [#select] are computed.
///
/// ```java
/// Formula x = Formula.arg(0);
/// Formula silu = x.mul(x.sigmoid());
/// ```
public sealed interface Formula {

  // The forms. Interpreter and generators are exhaustive switches over these.

  /// The element of an operand, converted to the compute kind.
  record Argument(int index) implements Formula {}

  /// The predicate that the element of an operand is not zero (NaN is not zero).
  record Flag(int index) implements Formula {
    @Override
    public boolean isPredicate() {
      return true;
    }
  }

  /// A constant, as it is in a floating compute kind and as it is in INT64.
  record Constant(double real, long integer) implements Formula {}

  /// A function of one number.
  record Unary(UnaryOp op, Formula operand) implements Formula {}

  /// A function of two numbers.
  record Binary(BinaryOp op, Formula left, Formula right) implements Formula {}

  /// A comparison of two numbers: a predicate.
  record Compare(CompareOp op, Formula left, Formula right) implements Formula {
    @Override
    public boolean isPredicate() {
      return true;
    }
  }

  /// A connective of two predicates.
  record Logic(LogicOp op, Formula left, Formula right) implements Formula {
    @Override
    public boolean isPredicate() {
      return true;
    }
  }

  /// The negation of a predicate.
  record Not(Formula operand) implements Formula {
    @Override
    public boolean isPredicate() {
      return true;
    }
  }

  /// One of two numbers, by a predicate.
  record Select(Formula condition, Formula then, Formula otherwise) implements Formula {}

  /// A predicate as a number: 0 or 1.
  record FromPredicate(Formula operand) implements Formula {}

  /// Returns the element of operand `index`.
  static Formula arg(int index) {
    return new Argument(index);
  }

  /// Returns operand `index` as a predicate: whether its element is not zero.
  static Formula flag(int index) {
    return new Flag(index);
  }

  /// Returns a constant.
  static Formula constant(double value) {
    return new Constant(value, (long) value);
  }

  /// Returns a constant, exact in INT64.
  static Formula constant(long value) {
    return new Constant(value, value);
  }

  /// Returns `then` where the condition holds, `otherwise` where it does not.
  static Formula select(Formula condition, Formula then, Formula otherwise) {
    return new Select(predicate(condition), number(then), number(otherwise));
  }

  /// Returns a predicate as 0 or 1; a number as it is.
  static Formula number(Formula formula) {
    return formula.isPredicate() ? new FromPredicate(formula) : formula;
  }

  /// Returns a number as the predicate that it is not zero; a predicate as it is.
  static Formula predicate(Formula formula) {
    return formula.isPredicate()
        ? formula
        : new Compare(CompareOp.NE, formula, Formula.constant(0L));
  }

  /// Returns whether this is a predicate rather than a number.
  default boolean isPredicate() {
    return false;
  }

  /// Returns this formula with `replacements[k]` in the place of operand `k`: the composition of
  /// formulas.
  default Formula substitute(Formula... replacements) {
    return new Substitution(replacements).in(this);
  }

  private Formula unary(UnaryOp op) {
    return new Unary(op, number(this));
  }

  private Formula binary(BinaryOp op, Formula right) {
    return new Binary(op, number(this), number(right));
  }

  private Formula compare(CompareOp op, Formula right) {
    return new Compare(op, number(this), number(right));
  }

  private Formula logic(LogicOp op, BinaryOp bits, Formula right) {
    return isPredicate() && right.isPredicate() ? new Logic(op, this, right) : binary(bits, right);
  }

  // Arithmetic

  /// Returns `x + y`.
  default Formula add(Formula y) {
    return binary(BinaryOp.ADD, y);
  }

  /// Returns `x + y`.
  default Formula add(double y) {
    return add(constant(y));
  }

  /// Returns `x - y`.
  default Formula sub(Formula y) {
    return binary(BinaryOp.SUB, y);
  }

  /// Returns `x - y`.
  default Formula sub(double y) {
    return sub(constant(y));
  }

  /// Returns `x · y`.
  default Formula mul(Formula y) {
    return binary(BinaryOp.MUL, y);
  }

  /// Returns `x · y`.
  default Formula mul(double y) {
    return mul(constant(y));
  }

  /// Returns `x / y`; in INT64 truncated, and division by zero is an ArithmeticException.
  default Formula div(Formula y) {
    return binary(BinaryOp.DIV, y);
  }

  /// Returns `x / y`.
  default Formula div(double y) {
    return div(constant(y));
  }

  /// Returns `⌊x / y⌋` as Python's `//`; in INT64, division by zero is an ArithmeticException.
  default Formula floorDiv(Formula y) {
    return binary(BinaryOp.FLOOR_DIV, y);
  }

  /// Returns the remainder with the sign of the divisor, as Python's `%`.
  default Formula remainder(Formula y) {
    return binary(BinaryOp.REMAINDER, y);
  }

  /// Returns the remainder with the sign of the dividend, as C's `fmod` and Java's `%`.
  default Formula fmod(Formula y) {
    return binary(BinaryOp.FMOD, y);
  }

  /// Returns `xʸ`. In INT64 it wraps around; a negative power of other than ±1 is 0.
  default Formula pow(Formula y) {
    return binary(BinaryOp.POW, y);
  }

  /// Returns `xʸ`.
  default Formula pow(double y) {
    return pow(constant(y));
  }

  /// Returns `-x`.
  default Formula neg() {
    return unary(UnaryOp.NEG);
  }

  /// Returns `|x|`.
  default Formula abs() {
    return unary(UnaryOp.ABS);
  }

  /// Returns -1, 0 or 1; 0 for NaN, as PyTorch.
  default Formula sign() {
    return unary(UnaryOp.SIGN);
  }

  /// Returns `1 / x`.
  default Formula reciprocal() {
    return unary(UnaryOp.RECIPROCAL);
  }

  /// Returns the lesser, or NaN if one is NaN.
  default Formula min(Formula y) {
    return binary(BinaryOp.MIN, y);
  }

  /// Returns the lesser, or NaN if `x` is NaN.
  default Formula min(double y) {
    return min(constant(y));
  }

  /// Returns the greater, or NaN if one is NaN.
  default Formula max(Formula y) {
    return binary(BinaryOp.MAX, y);
  }

  /// Returns the greater, or NaN if `x` is NaN.
  default Formula max(double y) {
    return max(constant(y));
  }

  /// Returns the lesser, or the number if the other is NaN.
  default Formula fmin(Formula y) {
    return binary(BinaryOp.FMIN, y);
  }

  /// Returns the greater, or the number if the other is NaN.
  default Formula fmax(Formula y) {
    return binary(BinaryOp.FMAX, y);
  }

  /// Returns `|x|` with the sign of `y`, of a zero or NaN too.
  default Formula copysign(Formula y) {
    return binary(BinaryOp.COPYSIGN, y);
  }

  // Rounding

  /// Returns the least integer not below `x`.
  default Formula ceil() {
    return unary(UnaryOp.CEIL);
  }

  /// Returns the greatest integer not above `x`.
  default Formula floor() {
    return unary(UnaryOp.FLOOR);
  }

  /// Returns the nearest integer, halves to the even one.
  default Formula round() {
    return unary(UnaryOp.ROUND);
  }

  /// Returns `x` without its fraction.
  default Formula trunc() {
    return unary(UnaryOp.TRUNC);
  }

  // Exponentials, logarithms, roots

  /// Returns `eˣ`.
  default Formula exp() {
    return unary(UnaryOp.EXP);
  }

  /// Returns `2ˣ`.
  default Formula exp2() {
    return unary(UnaryOp.EXP2);
  }

  /// Returns `eˣ - 1`, accurate near 0.
  default Formula expm1() {
    return unary(UnaryOp.EXPM1);
  }

  /// Returns the natural logarithm.
  default Formula log() {
    return unary(UnaryOp.LOG);
  }

  /// Returns the logarithm to base 2.
  default Formula log2() {
    return unary(UnaryOp.LOG2);
  }

  /// Returns the logarithm to base 10.
  default Formula log10() {
    return unary(UnaryOp.LOG10);
  }

  /// Returns `log(1 + x)`, accurate near 0.
  default Formula log1p() {
    return unary(UnaryOp.LOG1P);
  }

  /// Returns `√x`.
  default Formula sqrt() {
    return unary(UnaryOp.SQRT);
  }

  /// Returns `1 / √x`.
  default Formula rsqrt() {
    return unary(UnaryOp.RSQRT);
  }

  /// Returns `log(eˣ + eʸ)` without overflow.
  default Formula logaddexp(Formula y) {
    return binary(BinaryOp.LOGADDEXP, y);
  }

  /// Returns `1 / (1 + e⁻ˣ)`.
  default Formula sigmoid() {
    return unary(UnaryOp.SIGMOID);
  }

  // Trigonometry

  /// Returns the sine of an angle in radians.
  default Formula sin() {
    return unary(UnaryOp.SIN);
  }

  /// Returns the cosine of an angle in radians.
  default Formula cos() {
    return unary(UnaryOp.COS);
  }

  /// Returns the tangent of an angle in radians.
  default Formula tan() {
    return unary(UnaryOp.TAN);
  }

  /// Returns the arc sine.
  default Formula asin() {
    return unary(UnaryOp.ASIN);
  }

  /// Returns the arc cosine.
  default Formula acos() {
    return unary(UnaryOp.ACOS);
  }

  /// Returns the arc tangent.
  default Formula atan() {
    return unary(UnaryOp.ATAN);
  }

  /// Returns the angle of the point (`other`, `x`): `y.atan2(x)`.
  default Formula atan2(Formula other) {
    return binary(BinaryOp.ATAN2, other);
  }

  /// Returns `√(x² + y²)` without overflow.
  default Formula hypot(Formula y) {
    return binary(BinaryOp.HYPOT, y);
  }

  /// Returns the hyperbolic sine.
  default Formula sinh() {
    return unary(UnaryOp.SINH);
  }

  /// Returns the hyperbolic cosine.
  default Formula cosh() {
    return unary(UnaryOp.COSH);
  }

  /// Returns the hyperbolic tangent.
  default Formula tanh() {
    return unary(UnaryOp.TANH);
  }

  /// Returns the inverse hyperbolic sine.
  default Formula asinh() {
    return unary(UnaryOp.ASINH);
  }

  /// Returns the inverse hyperbolic cosine.
  default Formula acosh() {
    return unary(UnaryOp.ACOSH);
  }

  /// Returns the inverse hyperbolic tangent.
  default Formula atanh() {
    return unary(UnaryOp.ATANH);
  }

  // Special functions

  /// Returns the error function.
  default Formula erf() {
    return unary(UnaryOp.ERF);
  }

  /// Returns `1 - erf(x)`, accurate for large `x`.
  default Formula erfc() {
    return unary(UnaryOp.ERFC);
  }

  /// Returns the inverse of the error function.
  default Formula erfinv() {
    return unary(UnaryOp.ERFINV);
  }

  /// Returns `log |Γ(x)|`.
  default Formula lgamma() {
    return unary(UnaryOp.LGAMMA);
  }

  /// Returns the derivative of `log Γ(x)`.
  default Formula digamma() {
    return unary(UnaryOp.DIGAMMA);
  }

  // Logic of predicates; of numbers, their bits (INT64 only)

  /// Returns the conjunction of two predicates, else the bitwise one.
  default Formula and(Formula y) {
    return logic(LogicOp.AND, BinaryOp.BIT_AND, y);
  }

  /// Returns the disjunction of two predicates, else the bitwise one.
  default Formula or(Formula y) {
    return logic(LogicOp.OR, BinaryOp.BIT_OR, y);
  }

  /// Returns the exclusive disjunction of two predicates, else the bitwise one.
  default Formula xor(Formula y) {
    return logic(LogicOp.XOR, BinaryOp.BIT_XOR, y);
  }

  /// Returns the negation of a predicate, else the bitwise complement.
  default Formula not() {
    return isPredicate() ? new Not(this) : unary(UnaryOp.BIT_NOT);
  }

  /// Returns `x << y`, 0 where `y` is not in 0…63 (INT64 only).
  default Formula shl(Formula y) {
    return binary(BinaryOp.SHL, y);
  }

  /// Returns `x >> y` with the sign kept, 0 or -1 where `y` is not in 0…63 (INT64 only).
  default Formula shr(Formula y) {
    return binary(BinaryOp.SHR, y);
  }

  // Comparisons

  /// Returns the predicate `x < y`.
  default Formula lt(Formula y) {
    return compare(CompareOp.LT, y);
  }

  /// Returns the predicate `x < y`.
  default Formula lt(double y) {
    return lt(constant(y));
  }

  /// Returns the predicate `x ≤ y`.
  default Formula le(Formula y) {
    return compare(CompareOp.LE, y);
  }

  /// Returns the predicate `x ≤ y`.
  default Formula le(double y) {
    return le(constant(y));
  }

  /// Returns the predicate `x > y`.
  default Formula gt(Formula y) {
    return compare(CompareOp.GT, y);
  }

  /// Returns the predicate `x > y`.
  default Formula gt(double y) {
    return gt(constant(y));
  }

  /// Returns the predicate `x ≥ y`.
  default Formula ge(Formula y) {
    return compare(CompareOp.GE, y);
  }

  /// Returns the predicate `x ≥ y`.
  default Formula ge(double y) {
    return ge(constant(y));
  }

  /// Returns the predicate `x = y`.
  default Formula eq(Formula y) {
    return compare(CompareOp.EQ, y);
  }

  /// Returns the predicate `x = y`.
  default Formula eq(double y) {
    return eq(constant(y));
  }

  /// Returns the predicate `x ≠ y`.
  default Formula ne(Formula y) {
    return compare(CompareOp.NE, y);
  }

  /// Returns the predicate `x ≠ y`.
  default Formula ne(double y) {
    return ne(constant(y));
  }

  /// Returns the predicate that `x` is not a number.
  default Formula isNan() {
    return ne(this);
  }

  /// Returns the predicate that `x` is infinite.
  default Formula isInf() {
    return isFinite().not().and(eq(this));
  }

  /// Returns the predicate that `x` is neither infinite nor NaN.
  default Formula isFinite() {
    return sub(this).eq(constant(0L)); // ∞ - ∞ is NaN; in INT64 the difference is always 0
  }
}
