package nabla.kernel.protocol;

/// Takes the messages that arrive. Called on the thread that owns the socket, so it must return at
/// once.
@FunctionalInterface
public interface Inbox {
  void accept(Incoming message);
}
