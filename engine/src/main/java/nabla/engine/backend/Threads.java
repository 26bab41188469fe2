package nabla.engine.backend;

/// How many threads a computation may use.
public final class Threads {
  /// The system property `nabla.threads`, else as many as there are processors; for loops and for
  /// matrix products alike, which never run at the same time.
  public static final int COUNT =
      Math.max(1, Integer.getInteger("nabla.threads", Runtime.getRuntime().availableProcessors()));

  private Threads() {}
}
