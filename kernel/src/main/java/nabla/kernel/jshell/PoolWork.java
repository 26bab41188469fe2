package nabla.kernel.jshell;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.locks.LockSupport;

/// What a cell's parallel streams still do in the common pool.
///
/// A parallel stream that is stopped ends for the thread that waits for it as soon as one of its
/// tasks throws; the other tasks go on, and those in the queue still begin.
final class PoolWork {
  /// The package in which JShell compiles every snippet.
  private static final String CELLS = "REPL.";

  private static final Duration STEP = Duration.ofMillis(1);

  /// Between two tasks a worker shows no code of a cell: one idle look is not enough.
  private static final int LOOKS = 2;

  private PoolWork() {}

  /// Waits until no worker of the common pool runs a cell's code, or until `patience` ends: code of
  /// a library that never reaches a check would be waited for in vain.
  static void awaitEnd(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    for (int idle = 0; idle < LOOKS && System.nanoTime() - end < 0; ) {
      idle = idle() ? idle + 1 : 0;
      LockSupport.parkNanos(STEP.toNanos());
    }
  }

  private static boolean idle() {
    ForkJoinPool pool = ForkJoinPool.commonPool();
    return !pool.hasQueuedSubmissions()
        && pool.getQueuedTaskCount() == 0
        && Thread.getAllStackTraces().entrySet().stream().noneMatch(PoolWork::runsCell);
  }

  private static boolean runsCell(Map.Entry<Thread, StackTraceElement[]> thread) {
    return thread.getKey() instanceof ForkJoinWorkerThread worker
        && worker.getPool().equals(ForkJoinPool.commonPool())
        && Arrays.stream(thread.getValue())
            .anyMatch(frame -> frame.getClassName().startsWith(CELLS));
  }
}
