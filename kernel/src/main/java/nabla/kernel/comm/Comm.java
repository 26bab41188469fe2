package nabla.kernel.comm;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A line to one object of the front end.
///
/// ```java
/// Comms.target("slider", comm -> comm.onMessage(message -> comm.send(Map.of("seen", message.data().get("value")))));
/// ```
///
/// Handlers run as cells do: what they print belongs to the message, and an interrupt stops them.
public final class Comm {
  private final String id;
  private final String target;
  private final CommMessage opening;
  private final CommHub hub;
  private volatile Consumer<CommMessage> listener = _ -> {};
  private volatile Consumer<CommMessage> farewell = _ -> {};

  Comm(String id, String target, CommMessage opening, CommHub hub) {
    this.id = id;
    this.target = target;
    this.opening = opening;
    this.hub = hub;
  }

  /// Returns the name under which both sides know it.
  public String id() {
    return id;
  }

  /// Returns the name of what it was opened to.
  public String target() {
    return target;
  }

  /// Returns the message with which it was opened.
  public CommMessage opening() {
    return opening;
  }

  /// Returns whether it can still send.
  public boolean isOpen() {
    return hub.isOpen(this);
  }

  /// Calls `listener` with each message of the front end, instead of an earlier one.
  public void onMessage(Consumer<CommMessage> listener) {
    this.listener = listener;
  }

  /// Calls `farewell` when the front end closes the comm, instead of an earlier one.
  public void onClose(Consumer<CommMessage> farewell) {
    this.farewell = farewell;
  }

  /// Sends data, and binary buffers if need be.
  ///
  /// @throws IllegalStateException if the comm is closed
  /// @throws IllegalArgumentException if the data has no form in JSON
  public void send(Map<String, ? extends @Nullable Object> data, byte[]... buffers) {
    send(data, Map.of(), buffers);
  }

  /// Sends data with metadata, and binary buffers if need be.
  ///
  /// @throws IllegalStateException if the comm is closed
  /// @throws IllegalArgumentException if the data has no form in JSON
  public void send(
      Map<String, ? extends @Nullable Object> data,
      Map<String, ? extends @Nullable Object> metadata,
      byte[]... buffers) {
    hub.send(this, Comms.message(data, metadata, buffers));
  }

  /// Closes it on both sides. Does nothing if it is closed.
  public void close() {
    hub.close(this, new CommMessage(Map.of(), Map.of(), List.of()));
  }

  void receive(CommMessage message) {
    listener.accept(message);
  }

  void closed(CommMessage message) {
    farewell.accept(message);
  }

  @Override
  public String toString() {
    return "Comm[" + target + ", " + id + "]";
  }
}
