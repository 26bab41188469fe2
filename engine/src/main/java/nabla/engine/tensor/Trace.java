package nabla.engine.tensor;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;
import nabla.engine.formula.Formula;
import org.jspecify.annotations.Nullable;

/// What a computation does with its operands, written as one formula while it runs.
///
/// It sees pointwise operations on this thread whose tensors all have the operands' shape and
/// dtype, Java numbers aside; what came about in another way is unknown to it.
final class Trace {
  private static final ThreadLocal<@Nullable Trace> CURRENT = new ThreadLocal<>();

  /// How many threads trace, so that other operations pay no more than a look at a field.
  private static volatile int running;

  private final Shape shape;
  private final DType dtype;
  private final Map<Tensor, Formula> known = new IdentityHashMap<>();
  private int operations;

  private Trace(Tensor... operands) {
    shape = operands[0].shape();
    dtype = operands[0].dtype();
    for (int i = 0; i < operands.length; i++) {
      known.put(operands[i], Formula.arg(i));
    }
  }

  private static synchronized void count(int more) {
    running += more;
  }

  /// The result of a computation and its formula, null if it has none.
  record Traced(Tensor result, @Nullable Formula formula) {}

  /// Runs a computation on tensors of one shape and dtype, and traces it; a single operation is not
  /// worth a formula.
  static Traced run(Supplier<Tensor> computation, Tensor... operands) {
    Trace outer = CURRENT.get();
    Trace trace = new Trace(operands);
    CURRENT.set(trace);
    count(1);
    try {
      Tensor result = computation.get();
      boolean worth = trace.operations > 1 && result.dtype() == trace.dtype;
      return new Traced(result, worth ? trace.known.get(result) : null);
    } finally {
      count(-1);
      CURRENT.set(outer);
    }
  }

  /// Notes that a result came about by a formula of these operands.
  static void note(Formula formula, DType compute, Tensor result, Tensor... operands) {
    if (running > 0) {
      Trace trace = CURRENT.get();
      if (trace != null) {
        trace.add(formula, compute, result, operands);
      }
    }
  }

  private void add(Formula formula, DType compute, Tensor result, Tensor... operands) {
    operations++;
    if (compute != dtype || !result.shape().equals(shape)) {
      return;
    }
    Formula[] parts = new Formula[operands.length];
    for (int i = 0; i < parts.length; i++) {
      Formula part = operands[i].isNumber() ? constant(operands[i]) : known.get(operands[i]);
      if (part == null) {
        return;
      }
      parts[i] = part;
    }
    known.put(result, formula.substitute(parts));
  }

  private static Formula constant(Tensor number) {
    return number.dtype() == DType.FLOAT64
        ? Formula.constant(number.item())
        : Formula.constant(number.itemLong());
  }
}
