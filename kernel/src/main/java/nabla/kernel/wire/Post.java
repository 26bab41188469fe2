package nabla.kernel.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import nabla.kernel.protocol.Answer;
import nabla.kernel.protocol.Channel;
import nabla.kernel.protocol.Connection;
import nabla.kernel.protocol.Event;
import nabla.kernel.protocol.Header;
import nabla.kernel.protocol.Incoming;
import nabla.kernel.protocol.InputRequest;
import nabla.kernel.protocol.Json;
import nabla.kernel.protocol.Outbox;
import org.jspecify.annotations.Nullable;

/// The one queue through which everything leaves, and the thread that empties it.
///
/// That thread writes JSON, signs, and hands the frames to the threads of the sockets. Because
/// there is one queue, what a cell printed is on its way before the cell's reply is. Printed text
/// is gathered: it leaves 50 ms after its first character, at 64 Ki characters, or when anything
/// else has to leave. A thread that prints faster than that waits for the queue to shrink.
final class Post implements Outbox {
  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int GATHER_CHARS = 1 << 16;
  private static final int QUEUED_CHARS = 1 << 22;

  /// What waits to leave.
  private sealed interface Item {}

  private record Broadcast(Header header, Event event, @Nullable Header parent) implements Item {}

  private record Letter(Channel channel, Header header, Incoming to, Answer content)
      implements Item {}

  /// Printed text that still grows.
  private record Text(String stream, @Nullable Header parent, StringBuilder text, long born)
      implements Item {
    boolean takes(Event.Stream more, @Nullable Header by) {
      return stream.equals(more.name())
          && Objects.equals(parent, by)
          && text.length() < GATHER_CHARS;
    }
  }

  private final Frames frames;
  private final Map<Channel, SocketThread> channels;
  private final SocketThread iopub;
  private final Sockets.Complaints complaints;
  private final Thread thread =
      Thread.ofPlatform().name("nabla-post").daemon().unstarted(this::run);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Condition roomy = lock.newCondition();
  private final ArrayDeque<Item> queue = new ArrayDeque<>();
  private int queuedChars;
  private boolean closing;

  Post(
      Connection connection,
      Map<Channel, SocketThread> channels,
      SocketThread iopub,
      Sockets.Complaints complaints) {
    this.complaints = complaints;
    this.frames = new Frames(connection);
    this.channels = channels;
    this.iopub = iopub;
  }

  void start() {
    thread.start();
  }

  /// Hands over what is queued and ends the thread.
  void close() throws InterruptedException {
    lock.lock();
    try {
      closing = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
    thread.join();
  }

  @Override
  public void publish(Event event, @Nullable Header parent) {
    if (event instanceof Event.Stream stream) {
      gather(stream, parent);
    } else {
      add(new Broadcast(Header.of(Json.wireName(event.getClass())), event, parent));
    }
  }

  @Override
  public void reply(Incoming request, Answer answer) {
    var header = Header.of(Json.replyName(request.header().msgType()));
    add(new Letter(request.channel(), header, request, answer));
  }

  @Override
  public String ask(InputRequest question, Incoming origin) {
    var header = Header.of(Json.wireName(InputRequest.class));
    add(new Letter(Channel.STDIN, header, origin, question));
    return header.msgId();
  }

  private void add(Item item) {
    lock.lock();
    try {
      queue.add(item);
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  private void gather(Event.Stream stream, @Nullable Header parent) {
    lock.lock();
    try {
      while (queuedChars > QUEUED_CHARS && !closing) {
        roomy.awaitUninterruptibly();
      }
      queuedChars += stream.text().length();
      if (queue.peekLast() instanceof Text tail && tail.takes(stream, parent)) {
        tail.text().append(stream.text());
        if (tail.text().length() >= GATHER_CHARS) {
          arrived.signal();
        }
      } else {
        var text = new StringBuilder(stream.text());
        queue.add(new Text(stream.name(), parent, text, System.nanoTime()));
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      for (var item = take(); item != null; item = take()) {
        deliver(item);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // nobody has a reason to: this is the end of the process
    }
  }

  /// Sends an item. One that cannot be written as JSON is dropped, but a client that waits for a
  /// reply gets one.
  private void deliver(Item item) {
    try {
      send(item);
    } catch (RuntimeException | StackOverflowError e) {
      complaints.add("a message could not be written: " + e);
      if (item instanceof Letter(var channel, var header, var to, _)) {
        var reason = "The reply could not be written: " + e;
        send(new Letter(channel, header, to, new Answer.Failed("UnwritableReply", reason)));
      }
    }
  }

  /// Returns what has to leave next, or `null` when the post closes and nothing is left.
  private @Nullable Item take() throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        var item = queue.peek();
        if (item == null) {
          if (closing) {
            return null;
          }
          arrived.await();
        } else if (item instanceof Text text && growing(text)) {
          long left = text.born() + GATHER_NANOS - System.nanoTime();
          if (left <= 0 || arrived.awaitNanos(left) <= 0) {
            return remove(text);
          }
        } else {
          return remove(item);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean growing(Text text) {
    return !closing && queue.size() == 1 && text.text().length() < GATHER_CHARS;
  }

  private Item remove(Item item) {
    queue.remove();
    if (item instanceof Text text) {
      queuedChars -= text.text().length();
      roomy.signalAll();
    }
    return item;
  }

  private void send(Item item) {
    switch (item) {
      case Broadcast(var header, var event, var parent) -> broadcast(header, event, parent);
      case Text(var name, var parent, var text, _) -> {
        var event = new Event.Stream(name, text.toString());
        broadcast(Header.of(Json.wireName(Event.Stream.class)), event, parent);
      }
      case Letter(var channel, var header, var to, var content) -> {
        var letter = frames.write(to.identities(), header, to.header(), content, Event.Extras.NONE);
        Objects.requireNonNull(channels.get(channel)).send(letter);
      }
    }
  }

  private void broadcast(Header header, Event event, @Nullable Header parent) {
    // Clients subscribe to everything; the topic is what they see if they look at the raw frames.
    var topic = "kernel." + Header.SESSION + "." + header.msgType();
    iopub.send(frames.write(List.of(topic.getBytes(UTF_8)), header, parent, event, event.extras()));
  }
}
