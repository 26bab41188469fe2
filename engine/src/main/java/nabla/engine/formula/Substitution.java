package nabla.engine.formula;

import java.util.IdentityHashMap;
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

/// Puts formulas in the place of operands, each shared part once.
final class Substitution {
  private final Formula[] replacements;
  private final IdentityHashMap<Formula, Formula> done = new IdentityHashMap<>();

  Substitution(Formula... replacements) {
    this.replacements = replacements;
  }

  Formula in(Formula formula) {
    Formula known = done.get(formula);
    if (known != null) {
      return known;
    }
    Formula result =
        switch (formula) {
          case Argument(int index) -> Formula.number(replacement(index));
          case Flag(int index) ->
              replacement(index) instanceof Argument(int other)
                  ? Formula.flag(other)
                  : Formula.predicate(replacement(index));
          case Constant constant -> constant;
          case Unary(UnaryOp op, Formula a) -> new Unary(op, in(a));
          case Binary(BinaryOp op, Formula a, Formula b) -> new Binary(op, in(a), in(b));
          case Compare(CompareOp op, Formula a, Formula b) -> new Compare(op, in(a), in(b));
          case Logic(LogicOp op, Formula a, Formula b) -> new Logic(op, in(a), in(b));
          case Not(Formula a) -> new Not(in(a));
          case Select(Formula c, Formula a, Formula b) -> new Select(in(c), in(a), in(b));
          case FromPredicate(Formula a) -> new FromPredicate(in(a));
        };
    done.put(formula, result);
    return result;
  }

  private Formula replacement(int index) {
    if (index >= replacements.length) {
      throw new IllegalArgumentException(
          "The formula uses operand "
              + index
              + " but only "
              + replacements.length
              + " replacements were given; operands are counted from 0.");
    }
    return replacements[index];
  }
}
