package nabla.engine.graph;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What operations compute, in a line: `a`, `b`, `c` are their inputs in order.
public final class Formulas {
  private static final Map<String, String> KNOWN =
      Map.ofEntries(
          Map.entry("abs", "|a|"),
          Map.entry("add", "a + b"),
          Map.entry("addcdiv", "a + b / c"),
          Map.entry("addcmul", "a + b · c"),
          Map.entry("addmm", "a + b @ c"),
          Map.entry("addmv", "a + b @ c"),
          Map.entry("bmm", "a @ b"),
          Map.entry("cos", "cos a"),
          Map.entry("div", "a / b"),
          Map.entry("dot", "a @ b"),
          Map.entry("exp", "eᵃ"),
          Map.entry("log", "ln a"),
          Map.entry("mean", "Σ a / n"),
          Map.entry("mm", "a @ b"),
          Map.entry("mseLoss", "Σ (a − b)² / n"),
          Map.entry("mul", "a · b"),
          Map.entry("mv", "a @ b"),
          Map.entry("neg", "−a"),
          Map.entry("pow", "a ^ b"),
          Map.entry("reciprocal", "1 / a"),
          Map.entry("relu", "max(a, 0)"),
          Map.entry("rsqrt", "1 / √a"),
          Map.entry("rsub", "b − a"),
          Map.entry("sigmoid", "1 / (1 + e⁻ᵃ)"),
          Map.entry("silu", "a / (1 + e⁻ᵃ)"),
          Map.entry("sin", "sin a"),
          Map.entry("softmax", "eᵃ / Σ eᵃ"),
          Map.entry("logSoftmax", "a − ln Σ eᵃ"),
          Map.entry("softplus", "ln(1 + eᵃ)"),
          Map.entry("sqrt", "√a"),
          Map.entry("square", "a²"),
          Map.entry("sub", "a − b"),
          Map.entry("sum", "Σ a"),
          Map.entry("t", "aᵀ"),
          Map.entry("tan", "tan a"),
          Map.entry("tanh", "tanh a"),
          Map.entry("transpose", "aᵀ"));

  private Formulas() {}

  /// Returns the formula of an operation, or null if it has none that fits in a line.
  public static @Nullable String of(String label) {
    return KNOWN.get(label);
  }
}
