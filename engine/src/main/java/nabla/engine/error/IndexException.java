package nabla.engine.error;

/// An index or a dimension out of range: PyTorch's `IndexError`.
public final class IndexException extends NablaException {
  private static final long serialVersionUID = 1L;

  /// Creates the error from PyTorch's sentence and the key of its explanation.
  public IndexException(String torchMessage, String key, Object... arguments) {
    super(torchMessage, Explanations.text(key, arguments));
  }
}
