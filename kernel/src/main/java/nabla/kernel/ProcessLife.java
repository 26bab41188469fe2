package nabla.kernel;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What ends the process, and what does not.
final class ProcessLife {
  private static final Duration LOOK = Duration.ofSeconds(1);

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
    long pid = Long.parseLong(parent);
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    // One that is not there was never ours to watch: in a container the number may mean nothing.
    process.ifPresent(
        handle -> {
          var _ = handle.onExit().thenRun(end);
          if (isParent(pid)) {
            watchForOrphanhood(pid, end);
          }
        });
  }

  /// Runs `end` when the kernel gets another parent, because its own is gone.
  ///
  /// A dead process whose own parent does not wait for it counts as alive for ever, as happens in
  /// containers; its children have long been given away.
  private static void watchForOrphanhood(long parent, Runnable end) {
    Thread.ofVirtual()
        .name("nabla-parent")
        .start(
            () -> {
              try {
                while (isParent(parent)) {
                  Thread.sleep(LOOK);
                }
                end.run();
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt(); // nobody has a reason to
              }
            });
  }

  private static boolean isParent(long pid) {
    return ProcessHandle.current().parent().map(handle -> handle.pid() == pid).orElse(false);
  }
}
