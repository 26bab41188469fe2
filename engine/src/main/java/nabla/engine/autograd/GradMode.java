package nabla.engine.autograd;

import nabla.engine.error.Explanations;
import nabla.engine.error.Warnings;
import org.jspecify.annotations.Nullable;

/// Whether operations are recorded, per thread.
///
/// A mode is opened for a block, `try (var _ = noGrad()) { … }`, or for a function, `noGrad(() ->
/// …)`; both restore the mode that was in force before, also when an exception leaves the block.
public final class GradMode {
  private static final ThreadLocal<State> STATE = ThreadLocal.withInitial(State::new);

  private GradMode() {}

  /// Tells whether operations of this thread are recorded.
  public static boolean isGradEnabled() {
    return STATE.get().enabled;
  }

  /// Tells whether an operation on a tensor that requires a gradient makes a node: recording is on
  /// and this thread is not in inference mode, which [#enableGrad] does not end.
  public static boolean isRecording() {
    State state = STATE.get();
    return state.enabled && !state.inference;
  }

  /// Tells whether this thread is in inference mode.
  public static boolean isInferenceModeEnabled() {
    return STATE.get().inference;
  }

  /// Stops recording until the scope is closed.
  public static Scope noGrad() {
    return open(false, isInferenceModeEnabled());
  }

  /// Records again, inside a [#noGrad] block, until the scope is closed.
  public static Scope enableGrad() {
    return open(true, isInferenceModeEnabled());
  }

  /// Sets whether operations are recorded until the scope is closed.
  public static Scope setGradEnabled(boolean enabled) {
    return open(enabled, isInferenceModeEnabled());
  }

  /// Stops recording and version counting until the scope is closed; tensors made inside can never
  /// take part in a recorded graph.
  public static Scope inferenceMode() {
    return inferenceMode(true);
  }

  /// Enters inference mode, or leaves it and records again, until the scope is closed.
  public static Scope inferenceMode(boolean enabled) {
    return open(!enabled, enabled);
  }

  /// Runs an action in inference mode.
  public static <X extends Exception> void inferenceMode(Action<X> action) throws X {
    try (Scope _ = inferenceMode()) {
      action.run();
    }
  }

  /// Returns what a function computes in inference mode.
  public static <T extends @Nullable Object, X extends Exception> T inferenceMode(
      Computation<T, X> computation) throws X {
    try (Scope _ = inferenceMode()) {
      return computation.compute();
    }
  }

  /// Runs an action without recording.
  public static <X extends Exception> void noGrad(Action<X> action) throws X {
    try (Scope _ = noGrad()) {
      action.run();
    }
  }

  /// Returns what a function computes without recording.
  public static <T extends @Nullable Object, X extends Exception> T noGrad(
      Computation<T, X> computation) throws X {
    try (Scope _ = noGrad()) {
      return computation.compute();
    }
  }

  /// Ends every scope that is still open on this thread and returns whether there was one.
  ///
  /// A front end calls it between two cells, so that a bare `noGrad();` does not leak into the
  /// next.
  public static boolean reset() {
    State state = STATE.get();
    boolean leaked = !state.enabled || state.inference;
    state.enabled = true;
    state.inference = false;
    if (leaked) {
      Warnings.warn(Explanations.text("mode.leaked"));
    }
    return leaked;
  }

  /// Tells whether the engine computes for itself on this thread, as in a backward pass: then no
  /// [Watcher] hears of it.
  static boolean isQuiet() {
    return STATE.get().quiet;
  }

  /// Sets whether the engine computes for itself on this thread; returns what it was.
  static boolean quiet(boolean quiet) {
    State state = STATE.get();
    boolean before = state.quiet;
    state.quiet = quiet;
    return before;
  }

  private static Scope open(boolean enabled, boolean inference) {
    State state = STATE.get();
    Scope scope = new Scope(state.enabled, state.inference);
    state.enabled = enabled;
    state.inference = inference;
    return scope;
  }

  /// Restores the mode that was in force before it was opened.
  public static final class Scope implements AutoCloseable {
    private final boolean enabled;
    private final boolean inference;

    private Scope(boolean enabled, boolean inference) {
      this.enabled = enabled;
      this.inference = inference;
    }

    @Override
    public void close() {
      State state = STATE.get();
      state.enabled = enabled;
      state.inference = inference;
    }
  }

  /// Something to do, which may throw.
  @FunctionalInterface
  public interface Action<X extends Exception> {
    /// Does it.
    void run() throws X;
  }

  /// Something to compute, which may throw.
  @FunctionalInterface
  public interface Computation<T extends @Nullable Object, X extends Exception> {
    /// Computes it.
    T compute() throws X;
  }

  private static final class State {
    boolean enabled = true;
    boolean inference;
    boolean quiet;
  }
}
