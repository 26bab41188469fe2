package nabla.engine.check;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import nabla.engine.error.Explanations;
import nabla.engine.error.GradCheckException;
import nabla.engine.error.NablaException;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Functional;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The checks of an exercise: a right answer passes in silence, a wrong one fails with a hint that
/// does not give the answer away.
///
/// A notebook calls them on the field [#check]: `check.close(x.grad(), tensor(6.0))`.
public final class Check {
  /// The checks, for static import.
  public static final Check check = new Check();

  private static final double RELATIVE = 1e-4;
  private static final double ABSOLUTE = 1e-6;

  private Check() {}

  /// An exercise whose answer is not right yet.
  public static final class CheckFailed extends AssertionError {
    private static final long serialVersionUID = 1L;

    private CheckFailed(String key, Object... arguments) {
      this(Explanations.text(key, arguments), true);
    }

    // Two parameters, as one text alone would be a key.
    private CheckFailed(String message, boolean ready) {
      super(ready ? message : "");
    }
  }

  /// Passes if both are equal: tensors of the same shape, dtype and elements, lists of equal
  /// elements, or equal objects, arrays included; numbers are compared by value.
  public void equal(@Nullable Object answer, @Nullable Object expected) {
    if (answer instanceof Tensor a && expected instanceof Tensor e) {
      sameShape(a, e);
      if (a.dtype() != e.dtype()) {
        throw new CheckFailed("check.dtype", e.dtype(), a.dtype());
      }
      compare(a, e, 0, 0);
    } else if (answer instanceof Number a && expected instanceof Number e) {
      if (Double.compare(a.doubleValue(), e.doubleValue()) != 0) {
        throw new CheckFailed("check.number", a);
      }
    } else if (answer instanceof List<?> a && expected instanceof List<?> e) {
      if (a.size() != e.size()) {
        throw new CheckFailed("check.size", a.size());
      }
      for (int i = 0; i < a.size(); i++) {
        equal(a.get(i), e.get(i));
      }
    } else if (!Objects.deepEquals(answer, expected)) {
      throw answer == null ? new CheckFailed("check.null") : new CheckFailed("check.other", answer);
    }
  }

  /// Passes if a tensor has the expected shape and its elements differ by rounding at most.
  public void close(@Nullable Tensor answer, Tensor expected) {
    if (answer == null) {
      throw new CheckFailed("check.null");
    }
    sameShape(answer, expected);
    compare(answer, expected, RELATIVE, ABSOLUTE);
  }

  /// Passes if two numbers differ by rounding at most.
  public void close(double answer, double expected) {
    if (!isClose(answer, expected, RELATIVE, ABSOLUTE)) {
      throw new CheckFailed("check.number", answer);
    }
  }

  /// Passes if a one-element tensor holds a number, but for rounding.
  public void close(@Nullable Tensor answer, double expected) {
    if (answer == null) {
      throw new CheckFailed("check.null");
    }
    if (answer.numel() != 1) {
      throw new CheckFailed("check.oneElement", answer.shape());
    }
    close(answer.detach().item(), expected);
  }

  /// Passes if a number is smaller than a bound.
  public void below(double answer, double bound) {
    if (!(answer < bound)) {
      throw new CheckFailed("check.tooLarge", answer);
    }
  }

  /// Passes if a number is larger than a bound.
  public void above(double answer, double bound) {
    if (!(answer > bound)) {
      throw new CheckFailed("check.tooSmall", answer);
    }
  }

  /// Passes if the action raises an error whose message contains the text, as PyTorch writes it;
  /// returns the error.
  public Throwable raises(String text, Action action) {
    Throwable raised;
    try {
      action.run();
      throw new CheckFailed("check.noError", text);
    } catch (CheckFailed failed) {
      throw failed;
    } catch (Throwable e) {
      raised = e;
    }
    String message =
        raised instanceof NablaException n ? n.torchMessage() : String.valueOf(raised.getMessage());
    if (!message.contains(text)) {
      throw new CheckFailed("check.otherError", text, message);
    }
    return raised;
  }

  /// Passes if the gradient of a leaf is the derivative of the function at the leaf, the sum of its
  /// elements if it has several.
  ///
  /// The function is computed anew on a copy, so that no check has to contain the right answer:
  /// `check.gradient(x, v -> v.pow(2))`.
  public void gradient(@Nullable Tensor leaf, UnaryOperator<Tensor> function) {
    Tensor answer = leaf == null ? null : leaf.grad();
    if (leaf == null || answer == null) {
      throw new CheckFailed("check.null");
    }
    Tensor copy = leaf.detach().clone().requiresGrad(true);
    Tensor expected = Functional.grad(function.apply(copy).sum(), copy);
    sameShape(answer, expected);
    double factor = factor(answer.detach().toDoubleArray(), expected.detach().toDoubleArray());
    if (factor == -1) {
      throw new CheckFailed("check.gradientSign");
    } else if (factor > 1.5 && factor == Math.rint(factor)) {
      throw new CheckFailed("check.gradientTimes", (long) factor);
    } else if (factor > 0 && factor < 0.75) {
      throw new CheckFailed("check.gradientFraction");
    }
    compare(answer, expected, RELATIVE, ABSOLUTE);
  }

  /// Passes if the derivative that backward computes for a function, in particular one whose
  /// derivative is written by hand, is the measured one at this point.
  public void gradient(UnaryOperator<Tensor> function, Tensor point) {
    try {
      GradCheck.gradcheck(function, point.detach().to(DType.FLOAT64).clone().requiresGrad(true));
    } catch (GradCheckException _) {
      throw new CheckFailed("check.gradientMeasured", point.detach());
    }
  }

  /// Passes if the recorded graph of a tensor is as claimed: `check.graph(y, has("exp"))`.
  public void graph(@Nullable Tensor tensor, GraphClaim... claims) {
    if (tensor == null) {
      throw new CheckFailed("check.null");
    }
    if (!GraphClaim.isRecorded(tensor)) {
      throw new CheckFailed("check.graphNone");
    }
    for (GraphClaim claim : claims) {
      String objection = claim.objection(tensor);
      if (objection != null) {
        throw new CheckFailed(objection, true);
      }
    }
  }

  // The number that all elements of the answer are too large by; 1 if there is none.
  private static double factor(double[] answer, double[] expected) {
    double factor = 0;
    for (int i = 0; i < answer.length; i++) {
      if (Math.abs(expected[i]) > ABSOLUTE) {
        double ratio = answer[i] / expected[i];
        double near = Math.abs(ratio - Math.rint(ratio)) < 1e-3 ? Math.rint(ratio) : ratio;
        if (factor != 0 && !isClose(near, factor, RELATIVE, ABSOLUTE)) {
          return 1;
        }
        factor = near;
      } else if (Math.abs(answer[i]) > ABSOLUTE) {
        return 1;
      }
    }
    return factor;
  }

  /// Something that may fail in any way.
  @FunctionalInterface
  public interface Action {
    /// Does it.
    void run() throws Throwable;
  }

  private static void sameShape(Tensor answer, Tensor expected) {
    if (!answer.shape().equals(expected.shape())) {
      throw new CheckFailed("check.shape", expected.shape(), answer.shape());
    }
  }

  private static void compare(Tensor answer, Tensor expected, double relative, double absolute) {
    double[] a = answer.detach().toDoubleArray();
    double[] e = expected.detach().toDoubleArray();
    int wrong = 0;
    for (int i = 0; i < a.length; i++) {
      wrong += isClose(a[i], e[i], relative, absolute) ? 0 : 1;
    }
    if (wrong > 0) {
      throw new CheckFailed("check.values", wrong, a.length, answer.detach());
    }
  }

  private static boolean isClose(double a, double e, double relative, double absolute) {
    return Double.compare(a, e) == 0
        || a == e
        || Math.abs(a - e) <= absolute + relative * Math.abs(e);
  }
}
