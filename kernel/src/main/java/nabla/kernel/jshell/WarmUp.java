package nabla.kernel.jshell;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// Asks a few questions before the user does: the first completion loads classes and reads the
/// JDK's names, which takes the better part of a second.
///
/// It waits until nobody has used the compiler for a moment, so that the cells of a notebook that
/// runs from end to end lose nothing, and it lets go of the compiler after each question.
final class WarmUp {
  private static final long PAUSE_MILLIS = 3_000;
  private static final int ATTEMPTS = 20;

  private final Interpreter interpreter;
  private final Executor later;
  private final Queue<Runnable> questions;
  private int attempts = ATTEMPTS;

  private WarmUp(Interpreter interpreter) {
    this.interpreter = interpreter;
    this.later =
        CompletableFuture.delayedExecutor(
            PAUSE_MILLIS,
            TimeUnit.MILLISECONDS,
            task -> Thread.ofPlatform().daemon().name("warm-up").start(task));
    this.questions =
        new ArrayDeque<>(
            List.of(
                () -> interpreter.completer.complete("\"\".le", 5),
                () -> interpreter.completer.complete("Li", 2),
                () -> interpreter.inspector.inspect("Math.max(", 9, 0)));
  }

  static void begin(Interpreter interpreter) {
    WarmUp warmUp = new WarmUp(interpreter);
    warmUp.later.execute(warmUp::ask);
  }

  private void ask() {
    if (!interpreter.lock.tryLock()) {
      if (attempts-- > 0) {
        later.execute(this::ask);
      }
      return;
    }
    try {
      questions.remove().run();
    } catch (IllegalStateException _) {
      // The notebook was closed meanwhile.
      questions.clear();
    } finally {
      interpreter.lock.unlock();
    }
    if (!questions.isEmpty()) {
      ask();
    }
  }
}
