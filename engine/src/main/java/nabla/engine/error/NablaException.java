package nabla.engine.error;

import org.jspecify.annotations.Nullable;

/// The root of the engine's errors: PyTorch's sentence, then an explanation in the chosen language.
///
/// Learners search for PyTorch's sentence, so it comes first and verbatim.
public abstract class NablaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String torchMessage;
  private final String explanation;

  NablaException(String torchMessage, String explanation) {
    super(torchMessage);
    this.torchMessage = torchMessage;
    this.explanation = explanation;
  }

  /// Returns the message that PyTorch 2.15 raises, Python spelling included.
  public String torchMessage() {
    return torchMessage;
  }

  /// Returns what the error means and what to do, in the language that was set when it was raised.
  public String explanation() {
    return explanation;
  }

  /// Returns PyTorch's sentence, a blank line and the explanation.
  @Override
  public @Nullable String getMessage() {
    return explanation.isEmpty() ? torchMessage : torchMessage + "\n\n" + explanation;
  }
}
