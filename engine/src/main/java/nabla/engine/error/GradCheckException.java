package nabla.engine.error;

/// A derivative that differs from the numeric one: PyTorch's `GradcheckError`.
public final class GradCheckException extends NablaException {
  private static final long serialVersionUID = 1L;

  /// Creates the error from PyTorch's sentence and the key of its explanation.
  public GradCheckException(String torchMessage, String key, Object... arguments) {
    super(torchMessage, Explanations.text(key, arguments));
  }
}
