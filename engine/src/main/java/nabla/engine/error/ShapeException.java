package nabla.engine.error;

/// Shapes that do not fit: PyTorch's `RuntimeError` about sizes.
public final class ShapeException extends NablaException {
  private static final long serialVersionUID = 1L;

  /// Creates the error from PyTorch's sentence and the key of its explanation.
  public ShapeException(String torchMessage, String key, Object... arguments) {
    super(torchMessage, Explanations.text(key, arguments));
  }
}
