package nabla.engine.error;

/// The explanations beneath PyTorch's sentences, one resource bundle per language.
///
/// The bundle is `messages.properties` (English) and `messages_es.properties` (Spanish); a test
/// holds that both have the same keys. Values are patterns of [java.util.Formatter].
public final class Explanations {
  private static final Messages MESSAGES =
      new Messages("nabla.engine.error.messages", Explanations.class.getClassLoader());

  private Explanations() {}

  /// Returns the explanation of a key in the current language; the empty key has none.
  public static String text(String key, Object... arguments) {
    return key.isEmpty() ? "" : MESSAGES.text(key, arguments);
  }
}
