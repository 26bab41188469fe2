package nabla.engine.error;

import java.util.Locale;
import java.util.ResourceBundle;

/// Texts of one resource bundle in the language in force.
///
/// A bundle is a pair of files, `NAME.properties` (English) and `NAME_es.properties` (Spanish),
/// whose values are patterns of [java.util.Formatter].
public final class Messages {
  // No fallback to the machine's locale: the choice is the user's.
  private static final ResourceBundle.Control CONTROL =
      ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

  private final String bundle;
  private final ClassLoader loader;

  /// @param bundle the bundle's full name, such as `nabla.engine.error.messages`
  /// @param loader the loader that knows the bundle's files
  public Messages(String bundle, ClassLoader loader) {
    this.bundle = bundle;
    this.loader = loader;
  }

  /// Returns the text of a key in the current language, filled with the arguments.
  ///
  /// @throws java.util.MissingResourceException if the bundle has no such key
  public String text(String key, Object... arguments) {
    Locale locale = Language.current().locale();
    return String.format(locale, bundle(locale).getString(key), arguments);
  }

  /// Tells whether the bundle has a text for a key.
  public boolean has(String key) {
    return bundle(Language.current().locale()).containsKey(key);
  }

  private ResourceBundle bundle(Locale locale) {
    return ResourceBundle.getBundle(bundle, locale, loader, CONTROL);
  }
}
