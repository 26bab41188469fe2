package nabla.engine.error;

/// An argument whose value makes no sense: PyTorch's `ValueError` or `TypeError`.
public final class ArgumentException extends NablaException {
  private static final long serialVersionUID = 1L;

  /// Creates the error from PyTorch's sentence and the key of its explanation.
  public ArgumentException(String torchMessage, String key, Object... arguments) {
    super(torchMessage, Explanations.text(key, arguments));
  }
}
