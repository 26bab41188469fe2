package nabla.kernel.session;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import nabla.kernel.protocol.Incoming;

/// A thread that deals with the messages of one channel, one after the other, in the order of their
/// arrival.
final class Lane {
  private final Handler handler;
  private final Thread thread;
  private final BlockingQueue<Numbered> waiting = new LinkedBlockingQueue<>();
  private final AtomicLong arrivals = new AtomicLong();

  /// The number up to which waiting cells are aborted. Only this lane's thread touches it.
  private long abortedUpTo;

  private record Numbered(long number, Incoming message) {}

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

  /// Marks all messages that have arrived so far as aborted. To be called by the handler.
  void abortWaiting() {
    abortedUpTo = arrivals.get();
  }

  private void run() {
    try {
      while (true) {
        var next = waiting.take();
        handler.handle(next.message(), next.number() <= abortedUpTo, this);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // nobody has a reason to: this is the end of the process
    }
  }
}
