package nabla.kernel.session;

import java.util.concurrent.ForkJoinWorkerThread;
import java.util.function.Predicate;
import nabla.kernel.protocol.Header;
import org.jspecify.annotations.Nullable;

/// Knows to which cell a thread belongs, so that output of a background thread reaches the cell
/// that started it.
///
/// The thread that runs cells belongs to the newest cell. A thread started by it belongs, with all
/// that it starts itself, to the cell that was running then. Threads of fork-join pools are shared
/// by all cells: they belong to the newest one, and so does any thread of which nothing is known.
final class Cells {
  private final Predicate<Thread> runsCells;
  private volatile @Nullable Cell newest;
  private volatile boolean running;

  /// The cell that started a thread. Copied to new threads by the JDK, but only from threads that
  /// have a value.
  @SuppressWarnings("ThreadLocalUsage") // there is one instance for the life of the process
  private final InheritableThreadLocal<Starter> starter =
      new InheritableThreadLocal<>() {
        @Override
        protected Starter childValue(Starter parent) {
          return runsCells.test(Thread.currentThread()) ? new Starter(newest) : parent;
        }
      };

  private record Starter(@Nullable Cell cell) {}

  /// Makes the calling thread, and so all threads that will come from it, one whose children are
  /// followed.
  ///
  /// @param runsCells whether a thread is one that runs cells
  Cells(Predicate<Thread> runsCells) {
    this.runsCells = runsCells;
    starter.set(new Starter(null));
  }

  void begin(Cell cell) {
    newest = cell;
    running = true;
  }

  void end() {
    running = false;
  }

  /// Returns the cell of the calling thread, or `null` before the first cell.
  @Nullable Cell current() {
    var thread = Thread.currentThread();
    var started = starter.get();
    if (started == null
        || started.cell() == null
        || runsCells.test(thread)
        || thread instanceof ForkJoinWorkerThread) {
      return newest;
    }
    return started.cell();
  }

  /// Returns the header of the cell of the calling thread.
  @Nullable Header parent() {
    var cell = current();
    return cell == null ? null : cell.header();
  }

  /// Returns whether a cell has not ended yet.
  boolean isRunning(Cell cell) {
    return running && cell.equals(newest);
  }
}
