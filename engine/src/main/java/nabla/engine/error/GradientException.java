package nabla.engine.error;

/// A graph that cannot be recorded or walked: PyTorch's `RuntimeError` of autograd.
public final class GradientException extends NablaException {
  private static final long serialVersionUID = 1L;

  /// Creates the error from PyTorch's sentence and the key of its explanation.
  public GradientException(String torchMessage, String key, Object... arguments) {
    super(torchMessage, Explanations.text(key, arguments));
  }
}
