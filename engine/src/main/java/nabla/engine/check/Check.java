package nabla.engine.check;

import java.util.Objects;
import nabla.engine.error.Explanations;
import nabla.engine.error.NablaException;
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
      super(Explanations.text(key, arguments));
    }
  }

  /// Passes if both are equal: tensors of the same shape, dtype and elements, or equal objects;
  /// numbers are compared by value.
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
    } else if (!Objects.equals(answer, expected)) {
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
