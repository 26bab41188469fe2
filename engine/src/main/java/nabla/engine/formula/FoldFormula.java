package nabla.engine.formula;

import nabla.engine.formula.Formula.Constant;

/// The expression of a reduction: `finish(initial ⊕ element(x₀) ⊕ element(x₁) ⊕ …)`.
///
/// `combine` is `⊕`, a formula of `arg(0)` and `arg(1)`. It must be associative and commutative but
/// for rounding, and `initial` must be neutral for it, because runs are folded in several lanes.
///
/// @param initial the neutral value of `combine`
/// @param element what is done to each element, `arg(0)`, before it is combined
/// @param combine the combination of `arg(0)` and `arg(1)`
/// @param finish what is done to the combination, `arg(0)`, before it is stored
public record FoldFormula(Constant initial, Formula element, Formula combine, Formula finish) {
  private static final Formula A = Formula.arg(0);
  private static final Formula B = Formula.arg(1);

  /// Returns the fold by `combine` with neither `element` nor `finish` changing anything.
  public static FoldFormula of(Constant initial, Formula combine) {
    return new FoldFormula(initial, A, combine, A);
  }

  /// Returns the sum; 0 of nothing.
  public static FoldFormula sum() {
    return of(new Constant(0, 0), A.add(B));
  }

  /// Returns the product; 1 of nothing.
  public static FoldFormula product() {
    return of(new Constant(1, 1), A.mul(B));
  }

  /// Returns the maximum, NaN if there is one; `-∞` or the least integer of nothing.
  public static FoldFormula maximum() {
    return of(new Constant(Double.NEGATIVE_INFINITY, Long.MIN_VALUE), A.max(B));
  }

  /// Returns the minimum, NaN if there is one; `∞` or the greatest integer of nothing.
  public static FoldFormula minimum() {
    return of(new Constant(Double.POSITIVE_INFINITY, Long.MAX_VALUE), A.min(B));
  }

  /// Returns whether some element is not zero, as 0 or 1.
  public static FoldFormula any() {
    return maximum(Formula.flag(0), 0);
  }

  /// Returns whether no element is zero, as 0 or 1.
  public static FoldFormula all() {
    return new FoldFormula(new Constant(1, 1), Formula.number(Formula.flag(0)), A.min(B), A);
  }

  private static FoldFormula maximum(Formula element, long initial) {
    return new FoldFormula(new Constant(initial, initial), Formula.number(element), A.max(B), A);
  }

  /// Returns this fold of other elements: `of(f)` before it combines, so `sum().over(x.mul(x))` is
  /// the sum of squares.
  public FoldFormula over(Formula newElement) {
    return new FoldFormula(initial, Formula.number(newElement), combine, finish);
  }

  /// Returns this fold with its combination passed through `newFinish`.
  public FoldFormula finished(Formula newFinish) {
    return new FoldFormula(initial, element, combine, newFinish);
  }
}
