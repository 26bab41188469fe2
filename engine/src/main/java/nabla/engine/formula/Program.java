package nabla.engine.formula;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nabla.engine.formula.Formula.Argument;
import nabla.engine.formula.Formula.Binary;
import nabla.engine.formula.Formula.Compare;
import nabla.engine.formula.Formula.Constant;
import nabla.engine.formula.Formula.Flag;
import nabla.engine.formula.Formula.FromPredicate;
import nabla.engine.formula.Formula.Logic;
import nabla.engine.formula.Formula.Not;
import nabla.engine.formula.Formula.Select;
import nabla.engine.formula.Formula.Unary;

/// A formula as a list of steps, each computed once: step `i` may use the results of steps before
/// it. The last step is the result.
///
/// Constants are numbered and kept apart, so formulas that differ only in their constants have
/// equal steps and share one generated class.
///
/// @param steps the steps in order
record Program(List<Step> steps) {

  /// One step: what is computed of which earlier results.
  sealed interface Step {
    /// Returns whether the result is true or false rather than a number.
    default boolean isPredicate() {
      return switch (this) {
        case LoadFlag _, Comparison _, Connective _, Negation _ -> true;
        case Load _, LoadConstant _, Function1 _, Function2 _, Choice _, Convert _ -> false;
      };
    }
  }

  record Load(int operand) implements Step {}

  record LoadFlag(int operand) implements Step {}

  record LoadConstant(int number) implements Step {}

  record Function1(UnaryOp op, int a) implements Step {}

  record Function2(BinaryOp op, int a, int b) implements Step {}

  record Comparison(CompareOp op, int a, int b) implements Step {}

  record Connective(LogicOp op, int a, int b) implements Step {}

  record Negation(int a) implements Step {}

  record Choice(int condition, int then, int otherwise) implements Step {}

  record Convert(int a) implements Step {}

  /// A program and the constants it was made with.
  record Applied(Program program, List<Constant> constants) {}

  /// Returns the steps of a formula.
  static Applied of(Formula formula) {
    var builder = new Builder();
    builder.add(formula);
    return new Applied(
        new Program(List.copyOf(builder.steps)), List.copyOf(builder.constants.keySet()));
  }

  /// Throws an IllegalArgumentException if some step cannot be computed in the kind or some operand
  /// is missing.
  void check(Kind compute, int operands) {
    if (compute == Kind.BOOL) {
      throw new IllegalArgumentException(
          "A formula is computed in FLOAT32, FLOAT64 or INT64, not in BOOL.");
    }
    for (Step step : steps) {
      switch (step) {
        case Load(int k) when k >= operands -> throw missing(k, operands);
        case LoadFlag(int k) when k >= operands -> throw missing(k, operands);
        case Function1(UnaryOp op, _) when !op.supports(compute) -> throw unsupported(op, compute);
        case Function2(BinaryOp op, _, _) when !op.supports(compute) ->
            throw unsupported(op, compute);
        default -> {}
      }
    }
  }

  private static IllegalArgumentException missing(int operand, int operands) {
    return new IllegalArgumentException(
        "The formula uses operand "
            + operand
            + " but the loop has "
            + operands
            + " operand kinds; operands are counted from 0.");
  }

  private static IllegalArgumentException unsupported(Enum<?> op, Kind compute) {
    return new IllegalArgumentException(
        op + " is not defined in " + compute + "; choose another compute kind.");
  }

  /// Numbers the steps. The identity map keeps a formula with shared parts linear: as a tree it
  /// could be exponentially large.
  private static final class Builder {
    final List<Step> steps = new ArrayList<>();
    final Map<Constant, Integer> constants = new LinkedHashMap<>();
    private final IdentityHashMap<Formula, Integer> seen = new IdentityHashMap<>();
    private final Map<Step, Integer> numbers = new HashMap<>();

    int add(Formula formula) {
      Integer known = seen.get(formula);
      if (known != null) {
        return known;
      }
      int number = number(stepOf(formula));
      seen.put(formula, number);
      return number;
    }

    private Step stepOf(Formula formula) {
      return switch (formula) {
        case Argument(int index) -> new Load(index);
        case Flag(int index) -> new LoadFlag(index);
        case Constant constant -> {
          int fresh = constants.size();
          Integer old = constants.putIfAbsent(constant, fresh);
          yield new LoadConstant(old == null ? fresh : old);
        }
        case Unary(UnaryOp op, Formula a) -> new Function1(op, add(a));
        case Binary(BinaryOp op, Formula a, Formula b) -> new Function2(op, add(a), add(b));
        case Compare(CompareOp op, Formula a, Formula b) -> new Comparison(op, add(a), add(b));
        case Logic(LogicOp op, Formula a, Formula b) -> new Connective(op, add(a), add(b));
        case Not(Formula a) -> new Negation(add(a));
        case Select(Formula c, Formula a, Formula b) -> new Choice(add(c), add(a), add(b));
        case FromPredicate(Formula a) -> new Convert(add(a));
      };
    }

    private int number(Step step) {
      Integer known = numbers.get(step);
      if (known != null) {
        return known;
      }
      int number = steps.size();
      steps.add(step);
      numbers.put(step, number);
      return number;
    }
  }
}
