package nabla.engine.tensor;

import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import nabla.engine.autograd.Partial;
import nabla.engine.formula.Formula;
import org.jspecify.annotations.Nullable;

/// The connectives: of truth values, and of the bits of whole numbers. They have no gradient.
///
/// Operands broadcast. For the logical ones every element that is not zero is true, and the result
/// is bool; the bitwise ones keep the common dtype and take whole numbers or truth values.
sealed interface Logic permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Tells where both elements are true. The operands broadcast; the result is bool.
  default Tensor logicalAnd(Tensor other) {
    return logicalAnd(Target.FRESH, other);
  }

  /// Does [#logicalAnd(Tensor)] in place and returns this tensor.
  default Tensor logicalAnd_(Tensor other) {
    return logicalAnd(Target.IN_PLACE, other);
  }

  private Tensor logicalAnd(Target target, Tensor other) {
    return logical(target, (a, b) -> Formula.predicate(a).and(Formula.predicate(b)), other);
  }

  /// Tells where one of the elements is true, or both. The operands broadcast; the result is bool.
  default Tensor logicalOr(Tensor other) {
    return logicalOr(Target.FRESH, other);
  }

  /// Does [#logicalOr(Tensor)] in place and returns this tensor.
  default Tensor logicalOr_(Tensor other) {
    return logicalOr(Target.IN_PLACE, other);
  }

  private Tensor logicalOr(Target target, Tensor other) {
    return logical(target, (a, b) -> Formula.predicate(a).or(Formula.predicate(b)), other);
  }

  /// Tells where one of the elements is true, but not both. The operands broadcast; the result is
  /// bool.
  default Tensor logicalXor(Tensor other) {
    return logicalXor(Target.FRESH, other);
  }

  /// Does [#logicalXor(Tensor)] in place and returns this tensor.
  default Tensor logicalXor_(Tensor other) {
    return logicalXor(Target.IN_PLACE, other);
  }

  private Tensor logicalXor(Target target, Tensor other) {
    return logical(target, (a, b) -> Formula.predicate(a).xor(Formula.predicate(b)), other);
  }

  /// Tells where the element is zero. The result is bool.
  default Tensor logicalNot() {
    return logicalNot(Target.FRESH);
  }

  /// Does [#logicalNot()] in place and returns this tensor.
  default Tensor logicalNot_() {
    return logicalNot(Target.IN_PLACE);
  }

  private Tensor logicalNot(Target target) {
    return Elementwise.apply(
        target,
        "",
        Elementwise.formula((UnaryOperator<Formula>) x -> Formula.predicate(x).not()),
        Elementwise.Result.BOOLEAN,
        0,
        new @Nullable Partial[] {null},
        self());
  }

  /// Returns the conjunction of the bits.
  default Tensor bitwiseAnd(Tensor other) {
    return bitwiseAnd(Target.FRESH, other);
  }

  /// Does [#bitwiseAnd(Tensor)] with a number.
  default Tensor bitwiseAnd(double other) {
    return bitwiseAnd(Target.FRESH, Tensor.number(other));
  }

  /// Does [#bitwiseAnd(Tensor)] with a whole number.
  default Tensor bitwiseAnd(long other) {
    return bitwiseAnd(Target.FRESH, Tensor.number(other));
  }

  /// Does [#bitwiseAnd(Tensor)] in place and returns this tensor.
  default Tensor bitwiseAnd_(Tensor other) {
    return bitwiseAnd(Target.IN_PLACE, other);
  }

  /// Does [#bitwiseAnd(double)] in place and returns this tensor.
  default Tensor bitwiseAnd_(double other) {
    return bitwiseAnd(Target.IN_PLACE, Tensor.number(other));
  }

  /// Does [#bitwiseAnd(long)] in place and returns this tensor.
  default Tensor bitwiseAnd_(long other) {
    return bitwiseAnd(Target.IN_PLACE, Tensor.number(other));
  }

  private Tensor bitwiseAnd(Target target, Tensor other) {
    return bits(target, "bitwise_and_cpu", Formula::and, other);
  }

  /// Returns the disjunction of the bits.
  default Tensor bitwiseOr(Tensor other) {
    return bitwiseOr(Target.FRESH, other);
  }

  /// Does [#bitwiseOr(Tensor)] with a number.
  default Tensor bitwiseOr(double other) {
    return bitwiseOr(Target.FRESH, Tensor.number(other));
  }

  /// Does [#bitwiseOr(Tensor)] with a whole number.
  default Tensor bitwiseOr(long other) {
    return bitwiseOr(Target.FRESH, Tensor.number(other));
  }

  /// Does [#bitwiseOr(Tensor)] in place and returns this tensor.
  default Tensor bitwiseOr_(Tensor other) {
    return bitwiseOr(Target.IN_PLACE, other);
  }

  /// Does [#bitwiseOr(double)] in place and returns this tensor.
  default Tensor bitwiseOr_(double other) {
    return bitwiseOr(Target.IN_PLACE, Tensor.number(other));
  }

  /// Does [#bitwiseOr(long)] in place and returns this tensor.
  default Tensor bitwiseOr_(long other) {
    return bitwiseOr(Target.IN_PLACE, Tensor.number(other));
  }

  private Tensor bitwiseOr(Target target, Tensor other) {
    return bits(target, "bitwise_or_cpu", Formula::or, other);
  }

  /// Returns the exclusive disjunction of the bits.
  default Tensor bitwiseXor(Tensor other) {
    return bitwiseXor(Target.FRESH, other);
  }

  /// Does [#bitwiseXor(Tensor)] with a number.
  default Tensor bitwiseXor(double other) {
    return bitwiseXor(Target.FRESH, Tensor.number(other));
  }

  /// Does [#bitwiseXor(Tensor)] with a whole number.
  default Tensor bitwiseXor(long other) {
    return bitwiseXor(Target.FRESH, Tensor.number(other));
  }

  /// Does [#bitwiseXor(Tensor)] in place and returns this tensor.
  default Tensor bitwiseXor_(Tensor other) {
    return bitwiseXor(Target.IN_PLACE, other);
  }

  /// Does [#bitwiseXor(double)] in place and returns this tensor.
  default Tensor bitwiseXor_(double other) {
    return bitwiseXor(Target.IN_PLACE, Tensor.number(other));
  }

  /// Does [#bitwiseXor(long)] in place and returns this tensor.
  default Tensor bitwiseXor_(long other) {
    return bitwiseXor(Target.IN_PLACE, Tensor.number(other));
  }

  private Tensor bitwiseXor(Target target, Tensor other) {
    return bits(target, "bitwise_xor_cpu", Formula::xor, other);
  }

  /// Returns the bits of this tensor shifted left by `other`; 0 if by 64 or more.
  default Tensor bitwiseLeftShift(Tensor other) {
    return bitwiseLeftShift(Target.FRESH, other);
  }

  /// Does [#bitwiseLeftShift(Tensor)] with a number.
  default Tensor bitwiseLeftShift(double other) {
    return bitwiseLeftShift(Target.FRESH, Tensor.number(other));
  }

  /// Does [#bitwiseLeftShift(Tensor)] with a whole number.
  default Tensor bitwiseLeftShift(long other) {
    return bitwiseLeftShift(Target.FRESH, Tensor.number(other));
  }

  /// Does [#bitwiseLeftShift(Tensor)] in place and returns this tensor.
  default Tensor bitwiseLeftShift_(Tensor other) {
    return bitwiseLeftShift(Target.IN_PLACE, other);
  }

  /// Does [#bitwiseLeftShift(double)] in place and returns this tensor.
  default Tensor bitwiseLeftShift_(double other) {
    return bitwiseLeftShift(Target.IN_PLACE, Tensor.number(other));
  }

  /// Does [#bitwiseLeftShift(long)] in place and returns this tensor.
  default Tensor bitwiseLeftShift_(long other) {
    return bitwiseLeftShift(Target.IN_PLACE, Tensor.number(other));
  }

  private Tensor bitwiseLeftShift(Target target, Tensor other) {
    Guards.number("lshift_cpu", self());
    return bits(target, "lshift_cpu", Formula::shl, other);
  }

  /// Returns the bits of this tensor shifted right by `other`, the sign kept.
  default Tensor bitwiseRightShift(Tensor other) {
    return bitwiseRightShift(Target.FRESH, other);
  }

  /// Does [#bitwiseRightShift(Tensor)] with a number.
  default Tensor bitwiseRightShift(double other) {
    return bitwiseRightShift(Target.FRESH, Tensor.number(other));
  }

  /// Does [#bitwiseRightShift(Tensor)] with a whole number.
  default Tensor bitwiseRightShift(long other) {
    return bitwiseRightShift(Target.FRESH, Tensor.number(other));
  }

  /// Does [#bitwiseRightShift(Tensor)] in place and returns this tensor.
  default Tensor bitwiseRightShift_(Tensor other) {
    return bitwiseRightShift(Target.IN_PLACE, other);
  }

  /// Does [#bitwiseRightShift(double)] in place and returns this tensor.
  default Tensor bitwiseRightShift_(double other) {
    return bitwiseRightShift(Target.IN_PLACE, Tensor.number(other));
  }

  /// Does [#bitwiseRightShift(long)] in place and returns this tensor.
  default Tensor bitwiseRightShift_(long other) {
    return bitwiseRightShift(Target.IN_PLACE, Tensor.number(other));
  }

  private Tensor bitwiseRightShift(Target target, Tensor other) {
    Guards.number("rshift_cpu", self());
    return bits(target, "rshift_cpu", Formula::shr, other);
  }

  /// Returns the complement of the bits; of truth values the negation.
  default Tensor bitwiseNot() {
    return bitwiseNot(Target.FRESH);
  }

  /// Does [#bitwiseNot()] in place and returns this tensor.
  default Tensor bitwiseNot_() {
    return bitwiseNot(Target.IN_PLACE);
  }

  private Tensor bitwiseNot(Target target) {
    Guards.whole("bitwise_not_cpu", self().dtype());
    return self().dtype() == DType.BOOL
        ? logicalNot(target)
        : Elementwise.apply(
            target,
            "",
            Elementwise.formula((UnaryOperator<Formula>) Formula::not),
            Elementwise.Result.PROMOTED,
            0,
            new @Nullable Partial[] {null},
            self());
  }

  private Tensor logical(Target target, BinaryOperator<Formula> rule, Tensor other) {
    return Elementwise.zip(target, "", Elementwise.Result.BOOLEAN, rule, null, null, self(), other);
  }

  private Tensor bits(Target target, String kernel, BinaryOperator<Formula> rule, Tensor other) {
    Guards.whole(kernel, Promotion.of(self(), other));
    return Elementwise.zip(
        target, "", Elementwise.Result.PROMOTED, rule, null, null, self(), other);
  }
}
