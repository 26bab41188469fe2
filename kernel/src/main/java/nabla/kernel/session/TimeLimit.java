package nabla.kernel.session;

import static nabla.kernel.text.Texts.text;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import nabla.kernel.jshell.Outcome;
import nabla.kernel.magic.Magics;
import org.jspecify.annotations.Nullable;

/// Interrupts cells that take longer than `%timeout` allows.
final class TimeLimit {
  /// How often a cell is interrupted that goes on, such as one whose next part begins afterwards.
  private static final long AGAIN_MILLIS = 500;

  private final Runnable interrupt;
  private @Nullable ScheduledExecutorService clock;

  /// @param interrupt stops the running cell as a user's interrupt does
  TimeLimit(Runnable interrupt) {
    this.interrupt = interrupt;
  }

  /// Runs a cell, for no longer than `limit` if there is one.
  Outcome within(@Nullable Duration limit, Supplier<Outcome> cell) {
    if (limit == null) {
      return cell.get();
    }
    var over = new AtomicBoolean();
    var alarm =
        clock()
            .scheduleAtFixedRate(
                () -> {
                  over.set(true);
                  interrupt.run();
                },
                limit.toMillis(),
                AGAIN_MILLIS,
                TimeUnit.MILLISECONDS);
    try {
      var outcome = cell.get();
      return over.get() && outcome instanceof Outcome.Interrupted(var failure)
          ? new Outcome.Interrupted(failure.with(text("magic.timeout.over", Magics.seconds(limit))))
          : outcome;
    } finally {
      alarm.cancel(false);
    }
  }

  private synchronized ScheduledExecutorService clock() {
    var running = clock;
    if (running == null) {
      running =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().daemon().name("time limit").factory());
      clock = running;
    }
    return running;
  }
}
