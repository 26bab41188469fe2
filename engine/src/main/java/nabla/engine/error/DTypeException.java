package nabla.engine.error;

/// A dtype that an operation cannot take or give: PyTorch's `RuntimeError` or `TypeError`.
public final class DTypeException extends NablaException {
  private static final long serialVersionUID = 1L;

  /// Creates the error from PyTorch's sentence and the key of its explanation.
  public DTypeException(String torchMessage, String key, Object... arguments) {
    super(torchMessage, Explanations.text(key, arguments));
  }
}
