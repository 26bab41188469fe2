package nabla.kernel.jshell;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// One run of one cell, and whether it is to stop.
///
/// The wish to stop belongs to the run and not to the kernel: threads started by a cell inherit its
/// evaluation, so a thread of an older cell goes on when a newer one is interrupted. Threads that
/// inherit nothing (the common pool's) count as working for whatever is being stopped, since a
/// cell's parallel streams run there; an older cell's parallel stream at that very moment stops
/// too.
final class Evaluation {
  private static final InheritableThreadLocal<@Nullable Evaluation> MINE =
      new InheritableThreadLocal<>();
  private static final Set<Evaluation> STOPPING = ConcurrentHashMap.newKeySet();

  final Task task;
  final Cell cell;
  private final CompletableFuture<Boolean> stop = new CompletableFuture<>();
  private volatile boolean abandoned;

  Evaluation(Task task, Cell cell) {
    this.task = task;
    this.cell = cell;
  }

  /// Returns on whose behalf the calling thread runs, or `null` if no cell started it.
  static @Nullable Task taskOfThread() {
    Evaluation mine = MINE.get();
    return mine == null ? null : mine.task;
  }

  static void throwIfStopped() {
    Evaluation mine = MINE.get();
    boolean asked =
        mine != null
            ? mine.stopped()
            : STOPPING.stream().anyMatch(evaluation -> !evaluation.abandoned);
    if (asked) {
      throw new CellStopped();
    }
  }

  /// Makes the current thread, and those it starts, work for this evaluation.
  void enter() {
    MINE.set(this);
  }

  void requestStop() {
    synchronized (STOPPING) {
      STOPPING.add(this);
      StopCheck.arm(true);
    }
    stop.complete(true);
  }

  boolean stopped() {
    return stop.isDone();
  }

  CompletableFuture<Boolean> stop() {
    return stop;
  }

  boolean abandoned() {
    return abandoned;
  }

  /// Gives up waiting for the code. It stays stopped: it ends as soon as it reaches a check.
  void abandon() {
    abandoned = true;
  }

  /// Forgets the wish to stop, when no code of this evaluation can run any more.
  void end() {
    synchronized (STOPPING) {
      STOPPING.remove(this);
      StopCheck.arm(!STOPPING.isEmpty());
    }
  }
}
