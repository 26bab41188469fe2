package nabla.kernel.jshell;

/// What woven code calls. Public only because classes of cells, in another loader, must reach it.
// Woven code calls what only throws: that is its purpose.
@SuppressWarnings("DoNotCallSuggester")
public final class StopCheck {
  /// True while some evaluation is being stopped; the only thing that running code looks at.
  private static volatile boolean armed;

  private StopCheck() {}

  static void arm(boolean on) {
    armed = on;
  }

  /// Throws if this thread works for an evaluation that was interrupted. Stands at the entry of
  /// each method and before each backward branch of a cell's code.
  public static void check() {
    if (armed) {
      Evaluation.throwIfStopped();
    }
  }

  /// Stands in for `System.exit(status)`.
  public static void exit(int status) {
    throw new SystemExit("System.exit(" + status + ")");
  }

  /// Stands in for `runtime.exit(status)`.
  public static void exit(Runtime runtime, int status) {
    throw new SystemExit("Runtime.exit(" + status + ")");
  }

  /// Stands in for `runtime.halt(status)`.
  public static void halt(Runtime runtime, int status) {
    throw new SystemExit("Runtime.halt(" + status + ")");
  }
}
