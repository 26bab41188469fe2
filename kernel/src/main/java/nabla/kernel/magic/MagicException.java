package nabla.kernel.magic;

/// A magic that does not exist or was used wrongly; the message says how to use it.
public final class MagicException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MagicException(String message) {
    super(message);
  }
}
