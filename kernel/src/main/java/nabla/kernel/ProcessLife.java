package nabla.kernel;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What ends the process, and what does not.
final class ProcessLife {
  private ProcessLife() {}

  /// Ignores SIGINT: a terminal sends it to the kernel too when the user stops the server with
  /// Ctrl-C.
  ///
  /// Interrupts of cells come as messages. `sun.misc.Signal` is the only way to ignore a signal in
  /// Java, and a supported one, but the compiler warns of it by name; hence the reflection.
  static void ignoreInterrupts() {
    try {
      var signal = Class.forName("sun.misc.Signal");
      var handler = Class.forName("sun.misc.SignalHandler");
      signal
          .getMethod("handle", signal, handler)
          .invoke(
              null,
              signal.getConstructor(String.class).newInstance("INT"),
              handler.getField("SIG_IGN").get(null));
    } catch (ReflectiveOperationException _) {
      // A system without that signal has nothing to ignore.
    }
  }

  /// Runs `end` when the process that started the kernel dies without saying goodbye.
  ///
  /// @param parent the value of `JPY_PARENT_PID`, or `null` where Jupyter gave none
  static void watchParent(@Nullable String parent, Runnable end) {
    if (parent == null || !parent.matches("[1-9][0-9]{0,17}")) {
      return;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(parent));
    // One that is not there was never ours to watch: in a container the number may mean nothing.
    process.ifPresent(
        handle -> {
          var _ = handle.onExit().thenRun(end);
        });
  }
}
