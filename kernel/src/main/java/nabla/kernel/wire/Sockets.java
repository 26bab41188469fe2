package nabla.kernel.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import nabla.kernel.protocol.Channel;
import nabla.kernel.protocol.Connection;
import nabla.kernel.protocol.Event;
import nabla.kernel.protocol.Header;
import nabla.kernel.protocol.Inbox;
import nabla.kernel.protocol.Json;
import nabla.kernel.protocol.MalformedMessage;
import nabla.kernel.protocol.Outbox;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/// The five sockets of a kernel.
public final class Sockets implements AutoCloseable {
  /// How long unsent messages may hold up the end of the process.
  private static final int LINGER_MILLIS = 1_000;

  private final ZContext context = new ZContext();
  private final Connection connection;
  private final Complaints complaints;
  private final Map<Channel, SocketThread> channels = new EnumMap<>(Channel.class);
  private final SocketThread iopub;
  private final SocketThread heartbeat;
  private final Post post;

  /// Only the thread of iopub uses it.
  private final Frames greetings;

  private final List<UnixBridge> bridges = new ArrayList<>();
  private volatile @Nullable Inbox inbox;

  /// Binds the sockets. Nothing is received before `start`.
  ///
  /// @param complaints takes one line for each message that has to be dropped
  public Sockets(Connection connection, Complaints complaints) throws Connection.Unusable {
    this.connection = connection;
    this.complaints = complaints;
    this.greetings = new Frames(connection);
    // No send limit: a client that is slow for a moment must not lose output.
    context.setSndHWM(0);
    context.setRcvHWM(0);
    context.setLinger(LINGER_MILLIS);
    try {
      channel(Channel.SHELL, connection.shellPort());
      channel(Channel.CONTROL, connection.controlPort());
      channel(Channel.STDIN, connection.stdinPort());
      var publisher = bind(SocketType.XPUB, connection.iopubPort());
      iopub = new SocketThread("iopub", context, publisher, true, this::greet);
      var echo = bind(SocketType.ROUTER, connection.hbPort());
      heartbeat = new SocketThread("heartbeat", context, echo, false, this::echo);
    } catch (Connection.Unusable e) {
      context.close();
      bridges.forEach(UnixBridge::close);
      throw e;
    }
    post = new Post(connection, channels, iopub, complaints);
  }

  /// Takes the lines about messages that have to be dropped.
  @FunctionalInterface
  public interface Complaints {
    void add(String line);
  }

  public Outbox outbox() {
    return post;
  }

  /// Begins to receive.
  public void start(Inbox destination) {
    inbox = destination;
    heartbeat.start();
    iopub.start();
    post.start();
    channels.values().forEach(SocketThread::start);
  }

  /// Sends what is still queued and closes the sockets.
  @Override
  public void close() {
    try {
      post.close();
      for (var channel : channels.values()) {
        channel.close();
      }
      iopub.close();
      heartbeat.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    context.close();
    bridges.forEach(UnixBridge::close);
  }

  private void channel(Channel channel, int port) throws Connection.Unusable {
    var frames = new Frames(connection);
    var socket = bind(SocketType.ROUTER, port);
    var name = channel.name().toLowerCase(Locale.ROOT);
    channels.put(
        channel,
        new SocketThread(
            name, context, socket, false, message -> receive(channel, name, frames, message)));
  }

  private ZMQ.Socket bind(SocketType type, int port) throws Connection.Unusable {
    var socket = context.createSocket(type);
    socket.setIPv6(connection.ip().contains(":"));
    if (type == SocketType.ROUTER) {
      // A client that reconnects under its old identity takes it over.
      socket.setRouterHandover(true);
    } else {
      // Every subscription counts, not only the first one of its kind: each client gets its
      // welcome.
      socket.setXpubVerbose(true);
    }
    if (connection.isEncrypted()) {
      socket.setCurveServer(true);
      socket.setCurvePublicKey(ZMQ.Curve.z85Decode(connection.curvePublickey()));
      socket.setCurveSecretKey(ZMQ.Curve.z85Decode(connection.curveSecretkey()));
    }
    var address = connection.address(port);
    try {
      if (connection.isIpc()) {
        int loopback = socket.bindToRandomPort("tcp://127.0.0.1");
        bridges.add(new UnixBridge(Path.of(connection.path(port)), loopback));
      } else {
        socket.bind(address);
      }
    } catch (ZMQException | IllegalArgumentException | IOException e) {
      throw new Connection.Unusable(
          "The kernel cannot listen on " + address + ": " + e.getMessage() + ".");
    }
    return socket;
  }

  /// Hands on a message that is well formed; drops any other, so that no sender can silence the
  /// kernel.
  private void receive(Channel channel, String name, Frames frames, List<byte[]> message) {
    var destination = inbox;
    try {
      if (destination != null) {
        destination.accept(frames.read(channel, message));
      }
    } catch (MalformedMessage e) {
      complaints.add("a message on " + name + " was ignored: " + e.getMessage());
    } catch (RuntimeException | StackOverflowError e) {
      complaints.add("a message on " + name + " was ignored: reading it failed with " + e);
    }
  }

  /// Welcomes a new subscriber, before it hears anything else. Its subscription is one frame: 1 and
  /// the prefix it asks for.
  private void greet(List<byte[]> subscription) {
    var frame = subscription.isEmpty() ? new byte[0] : subscription.getFirst();
    if (frame.length > 0 && frame[0] == 1) {
      var topic = Arrays.copyOfRange(frame, 1, frame.length);
      var welcome = new Event.IopubWelcome(new String(topic, UTF_8));
      var header = Header.of(Json.wireName(Event.IopubWelcome.class));
      iopub.sendNow(greetings.write(List.of(topic), header, null, welcome, Event.Extras.NONE));
    }
  }

  private void echo(List<byte[]> beat) {
    heartbeat.send(beat);
  }
}
