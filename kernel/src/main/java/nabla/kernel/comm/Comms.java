package nabla.kernel.comm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a cell calls to talk with objects of the front end.
public final class Comms {
  private Comms() {}

  /// Lets the front end open comms under a name: `opened` gets each of them, and begins to listen.
  /// Replaces what was registered under the name.
  public static void target(String name, Consumer<Comm> opened) {
    CommHub.KERNEL.target(name, opened);
  }

  /// Takes a name back. Comms that are open stay open.
  public static void forget(String name) {
    CommHub.KERNEL.forget(name);
  }

  /// Opens a comm to what the front end has registered under a name.
  ///
  /// @throws IllegalArgumentException if the data has no form in JSON
  public static Comm open(
      String target, Map<String, ? extends @Nullable Object> data, byte[]... buffers) {
    return open(target, data, Map.of(), buffers);
  }

  /// Opens a comm to what the front end has registered under a name, with metadata such as the
  /// version of a widget protocol.
  ///
  /// @throws IllegalArgumentException if the data has no form in JSON
  public static Comm open(
      String target,
      Map<String, ? extends @Nullable Object> data,
      Map<String, ? extends @Nullable Object> metadata,
      byte[]... buffers) {
    return CommHub.KERNEL.open(
        UUID.randomUUID().toString(), target, message(data, metadata, buffers));
  }

  /// Opens a comm under a name of the caller's choice, which no other comm has.
  ///
  /// @throws IllegalArgumentException if the data has no form in JSON
  public static Comm openAs(
      String id,
      String target,
      Map<String, ? extends @Nullable Object> data,
      Map<String, ? extends @Nullable Object> metadata,
      byte[]... buffers) {
    return CommHub.KERNEL.open(id, target, message(data, metadata, buffers));
  }

  /// Returns the comms that are open.
  public static List<Comm> all() {
    return CommHub.KERNEL.all();
  }

  static CommMessage message(
      Map<String, ? extends @Nullable Object> data,
      Map<String, ? extends @Nullable Object> metadata,
      byte[]... buffers) {
    return new CommMessage(
        new LinkedHashMap<>(data), new LinkedHashMap<>(metadata), List.of(buffers));
  }
}
