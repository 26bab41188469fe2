package nabla.kernel.session;

import java.util.concurrent.ForkJoinWorkerThread;
import java.util.function.Supplier;
import nabla.kernel.jshell.Task;
import nabla.kernel.protocol.Header;
import org.jspecify.annotations.Nullable;

/// Knows to which cell a thread belongs, so that output of a background thread reaches the cell
/// that started it.
///
/// A thread belongs, with all that it starts itself, to the cell that was running when it was
/// started. Threads of fork-join pools are shared by all cells: they belong to the newest one, and
/// so does any thread of which nothing is known.
final class Cells {
  private final Supplier<@Nullable Task> task;
  private static final ThreadLocal<@Nullable Cell> BORROWED = new ThreadLocal<>();

  private volatile @Nullable Cell newest;

  /// @param task returns on whose behalf the calling thread runs, or `null`
  Cells(Supplier<@Nullable Task> task) {
    this.task = task;
  }

  /// Runs code in this thread as if it belonged to another cell.
  void onBehalfOf(Cell cell, Runnable code) {
    var before = BORROWED.get();
    BORROWED.set(cell);
    try {
      code.run();
    } finally {
      if (before == null) {
        BORROWED.remove();
      } else {
        BORROWED.set(before);
      }
    }
  }

  void begin(Cell cell) {
    newest = cell;
  }

  /// Returns the cell of the calling thread, or `null` before the first cell.
  @Nullable Cell current() {
    var other = BORROWED.get();
    if (other != null) {
      return other;
    }
    var shared = Thread.currentThread() instanceof ForkJoinWorkerThread;
    return !shared && task.get() instanceof Cell cell ? cell : newest;
  }

  /// Returns the header of the cell of the calling thread.
  @Nullable Header parent() {
    var cell = current();
    return cell == null ? null : cell.header();
  }
}
