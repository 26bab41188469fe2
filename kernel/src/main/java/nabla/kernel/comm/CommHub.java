package nabla.kernel.comm;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Knows the targets and the open comms, and joins `Comms`, whose methods are static because cells
/// call them so, to the running kernel.
public final class CommHub {
  /// That of this process.
  public static final CommHub KERNEL = new CommHub();

  private final Map<String, Consumer<Comm>> targets = new ConcurrentHashMap<>();
  private final Map<String, Comm> comms = new ConcurrentHashMap<>();
  private volatile @Nullable CommPort connected;

  CommHub() {}

  /// Makes `port` the one through which comms speak.
  public void connect(CommPort port) {
    connected = port;
  }

  /// Returns the open comms.
  public List<Comm> all() {
    return List.copyOf(comms.values());
  }

  /// Takes a comm that the front end opens. If its handler fails, it is closed again.
  ///
  /// @return false if nobody has registered the target
  public boolean opened(String id, String target, CommMessage message) {
    var handler = targets.get(target);
    if (handler == null) {
      return false;
    }
    var comm = new Comm(id, target, message, this);
    comms.put(id, comm);
    boolean done = false;
    try {
      handler.accept(comm);
      done = true;
    } finally {
      if (!done) {
        comm.close();
      }
    }
    return true;
  }

  /// Hands on a message. One for a comm that is not open, or no longer, is dropped.
  public void received(String id, CommMessage message) {
    var comm = comms.get(id);
    if (comm != null) {
      comm.receive(message);
    }
  }

  /// Closes a comm that the front end has closed.
  public void closed(String id, CommMessage message) {
    var comm = comms.remove(id);
    if (comm != null) {
      comm.closed(message);
    }
  }

  void target(String name, Consumer<Comm> opened) {
    targets.put(name, opened);
  }

  void forget(String name) {
    targets.remove(name);
  }

  Comm open(String id, String target, CommMessage message) {
    var comm = new Comm(id, target, message, this);
    port().open(comm, message);
    comms.put(id, comm);
    return comm;
  }

  boolean isOpen(Comm comm) {
    return comms.get(comm.id()) == comm;
  }

  void send(Comm comm, CommMessage message) {
    if (!isOpen(comm)) {
      throw new IllegalStateException(comm + " is closed; nothing can be sent on it.");
    }
    port().send(comm, message);
  }

  void close(Comm comm, CommMessage message) {
    if (comms.remove(comm.id(), comm)) {
      port().close(comm, message);
    }
  }

  private CommPort port() {
    var port = connected;
    if (port == null) {
      throw new IllegalStateException(
          "comms work in a notebook cell only: no kernel is running in this program");
    }
    return port;
  }
}
