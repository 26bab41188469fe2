package nabla.kernel.protocol;

/// Says that bytes from a socket are no message of the protocol. Such bytes are dropped, never
/// answered.
public final class MalformedMessage extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedMessage(String reason) {
    super(reason);
  }
}
