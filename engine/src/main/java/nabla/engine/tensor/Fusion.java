package nabla.engine.tensor;

import java.util.function.Supplier;
import nabla.engine.autograd.GradMode;
import nabla.engine.formula.Formula;
import org.jspecify.annotations.Nullable;

/// Rules of derivatives that run as one loop.
///
/// A rule is written in tensors, `g · (1 - y²)`: that is how it is read, and how it can be
/// differentiated again. The first time it runs so, and is traced; from then on its [Formula] runs,
/// with the same steps rounded in the same way, wherever nothing of it has to be recorded.
final class Fusion {
  private static final ClassValue<Rule> RULES =
      new ClassValue<>() {
        @Override
        protected Rule computeValue(Class<?> type) {
          // A lambda that captures something computes with it, and so is another one every time.
          return new Rule(type.getDeclaredFields().length == 0);
        }
      };

  /// What is known of a rule for each of the two floating dtypes.
  private static final class Rule {
    private final boolean constant;
    private final @Nullable Formula[] formulas = new @Nullable Formula[2];
    private final boolean[] traced = new boolean[2];

    Rule(boolean constant) {
      this.constant = constant;
    }
  }

  private Fusion() {}

  /// Returns what the rule of a pointwise operation's derivative gives for these operands.
  ///
  /// @param rule the lambda that the rule is; its class names it
  /// @param written runs the rule on the operands as it is written
  static Tensor apply(Object rule, Supplier<Tensor> written, Tensor... operands) {
    Tensor first = operands[0];
    if (GradMode.isGradEnabled() || !first.dtype().isFloating() || !areAlike(operands)) {
      return written.get();
    }
    Rule known = RULES.get(rule.getClass());
    if (!known.constant) {
      return written.get();
    }
    int kind = first.dtype() == DType.FLOAT32 ? 0 : 1;
    if (!known.traced[kind]) {
      if (!areDistinct(operands)) {
        return written.get(); // of x · x a trace could not tell which x is meant
      }
      Trace.Traced traced = Trace.run(written, operands);
      known.formulas[kind] = traced.formula();
      known.traced[kind] = true;
      return traced.result();
    }
    Formula formula = known.formulas[kind];
    return formula == null ? written.get() : Elementwise.compute(formula, operands);
  }

  @SuppressWarnings("ReferenceEquality") // the same tensor, not an equal one
  private static boolean areDistinct(Tensor... operands) {
    for (int i = 1; i < operands.length; i++) {
      for (int k = 0; k < i; k++) {
        if (operands[i] == operands[k]) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean areAlike(Tensor... operands) {
    Tensor first = operands[0];
    for (Tensor operand : operands) {
      if (operand.isNumber()
          || operand.dtype() != first.dtype()
          || operand.device() != first.device()
          || !operand.shape().equals(first.shape())) {
        return false;
      }
    }
    return true;
  }
}
