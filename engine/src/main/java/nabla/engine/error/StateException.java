package nabla.engine.error;

/// A saved state that does not fit the module it is loaded into: PyTorch's `RuntimeError`.
public final class StateException extends NablaException {
  private static final long serialVersionUID = 1L;

  /// Creates the error from PyTorch's sentence and the key of its explanation.
  public StateException(String torchMessage, String key, Object... arguments) {
    super(torchMessage, Explanations.text(key, arguments));
  }
}
