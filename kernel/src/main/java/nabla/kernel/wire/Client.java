package nabla.kernel.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import nabla.kernel.protocol.Channel;
import nabla.kernel.protocol.Connection;
import nabla.kernel.protocol.Event;
import nabla.kernel.protocol.Header;
import nabla.kernel.protocol.Json;
import nabla.kernel.protocol.MalformedMessage;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/// The other side of the sockets: what a front end does, for the kernel's own use.
///
/// Used by one thread. Asks on shell and control, and hears what is published.
public final class Client implements AutoCloseable {
  private static final int POLL_MILLIS = 100;

  private final Frames frames;
  private final ZContext context = new ZContext();
  private final Map<Channel, ZMQ.Socket> channels = new EnumMap<>(Channel.class);
  private final ZMQ.Socket iopub;

  /// The content of a message, by the names of its fields.
  public record Content(String type, Map<String, @Nullable Object> fields) {
    /// Returns a field as text, empty where it is missing.
    public String text(String field) {
      return fields.get(field) instanceof String text ? text : "";
    }
  }

  /// What one request brought: its reply and what was published for it, up to `idle`.
  public record Exchange(Content reply, List<Content> published) {
    public boolean isOk() {
      return reply.text("status").equals("ok");
    }

    /// Returns the plain text of the cell's value, empty where it has none.
    public String value() {
      for (Content content : published) {
        if (content.type().equals("execute_result")
            && content.fields().get("data") instanceof Map<?, ?> data
            && data.get("text/plain") instanceof String text) {
          return text;
        }
      }
      return "";
    }
  }

  /// Nothing came in time.
  public static final class Unanswered extends Exception {
    private static final long serialVersionUID = 1L;

    Unanswered(String what) {
      super(what);
    }
  }

  public Client(Connection connection) {
    frames = new Frames(connection);
    context.setLinger(0);
    iopub = context.createSocket(SocketType.SUB);
    iopub.subscribe(ZMQ.SUBSCRIPTION_ALL);
    iopub.connect(connection.address(connection.iopubPort()));
    connect(Channel.SHELL, connection.address(connection.shellPort()));
    connect(Channel.CONTROL, connection.address(connection.controlPort()));
  }

  private void connect(Channel channel, String address) {
    var socket = context.createSocket(SocketType.DEALER);
    socket.setIdentity(UUID.randomUUID().toString().getBytes(UTF_8));
    socket.connect(address);
    channels.put(channel, socket);
  }

  /// Returns a connection on free ports of the loopback, with a key of its own.
  public static Connection freeConnection() throws IOException {
    int[] ports = new int[5];
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < ports.length; i++) {
        var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        held.add(socket);
        ports[i] = socket.getLocalPort();
      }
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
    var key = UUID.randomUUID().toString();
    return new Connection(
        "tcp",
        "127.0.0.1",
        ports[0],
        ports[1],
        ports[2],
        ports[3],
        ports[4],
        key,
        "hmac-sha256",
        "",
        "");
  }

  /// Waits until the kernel welcomes this client on iopub: from then on nothing is missed.
  public void awaitWelcome(Duration patience) throws Unanswered {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      Received message = receive(iopub, end, "iopub_welcome");
      if (message.content.type().equals("iopub_welcome")) {
        return;
      }
    }
  }

  /// Asks and waits for the reply and for the end of what is published.
  ///
  /// @param type the request's name on the wire
  /// @param content a record or map
  public Exchange ask(Channel channel, String type, Object content, Duration patience)
      throws Unanswered {
    long end = System.nanoTime() + patience.toNanos();
    var header = Header.of(type);
    var socket = channels.get(channel);
    if (socket == null) {
      throw new IllegalArgumentException("Nothing can be asked on " + channel + ".");
    }
    List<byte[]> message = frames.write(List.of(), header, null, content, Event.Extras.NONE);
    for (int i = 0; i < message.size(); i++) {
      socket.send(message.get(i), i < message.size() - 1 ? ZMQ.SNDMORE : 0);
    }
    Content reply = answer(socket, header, end).content;
    List<Content> published = new ArrayList<>();
    while (true) {
      Content next = answer(iopub, header, end).content;
      if (next.type().equals("status") && next.text("execution_state").equals("idle")) {
        return new Exchange(reply, published);
      }
      published.add(next);
    }
  }

  /// Runs a cell.
  public Exchange run(String code, Duration patience) throws Unanswered {
    return ask(Channel.SHELL, "execute_request", Map.of("code", code), patience);
  }

  private record Received(String parent, Content content) {}

  private Received answer(ZMQ.Socket socket, Header request, long end) throws Unanswered {
    while (true) {
      Received message = receive(socket, end, request.msgType());
      if (message.parent.equals(request.msgId())) {
        return message;
      }
    }
  }

  private Received receive(ZMQ.Socket socket, long end, String awaited) throws Unanswered {
    socket.setReceiveTimeOut(POLL_MILLIS);
    while (true) {
      byte[] first = socket.recv();
      if (first == null) {
        if (System.nanoTime() > end) {
          throw new Unanswered("There was no answer in time to " + awaited + ".");
        }
        continue;
      }
      List<byte[]> message = new ArrayList<>(List.of(first));
      while (socket.hasReceiveMore()) {
        message.add(socket.recv());
      }
      try {
        List<byte[]> parts = frames.parts(message);
        return new Received(
            Json.parentId(parts.get(1)),
            new Content(Json.header(parts.get(0)).msgType(), Json.fields(parts.get(3))));
      } catch (MalformedMessage e) {
        throw new Unanswered("What came as an answer is no message: " + e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
