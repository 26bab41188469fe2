package nabla.kernel.session;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import nabla.kernel.protocol.Incoming;
import org.jspecify.annotations.Nullable;

/// A thread that deals with the messages of one channel, one after the other, in the order of their
/// arrival.
final class Lane {
  private final Handler handler;
  private final Thread thread;
  private final BlockingQueue<Numbered> waiting = new LinkedBlockingQueue<>();
  private final AtomicLong arrivals = new AtomicLong();

  /// The number up to which waiting cells are aborted.
  private volatile long abortedUpTo;

  private record Numbered(long number, @Nullable Incoming message) {}

  /// Deals with one message.
  interface Handler {
    /// Deals with `message`; what it throws ends the lane.
    ///
    /// @param aborted whether an earlier cell failed while the message was already waiting
    void handle(Incoming message, boolean aborted, Lane lane);
  }

  Lane(String name, Handler handler) {
    this.handler = handler;
    thread = Thread.ofPlatform().name("nabla-" + name + "-lane").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void add(Incoming message) {
    waiting.add(new Numbered(arrivals.incrementAndGet(), message));
  }

  /// Lets the thread end when what has arrived is dealt with.
  void end() {
    waiting.add(new Numbered(arrivals.incrementAndGet(), null));
  }

  /// Marks all messages that have arrived so far as aborted, but the one that is being dealt with.
  void abortWaiting() {
    abortedUpTo = arrivals.get();
  }

  private void run() {
    try {
      for (var next = waiting.take(); next.message() != null; next = waiting.take()) {
        handler.handle(next.message(), next.number() <= abortedUpTo, this);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // nobody has a reason to: this is the end of the process
    }
  }
}
