package nabla.engine.backend.cpu;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import nabla.engine.backend.Threads;
import org.jspecify.annotations.Nullable;

/// The threads that help with long loops.
///
/// Work comes in numbered pieces, cut by its size alone and written to places of their own, so that
/// the result has the same digits however many threads there are. The thread that asks works too,
/// and is the one that can be interrupted: the others end with the piece at hand.
final class Workers {
  /// How long a thread waits actively for the others' last pieces, in nanoseconds.
  private static final long PATIENCE = 20_000;

  private static final ThreadLocal<Boolean> HELPING = ThreadLocal.withInitial(() -> false);

  private Workers() {}

  private static final class Pool {
    /// Threads end when nothing has come for a while; they know nothing of the cell that was the
    /// first to need them.
    static final ExecutorService THREADS =
        new ThreadPoolExecutor(
            0,
            Math.max(1, Threads.COUNT - 1),
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform()
                .daemon()
                .inheritInheritableThreadLocals(false)
                .name("nabla-worker-", 0)
                .factory(),
            new ThreadPoolExecutor.DiscardPolicy());

    private Pool() {}
  }

  /// Does pieces 0 to `pieces - 1` and returns when all are done.
  ///
  /// @throws CancellationException if this thread is interrupted; some pieces are not done then
  static void forEach(int pieces, IntConsumer work) {
    stopIfInterrupted();
    if (pieces <= 1 || Threads.COUNT == 1 || HELPING.get()) {
      for (int piece = 0; piece < pieces; piece++) {
        stopIfInterrupted();
        work.accept(piece);
      }
      return;
    }
    Job job = new Job(pieces, work, Thread.currentThread());
    for (int helper = 1; helper < Math.min(Threads.COUNT, pieces); helper++) {
      Pool.THREADS.execute(job);
    }
    job.lead();
  }

  static void stopIfInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted");
    }
  }

  private static final class Job implements Runnable {
    private final int pieces;
    private final IntConsumer work;
    private final Thread leader;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger unfinished;
    private volatile @Nullable Throwable failure;

    Job(int pieces, IntConsumer work, Thread leader) {
      this.pieces = pieces;
      this.work = work;
      this.leader = leader;
      this.unfinished = new AtomicInteger(pieces);
    }

    @Override
    public void run() {
      HELPING.set(true);
      try {
        takePieces();
      } finally {
        HELPING.set(false);
      }
    }

    private void takePieces() {
      for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
        try {
          if (failure == null) {
            if (Thread.currentThread() == leader) {
              stopIfInterrupted();
            }
            work.accept(piece);
          }
        } catch (Throwable e) {
          failure = e; // the others skip what is left; the leader throws it
        } finally {
          if (unfinished.decrementAndGet() == 0) {
            LockSupport.unpark(leader);
          }
        }
      }
    }

    void lead() {
      takePieces();
      long start = System.nanoTime();
      boolean interrupted = false;
      while (unfinished.get() > 0) {
        if (System.nanoTime() - start < PATIENCE) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
          interrupted |= Thread.interrupted(); // or parking would return at once
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      switch (failure) {
        case null -> {}
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new IllegalStateException(e);
      }
    }
  }
}
