package nabla.kernel.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/// The thread that owns one socket: it alone receives from it and sends on it.
///
/// It blocks until a message arrives or there is something to send. Others hand it frames through a
/// queue and ring a pipe that stands in the same poll. A pipe closes when a thread that writes to
/// it is interrupted, therefore only threads of the kernel may call `send`.
final class SocketThread {
  private final ZContext context;
  private final ZMQ.Socket socket;
  private final Consumer<List<byte[]>> receiver;
  private final Thread thread;
  private final Pipe bell;
  private final AtomicBoolean rung = new AtomicBoolean();
  private final Queue<List<byte[]>> outgoing = new ConcurrentLinkedQueue<>();
  private final boolean greets;
  private volatile boolean closing;

  /// @param greets whether what has arrived is received before anything is sent
  /// @param receiver gets the frames of each message, on this thread; what it throws is not caught
  SocketThread(
      String name,
      ZContext context,
      ZMQ.Socket socket,
      boolean greets,
      Consumer<List<byte[]>> receiver) {
    this.context = context;
    this.greets = greets;
    this.socket = socket;
    this.receiver = receiver;
    try {
      bell = Pipe.open();
      bell.source().configureBlocking(false);
    } catch (IOException e) {
      throw new UncheckedIOException("No pipe could be opened", e);
    }
    thread = Thread.ofPlatform().name("nabla-" + name).daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Sends the frames as one message, after those handed over earlier.
  void send(List<byte[]> frames) {
    outgoing.add(frames);
    ring();
  }

  /// Sends what is queued, closes the socket and waits until both are done.
  void close() throws InterruptedException {
    closing = true;
    ring();
    thread.join();
  }

  private void run() {
    try (var poller = context.createPoller(2)) {
      int arrivals = poller.register(socket, ZMQ.Poller.POLLIN);
      int bells = poller.register(bell.source(), ZMQ.Poller.POLLIN);
      while (true) {
        poller.poll(-1);
        if (poller.pollin(bells)) {
          silence();
        }
        sendAll();
        if (closing) {
          break;
        }
        if (poller.pollin(arrivals)) {
          var _ = receive(); // nothing is there if it was received before something was sent
        }
      }
    } finally {
      socket.close();
    }
  }

  /// Receives one message, if there is one.
  private boolean receive() {
    var first = socket.recv(ZMQ.DONTWAIT);
    if (first == null) {
      return false;
    }
    var frames = new ArrayList<byte[]>();
    frames.add(first);
    while (socket.hasReceiveMore()) {
      frames.add(socket.recv());
    }
    receiver.accept(frames);
    return true;
  }

  private void sendAll() {
    for (var frames = outgoing.poll(); frames != null; frames = outgoing.poll()) {
      while (greets && receive()) {
        // until nobody waits for a greeting
      }
      sendNow(frames);
    }
  }

  /// Sends the frames before those that wait. Only the receiver may call it.
  void sendNow(List<byte[]> frames) {
    for (int i = 0; i < frames.size(); i++) {
      socket.send(frames.get(i), i < frames.size() - 1 ? ZMQ.SNDMORE : 0);
    }
  }

  private void ring() {
    if (rung.compareAndSet(false, true)) {
      try {
        var _ = bell.sink().write(ByteBuffer.allocate(1));
      } catch (IOException e) {
        throw new UncheckedIOException("The thread of a socket cannot be woken", e);
      }
    }
  }

  /// Makes the bell ready again. What is queued is looked at afterwards, so no message is
  /// overlooked.
  private void silence() {
    try {
      var _ = bell.source().read(ByteBuffer.allocate(16));
    } catch (IOException e) {
      throw new UncheckedIOException("The bell of a socket's thread is broken", e);
    }
    rung.set(false);
  }
}
