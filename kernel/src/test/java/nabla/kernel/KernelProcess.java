package nabla.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/// A kernel in a process of its own and a client of its sockets, written without the kernel's code.
final class KernelProcess implements AutoCloseable {
  private static final Gson GSON = new Gson();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  enum Socket {
    SHELL(SocketType.DEALER),
    CONTROL(SocketType.DEALER),
    STDIN(SocketType.DEALER),
    IOPUB(SocketType.SUB),
    HB(SocketType.REQ);

    private final SocketType type;

    Socket(SocketType type) {
      this.type = type;
    }
  }

  /// A message of the kernel.
  record Message(Socket socket, JsonObject header, JsonObject parent, JsonObject content) {
    String type() {
      return header.get("msg_type").getAsString();
    }

    String parentId() {
      return parent.has("msg_id") ? parent.get("msg_id").getAsString() : "";
    }

    String text(String field) {
      return content.get(field).getAsString();
    }

    String plain() {
      return content.getAsJsonObject("data").get("text/plain").getAsString();
    }
  }

  /// A finished request: its reply and what was broadcast for it, from busy to idle.
  record Exchange(Message reply, List<Message> events) {
    List<String> types() {
      return events.stream().map(Message::type).toList();
    }

    List<Message> ofType(String type) {
      return events.stream().filter(event -> event.type().equals(type)).toList();
    }

    String printed(String stream) {
      return String.join(
          "",
          ofType("stream").stream()
              .filter(event -> event.text("name").equals(stream))
              .map(event -> event.text("text"))
              .toList());
    }

    String result() {
      return ofType("execute_result").getFirst().plain();
    }

    String status() {
      return reply.text("status");
    }
  }

  final Process process;
  final Path folder;
  private final String key;
  private final ZContext context = new ZContext();
  private final Map<Socket, ZMQ.Socket> sockets = new EnumMap<>(Socket.class);
  private final Map<Socket, Integer> ports = new EnumMap<>(Socket.class);
  private final List<Message> unclaimed = new ArrayList<>();
  private final String identity = UUID.randomUUID().toString();

  static KernelProcess start() throws IOException {
    return new KernelProcess("a key", "127.0.0.1", _ -> {});
  }

  KernelProcess(String key, String ip, Consumer<ProcessBuilder> adjust) throws IOException {
    this.key = key;
    folder = Files.createTempDirectory("nabla-kernel");
    var connection = new JsonObject();
    connection.addProperty("transport", "tcp");
    connection.addProperty("ip", ip);
    connection.addProperty("key", key);
    connection.addProperty("signature_scheme", "hmac-sha256");
    var reserved = new ArrayList<ServerSocket>();
    for (var socket : Socket.values()) {
      var server = new ServerSocket(0, 1, InetAddress.getByName(ip));
      reserved.add(server);
      ports.put(socket, server.getLocalPort());
      connection.addProperty(
          socket.name().toLowerCase(Locale.ROOT) + "_port", server.getLocalPort());
    }
    for (var server : reserved) {
      server.close();
    }
    var file = Files.writeString(folder.resolve("connection.json"), GSON.toJson(connection));
    var builder = new ProcessBuilder(command(file.toString()));
    builder.environment().put("JUPYTER_DATA_DIR", folder.toString());
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
    adjust.accept(builder);
    process = builder.start();
    for (var socket : Socket.values()) {
      connect(socket, ip);
    }
    await(message -> message.type().equals("iopub_welcome"));
  }

  /// Returns the command line of a kernel with the class path of the tests.
  static List<String> command(String... arguments) {
    var classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                "nabla.kernel.Main"));
    command.addAll(List.of(arguments));
    return command;
  }

  /// Returns what the kernel wrote to its own output, not to that of a cell.
  String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  /// Sends a message; returns its identifier.
  String send(Socket socket, String type, String content) {
    return send(socket, type, content, null);
  }

  /// Sends a message to a subshell; returns its identifier.
  String send(Socket socket, String type, String content, @Nullable String subshell) {
    var id = UUID.randomUUID().toString();
    var header = new JsonObject();
    header.addProperty("msg_id", id);
    header.addProperty("msg_type", type);
    header.addProperty("username", "tester");
    header.addProperty("session", identity);
    header.addProperty("date", "2026-01-01T00:00:00.000000Z");
    header.addProperty("version", "5.3");
    if (subshell != null) {
      header.addProperty("subshell_id", subshell);
    }
    sendParts(socket, GSON.toJson(header), "{}", "{}", content);
    return id;
  }

  /// Sends four parts under a right signature, whatever they are.
  void sendParts(Socket socket, String... parts) {
    var frames = new ArrayList<byte[]>();
    frames.add("<IDS|MSG>".getBytes(UTF_8));
    frames.add(sign(parts));
    for (var part : parts) {
      frames.add(part.getBytes(UTF_8));
    }
    sendFrames(socket, frames.toArray(byte[][]::new));
  }

  void sendFrames(Socket socket, byte[]... frames) {
    for (int i = 0; i < frames.length; i++) {
      socket(socket).send(frames[i], i < frames.length - 1 ? ZMQ.SNDMORE : 0);
    }
  }

  /// Sends a beat and returns the echo.
  String beat(String text) {
    socket(Socket.HB).send(text);
    return socket(Socket.HB).recvStr();
  }

  Exchange execute(String code) {
    return finish(sendCell(code, "{}"));
  }

  Exchange execute(String code, String options) {
    return finish(sendCell(code, options));
  }

  /// Sends a cell; returns its identifier.
  String sendCell(String code, String options) {
    var content = JsonParser.parseString(options).getAsJsonObject();
    content.addProperty("code", code);
    return send(Socket.SHELL, "execute_request", GSON.toJson(content));
  }

  Exchange request(Socket socket, String type, String content) {
    return finish(send(socket, type, content));
  }

  /// Waits for the reply to a request and for its idle.
  Exchange finish(String id) {
    var reply =
        await(
            message ->
                message.parentId().equals(id)
                    && (message.socket() == Socket.SHELL || message.socket() == Socket.CONTROL));
    return new Exchange(reply, events(id));
  }

  /// Waits for the idle of a request; returns all that was broadcast for it.
  List<Message> events(String id) {
    var events = new ArrayList<Message>();
    do {
      events.add(
          await(message -> message.socket() == Socket.IOPUB && message.parentId().equals(id)));
    } while (!isIdle(events.getLast()));
    return events;
  }

  private static boolean isIdle(Message message) {
    return message.type().equals("status") && message.text("execution_state").equals("idle");
  }

  /// Waits for a message; those before it stay for others to claim.
  Message await(Predicate<Message> wanted) {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    int seen = 0;
    while (true) {
      for (; seen < unclaimed.size(); seen++) {
        if (wanted.test(unclaimed.get(seen))) {
          return unclaimed.remove(seen);
        }
      }
      if (System.nanoTime() > deadline || (!process.isAlive() && unclaimed.size() == seen)) {
        throw new AssertionError("the message did not come; unclaimed: " + unclaimed);
      }
      receive();
    }
  }

  private void receive() {
    try (var poller = context.createPoller(sockets.size())) {
      var polled = new ArrayList<Socket>();
      for (var socket : sockets.keySet()) {
        if (socket != Socket.HB) {
          poller.register(socket(socket), ZMQ.Poller.POLLIN);
          polled.add(socket);
        }
      }
      poller.poll(1000);
      for (int i = 0; i < polled.size(); i++) {
        if (poller.pollin(i)) {
          unclaimed.add(read(polled.get(i)));
        }
      }
    }
  }

  private Message read(Socket socket) {
    var frames = new ArrayList<String>();
    do {
      frames.add(new String(socket(socket).recv(), UTF_8));
    } while (socket(socket).hasReceiveMore());
    int first = frames.indexOf("<IDS|MSG>") + 2;
    var parts = frames.subList(first, first + 4);
    if (!new String(sign(parts.toArray(String[]::new)), UTF_8).equals(frames.get(first - 1))) {
      throw new AssertionError("the kernel's signature is wrong");
    }
    return new Message(socket, json(parts.get(0)), json(parts.get(1)), json(parts.get(3)));
  }

  private ZMQ.Socket socket(Socket name) {
    return Objects.requireNonNull(sockets.get(name));
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  private byte[] sign(String... parts) {
    if (key.isEmpty()) {
      return new byte[0];
    }
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
      for (var part : parts) {
        mac.update(part.getBytes(UTF_8));
      }
      return HexFormat.of().formatHex(mac.doFinal()).getBytes(UTF_8);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private void connect(Socket name, String ip) {
    var socket = context.createSocket(name.type);
    socket.setLinger(0);
    socket.setReconnectIVL(20);
    socket.setHWM(0);
    socket.setIPv6(ip.contains(":"));
    socket.setReceiveTimeOut((int) PATIENCE.toMillis());
    if (name == Socket.IOPUB) {
      socket.subscribe("");
    } else if (name != Socket.HB) {
      socket.setIdentity(identity.getBytes(UTF_8));
    }
    var host = ip.contains(":") ? "[" + ip + "]" : ip;
    socket.connect("tcp://" + host + ":" + ports.get(name));
    sockets.put(name, socket);
  }

  /// Waits for the end of the process; returns its exit code.
  int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the kernel does not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    context.close();
  }
}
