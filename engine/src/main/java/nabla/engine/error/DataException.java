package nabla.engine.error;

/// Data that cannot be read or written: a file that is missing, cut short or malformed.
///
/// It stands for Python's `OSError`, for the `SafetensorError` of safetensors and for the
/// `ValueError` with which NumPy refuses a file.
public final class DataException extends NablaException {
  private static final long serialVersionUID = 1L;

  /// Creates the error from the sentence of the Python library and the key of its explanation.
  public DataException(String torchMessage, String key, Object... arguments) {
    super(torchMessage, Explanations.text(key, arguments));
  }
}
