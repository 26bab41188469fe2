package nabla.engine.formula;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
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
import nabla.engine.formula.Step.Action;

/// A formula as a list of steps, each computed once: a step may use the values of steps before it.
/// The last step is the result.
///
/// Constants are numbered and kept apart, so formulas that differ only in their constants have
/// equal steps and share one generated class.
final class Program {
  private final List<Step> steps;
  private final int hash;

  private Program(List<Step> steps) {
    this.steps = steps;
    this.hash = steps.hashCode();
  }

  /// Returns the steps in order.
  List<Step> steps() {
    return steps;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Program program && hash == program.hash && steps.equals(program.steps);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return steps.toString();
  }

  /// The constants of a formula by their numbers, as they are in floating kinds and in INT64.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Constants(double[] reals, long[] integers) {}

  /// A program and the constants it was made with.
  record Applied(Program program, Constants constants) {}

  /// Returns the steps and constants of a formula.
  static Applied of(Formula formula) {
    var builder = new Builder();
    builder.add(formula);
    return new Applied(new Program(List.copyOf(builder.steps)), builder.constants());
  }

  /// Throws an IllegalArgumentException if some step cannot be computed in the kind or some operand
  /// is missing.
  void check(Kind compute, int operands) {
    if (compute == Kind.BOOL) {
      throw new IllegalArgumentException(
          "A formula is computed in FLOAT32, FLOAT64 or INT64, not in BOOL.");
    }
    for (Step step : steps) {
      boolean isDefined =
          switch (step.action()) {
            case UNARY -> step.unary().supports(compute);
            case BINARY -> step.binary().supports(compute);
            default -> true;
          };
      if (!isDefined) {
        throw new IllegalArgumentException(
            step.op() + " is not defined in " + compute + "; choose another compute kind.");
      }
      boolean isOperand = step.action() == Action.LOAD || step.action() == Action.FLAG;
      if (isOperand && step.a() >= operands) {
        throw new IllegalArgumentException(
            "The formula uses operand "
                + step.a()
                + " but the loop has "
                + operands
                + " operand kinds; operands are counted from 0.");
      }
    }
  }

  /// Numbers the steps. Knowing formulas by identity keeps one with shared parts linear: as a tree
  /// it could be exponentially large. Most formulas are tiny, and a look through a short list is
  /// quicker than filling maps.
  private static final class Builder {
    private static final int FEW = 16;

    final ArrayList<Step> steps = new ArrayList<>(8);
    private final ArrayList<Constant> constants = new ArrayList<>(2);
    private final ArrayList<Formula> seen = new ArrayList<>(8);
    private final int[] seenAs = new int[FEW];
    private final IdentityHashMap<Formula, Integer> manySeen = new IdentityHashMap<>(0);
    private final Map<Step, Integer> manySteps = new HashMap<>(0);

    int add(Formula formula) {
      int number = find(formula);
      if (number < 0) {
        number = number(stepOf(formula));
        if (seen.size() < FEW) {
          seenAs[seen.size()] = number;
          seen.add(formula);
        } else {
          manySeen.put(formula, number);
        }
      }
      return number;
    }

    @SuppressWarnings("ReferenceEquality") // equal formulas are found as equal steps
    private int find(Formula formula) {
      for (int i = 0; i < seen.size(); i++) {
        if (seen.get(i) == formula) {
          return seenAs[i];
        }
      }
      return manySeen.isEmpty() ? -1 : manySeen.getOrDefault(formula, -1);
    }

    private Step stepOf(Formula formula) {
      return switch (formula) {
        case Argument(int index) -> step(Action.LOAD, index);
        case Flag(int index) -> step(Action.FLAG, index);
        case Constant constant -> step(Action.CONSTANT, numberOf(constant));
        case Unary(UnaryOp op, Formula a) -> new Step(Action.UNARY, op, add(a), 0, 0);
        case Binary(BinaryOp op, Formula a, Formula b) ->
            new Step(Action.BINARY, op, add(a), add(b), 0);
        case Compare(CompareOp op, Formula a, Formula b) ->
            new Step(Action.COMPARE, op, add(a), add(b), 0);
        case Logic(LogicOp op, Formula a, Formula b) ->
            new Step(Action.LOGIC, op, add(a), add(b), 0);
        case Not(Formula a) -> step(Action.NOT, add(a));
        case Select(Formula c, Formula a, Formula b) ->
            new Step(Action.SELECT, Action.SELECT, add(c), add(a), add(b));
        case FromPredicate(Formula a) -> step(Action.CONVERT, add(a));
      };
    }

    private static Step step(Action action, int a) {
      return new Step(action, action, a, 0, 0);
    }

    private int number(Step step) {
      for (int i = 0; i < Math.min(steps.size(), FEW); i++) {
        if (steps.get(i).equals(step)) {
          return i;
        }
      }
      int fresh = steps.size();
      if (fresh >= FEW) {
        Integer known = manySteps.putIfAbsent(step, fresh);
        if (known != null) {
          return known;
        }
      }
      steps.add(step);
      return fresh;
    }

    private int numberOf(Constant constant) {
      for (int i = 0; i < constants.size(); i++) {
        Constant other = constants.get(i);
        boolean sameReal =
            Double.doubleToLongBits(other.real()) == Double.doubleToLongBits(constant.real());
        if (sameReal && other.integer() == constant.integer()) {
          return i;
        }
      }
      constants.add(constant);
      return constants.size() - 1;
    }

    Constants constants() {
      var reals = new double[constants.size()];
      var integers = new long[constants.size()];
      for (int i = 0; i < reals.length; i++) {
        reals[i] = constants.get(i).real();
        integers[i] = constants.get(i).integer();
      }
      return new Constants(reals, integers);
    }
  }
}
