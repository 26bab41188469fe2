package nabla.kernel.jshell;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import nabla.kernel.jvm.ThreadStop;
import org.jspecify.annotations.Nullable;

/// The one long-lived thread that runs user code, and what it takes to stop it.
///
/// An interrupt is a ladder. At once: the woven checks throw and the thread is interrupted, again
/// and again, since code may swallow an interrupt. After [#PATIENCE]: it is made to throw where it
/// is, also inside a library. After [#GRACE]: the thread is abandoned. It cannot be killed, but
/// nobody waits for it any more; the owner starts another.
final class CellThread {
  /// Recursion in cells is ordinary code for learners: let it go deep before it overflows.
  private static final long STACK_BYTES = 64L << 20;

  /// The name of the thread while it runs cells. One that is abandoned loses it.
  static final String NAME = "cells";

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  static final Duration GRACE = Duration.ofSeconds(3);

  /// A busy machine gets its chances too, whatever the clock says.
  private static final int HITS = 10;

  private static final Duration AGAIN = Duration.ofMillis(100);

  /// User code: may throw anything.
  interface Code {
    @Nullable Object run() throws Throwable;
  }

  /// How a piece of user code ended.
  sealed interface Result {
    record Returned(@Nullable Object value) implements Result {}

    record Threw(Throwable cause) implements Result {}

    /// The thread was made to throw; `where` is what it was doing.
    record Stopped(List<StackTraceElement> where) implements Result {}

    /// The thread goes on by itself; `where` is what it was doing when it was left.
    record Abandoned(List<StackTraceElement> where) implements Result {}
  }

  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean retired;

  CellThread(ClassLoader context) {
    thread = new Thread(null, this::work, NAME, STACK_BYTES);
    thread.setDaemon(true);
    thread.setContextClassLoader(context);
    thread.start();
  }

  /// Runs user code and waits until it ends, or until it was asked to stop and would not.
  Result run(Evaluation evaluation, Code code) {
    Call call = new Call(evaluation, code);
    calls.add(call);
    CompletableFuture.anyOf(call.result, evaluation.stop()).join();
    long asked = System.nanoTime();
    int hits = 0;
    List<StackTraceElement> hit = List.of();
    while (!call.result.isDone()) {
      long waited = System.nanoTime() - asked;
      if (waited > GRACE.toNanos() && hits >= HITS) {
        return abandon(evaluation, call);
      }
      if (waited > PATIENCE.toNanos()) {
        hit = call.hit(hit);
        hits++;
      }
      call.interrupt();
      pause(call);
    }
    Result result = call.result.join();
    return result instanceof Result.Threw && !hit.isEmpty() ? new Result.Stopped(hit) : result;
  }

  /// Runs what the kernel itself has to do on this thread, and waits for it.
  void tidy(Runnable task) {
    Call call =
        new Call(
            null,
            () -> {
              task.run();
              return null;
            });
    calls.add(call);
    call.result.join();
  }

  boolean retired() {
    return retired;
  }

  /// Lets the thread end after what it is doing.
  void retire() {
    retired = true;
    calls.add(new Call(null, () -> null));
  }

  private Result abandon(Evaluation evaluation, Call call) {
    evaluation.abandon();
    StackTraceElement[] where = thread.getStackTrace();
    if (call.result.isDone()) {
      // It ended at the last moment, perhaps before it could see that it was given up.
      evaluation.end();
      return call.result.join();
    }
    thread.setName("abandoned cell");
    retire();
    return new Result.Abandoned(List.of(where));
  }

  private static void pause(Call call) {
    try {
      call.result.get(AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      // Not yet: the caller looks at the clock and interrupts again.
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("nobody interrupts the compiler thread", e);
    }
  }

  private void work() {
    while (!retired) {
      try {
        calls.take().run(thread);
      } catch (InterruptedException _) {
        // An interrupt that came too late for the code it was meant for.
      }
    }
  }

  private static final class Call {
    private final @Nullable Evaluation evaluation;
    private final Code code;
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private @Nullable Thread running;

    Call(@Nullable Evaluation evaluation, Code code) {
      this.evaluation = evaluation;
      this.code = code;
    }

    void run(Thread thread) {
      enter(thread);
      Result end = attempt();
      leave();
      result.complete(end);
      if (evaluation != null && evaluation.abandoned()) {
        evaluation.end();
      }
    }

    /// Whatever user code throws is its result, errors included.
    private Result attempt() {
      try {
        return new Result.Returned(code.run());
      } catch (Throwable e) {
        Reserve.releaseFor(e);
        return new Result.Threw(e);
      }
    }

    private synchronized void enter(Thread thread) {
      running = thread;
      if (evaluation != null) {
        evaluation.enter();
      }
    }

    private synchronized void leave() {
      running = null;
      Thread.interrupted();
    }

    synchronized void interrupt() {
      if (running != null) {
        running.interrupt();
      }
    }

    /// Makes the thread throw where it is, if it may throw there; returns where that was.
    private synchronized List<StackTraceElement> hit(List<StackTraceElement> before) {
      if (running == null) {
        return before;
      }
      StopPlace place = new StopPlace();
      return ThreadStop.stop(running, place) ? place.stack() : before;
    }
  }
}
