package nabla.engine.error;

import java.util.Locale;
import java.util.ResourceBundle;

/// The explanations beneath PyTorch's sentences, one resource bundle per language.
///
/// The bundle is `messages.properties` (English) and `messages_es.properties` (Spanish); a test
/// holds that both have the same keys. Values are patterns of [java.util.Formatter].
public final class Explanations {
  private static final String BUNDLE = "nabla.engine.error.messages";

  private Explanations() {}

  /// Returns the explanation of a key in the current language; the empty key has none.
  public static String text(String key, Object... arguments) {
    if (key.isEmpty()) {
      return "";
    }
    Locale locale = Language.current().locale();
    // No fallback to the machine's locale: the choice is the user's.
    ResourceBundle.Control control =
        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
    String pattern = ResourceBundle.getBundle(BUNDLE, locale, control).getString(key);
    return String.format(locale, pattern, arguments);
  }
}
