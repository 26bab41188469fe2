package nabla.engine.autograd;

import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import nabla.engine.tensor.Tensor;

/// The derivative of an operation by one of its inputs, as a function of the incoming gradient `g`.
///
/// It is written in the tensor language, so it can be differentiated again. Its kind says what is
/// saved for it, as in PyTorch's `derivatives.yaml`: nothing, an input, both, or the result.
/// Un-broadcasting and the cast to the input's dtype are done by [Gradients], not here.
public final class Partial {
  static final int OUTPUT = 1 << 30;
  static final int DETAIL = 1 << 29;
  static final int INPUTS = DETAIL - 1;

  private final int saves;
  private final Rule rule;
  private final Rule pointwise;

  private Partial(int saves, Rule rule) {
    this(saves, rule, rule);
  }

  private Partial(int saves, Rule rule, Rule pointwise) {
    this.saves = saves;
    this.rule = rule;
    this.pointwise = pointwise;
  }

  private static Partial of(
      int saves, BinaryOperator<Tensor> rule, Function<Saved, Tensor> operand) {
    return new Partial(
        saves,
        (g, saved) -> rule.apply(g, operand.apply(saved)),
        (g, saved) -> {
          Tensor x = operand.apply(saved);
          return Meta.access().pointwise(rule, () -> rule.apply(g, x), g, x);
        });
  }

  /// A derivative that needs nothing saved.
  public static Partial none(UnaryOperator<Tensor> rule) {
    return new Partial(0, (g, _) -> rule.apply(g));
  }

  /// A derivative that needs the only (or first) input: `(g, x) -> …`.
  public static Partial input(BinaryOperator<Tensor> rule) {
    return of(1, rule, saved -> saved.input(0));
  }

  /// A derivative that needs the result: `(g, y) -> …`.
  public static Partial output(BinaryOperator<Tensor> rule) {
    return of(OUTPUT, rule, Saved::output);
  }

  /// A derivative that needs the left operand: `(g, a) -> …`.
  public static Partial left(BinaryOperator<Tensor> rule) {
    return input(rule);
  }

  /// A derivative that needs the right operand: `(g, b) -> …`.
  public static Partial right(BinaryOperator<Tensor> rule) {
    return of(2, rule, saved -> saved.input(1));
  }

  /// A derivative that needs both operands: `(g, a, b) -> …`.
  public static Partial both(Ternary rule) {
    return new Partial(
        3,
        (g, saved) -> rule.apply(g, saved.input(0), saved.input(1)),
        (g, saved) -> {
          Tensor a = saved.input(0);
          Tensor b = saved.input(1);
          return Meta.access().pointwise(rule, () -> rule.apply(g, a, b), g, a, b);
        });
  }

  /// A derivative that needs something computed along the way, such as where a maximum was found:
  /// its rule holds it, and it counts as saved.
  public static Partial detail(UnaryOperator<Tensor> rule) {
    return new Partial(DETAIL, (g, _) -> rule.apply(g));
  }

  /// Returns the same derivative, for which the inputs at these positions are saved, too: PyTorch
  /// keeps some that its rule hardly needs, and refuses changes of them.
  public Partial saving(int... positions) {
    return new Partial(saves | of(rule, positions).saves, rule, pointwise);
  }

  /// A derivative that needs the inputs at these positions (and the result, if [#OUTPUT_TOO] is
  /// among them): `(g, saved) -> …`.
  public static Partial of(Rule rule, int... positions) {
    int saves = 0;
    for (int position : positions) {
      saves |= position == OUTPUT_TOO ? OUTPUT : 1 << position;
    }
    return new Partial(saves, rule);
  }

  /// The position that stands for the result in [#of].
  public static final int OUTPUT_TOO = -1;

  int saves() {
    return saves;
  }

  Tensor apply(Tensor g, Saved saved) {
    return rule.apply(g, saved);
  }

  /// Does the same for an operation that is pointwise, where the rule is so too.
  Tensor applyPointwise(Tensor g, Saved saved) {
    return pointwise.apply(g, saved);
  }

  /// The rule of a derivative.
  @FunctionalInterface
  public interface Rule {
    /// Returns the gradient of the input, before it is un-broadcast.
    Tensor apply(Tensor g, Saved saved);
  }

  /// A function of a gradient and two operands.
  @FunctionalInterface
  public interface Ternary {
    /// Returns the gradient.
    Tensor apply(Tensor g, Tensor a, Tensor b);
  }
}
