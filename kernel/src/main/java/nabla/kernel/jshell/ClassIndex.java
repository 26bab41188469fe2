package nabla.kernel.jshell;

import static nabla.kernel.jshell.Internals.get;
import static nabla.kernel.jshell.Internals.type;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Has JShell make its index of all classes there are when it is needed, not in the first second.
///
/// JShell begins with it as soon as anything of a cell is analysed, and reading the whole JDK takes
/// as long as the first cell does. Names that are completed or suggested need it; a cell that is
/// right does not.
final class ClassIndex {
  /// Even for what goes wrong here: then names are completed a little later.
  private static final long LONGEST_SECONDS = 60;

  /// JShell has one thread for the indexes of all shells, so what holds it is one thing, too: the
  /// first shell's wait. Later ones find it over.
  private static final CountDownLatch WANTED = new CountDownLatch(1);

  private static final AtomicBoolean HELD = new AtomicBoolean();

  private final @Nullable ExecutorService indexer;
  private volatile boolean made;

  /// Makes one that keeps the shell waiting, and so must be there before its first analysis.
  ClassIndex() {
    ExecutorService found = null;
    try {
      found = (ExecutorService) get(type("SourceCodeAnalysisImpl"), "INDEXER");
      if (!HELD.getAndSet(true)) {
        found.execute(ClassIndex::hold);
      }
    } catch (Internals.Closed _) {
      // It begins at once, as JShell has it.
    }
    indexer = found;
  }

  private static void hold() {
    try {
      var _ = WANTED.await(LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      // Then it begins now.
    }
  }

  /// Lets the index be made, if it is not, and returns when it is there.
  void await() {
    WANTED.countDown();
    if (indexer == null || made) {
      return;
    }
    try {
      var _ = indexer.submit(() -> {}).get();
      made = true;
    } catch (ExecutionException e) {
      throw new IllegalStateException("nothing was to be done", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
