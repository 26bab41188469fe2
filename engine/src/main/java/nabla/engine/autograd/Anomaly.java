package nabla.engine.autograd;

import java.util.function.Supplier;
import nabla.engine.error.GradientException;
import nabla.engine.error.Warnings;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Anomaly mode: an error of the backward pass tells the line of the forward pass it belongs to,
/// and a gradient that is not a number is an error.
///
/// It is on for the whole process, as in PyTorch, and slow: every operation remembers where it was
/// called. Operations recorded before it was switched on have no place.
public final class Anomaly {
  private static volatile State state = new State(false, true);
  private static final ThreadLocal<@Nullable Node> RUNNING = new ThreadLocal<>();

  private record State(boolean enabled, boolean checkNan) {}

  private Anomaly() {}

  /// Tells whether anomaly mode is on.
  public static boolean isAnomalyEnabled() {
    return state.enabled;
  }

  /// Tells whether anomaly mode, when it is on, takes a gradient that is not a number for an error.
  public static boolean isAnomalyCheckNanEnabled() {
    return state.checkNan;
  }

  /// Switches anomaly mode on, with a warning that it is slow, until the scope is closed.
  public static AnomalyScope detectAnomaly() {
    Warnings.warn(
        "Anomaly Detection has been enabled. This mode will increase the runtime and should only be"
            + " enabled for debugging.");
    return setDetectAnomaly(true);
  }

  /// Runs an action in anomaly mode.
  public static <X extends Exception> void detectAnomaly(GradMode.Action<X> action) throws X {
    try (AnomalyScope _ = detectAnomaly()) {
      action.run();
    }
  }

  /// Returns what a function computes in anomaly mode.
  public static <T extends @Nullable Object, X extends Exception> T detectAnomaly(
      GradMode.Computation<T, X> computation) throws X {
    try (AnomalyScope _ = detectAnomaly()) {
      return computation.compute();
    }
  }

  /// Switches anomaly mode on or off: until the scope is closed, for good if it never is.
  public static AnomalyScope setDetectAnomaly(boolean enabled) {
    return setDetectAnomaly(enabled, true);
  }

  /// Switches anomaly mode on or off.
  ///
  /// @param checkNan whether a gradient that is not a number is an error, too
  public static AnomalyScope setDetectAnomaly(boolean enabled, boolean checkNan) {
    AnomalyScope scope = new AnomalyScope(state);
    become(new State(enabled, checkNan));
    return scope;
  }

  private static synchronized void become(State next) {
    if (next.enabled != state.enabled) {
      Place.record(next.enabled);
    }
    state = next;
  }

  /// Restores the mode that was in force before it was opened.
  public static final class AnomalyScope implements AutoCloseable {
    private final State before;

    private AnomalyScope(State before) {
      this.before = before;
    }

    @Override
    public void close() {
      become(before);
    }
  }

  /// Returns the node whose derivative is being computed on this thread, or null.
  static @Nullable Node running() {
    return state.enabled ? RUNNING.get() : null;
  }

  /// Computes the gradients of a node under watch.
  static @Nullable Tensor[] watch(Node node, Supplier<@Nullable Tensor[]> compute) {
    Node outer = RUNNING.get();
    RUNNING.set(node);
    try {
      @Nullable Tensor[] results = compute.get();
      if (state.checkNan) {
        requireNumbers(node, results);
      }
      return results;
    } catch (RuntimeException e) {
      warn(node);
      throw e;
    } finally {
      RUNNING.set(outer);
    }
  }

  private static void requireNumbers(Node node, @Nullable Tensor[] results) {
    for (int i = 0; i < results.length; i++) {
      Tensor result = results[i];
      if (result != null && node.edges()[i] != null && hasNan(result)) {
        Place place = node.place();
        throw new GradientException(
            "Function '%s' returned nan values in its %dth output.".formatted(node.name(), i),
            place == null ? "anomaly.nan" : "anomaly.nanAt",
            node.name(),
            place == null ? "" : String.join(" > ", place.trace()));
      }
    }
  }

  private static boolean hasNan(Tensor gradient) {
    try (GradMode.Scope _ = GradMode.noGrad()) {
      return gradient.dtype().isFloating() && gradient.isnan().any().itemBoolean();
    }
  }

  private static void warn(Node node) {
    Place place = node.place();
    if (place == null) {
      Warnings.warn(
          "Error detected in "
              + node.name()
              + ". No forward pass information available. Enable detect anomaly during forward pass"
              + " for more information.");
      return;
    }
    Warnings.warn(
        "Error detected in "
            + node.name()
            + ". Traceback of forward call that caused the error:\n"
            + lines(place));
    for (Node parent = node.parent(); parent != null; parent = parent.parent()) {
      Place origin = parent.place();
      if (origin == null) {
        break;
      }
      Warnings.warn(
          "\n\nPrevious calculation was induced by "
              + parent.name()
              + ". Traceback of forward call that induced the previous calculation:\n"
              + lines(origin));
    }
  }

  private static String lines(Place place) {
    StringBuilder text = new StringBuilder();
    place.trace().forEach(line -> text.append("  ").append(line).append('\n'));
    return text.toString();
  }
}
