package nabla.engine.error;

import java.util.function.Consumer;

/// The channel of warnings: what PyTorch says through Python's `warnings.warn`.
///
/// Warnings are not errors and must not look like them: a front end takes them with [#handler].
/// Until then they go to the log of this class, at level `WARNING`.
public final class Warnings {
  private static volatile Consumer<String> handler =
      message -> System.getLogger("nabla.engine").log(System.Logger.Level.WARNING, message);

  private Warnings() {}

  /// Sets who receives warnings from now on, and returns who did before.
  public static Consumer<String> handler(Consumer<String> next) {
    Consumer<String> before = handler;
    handler = next;
    return before;
  }

  /// Issues a warning with PyTorch's text.
  public static void warn(String message) {
    handler.accept(message);
  }
}
