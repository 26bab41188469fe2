package nabla.engine.error;

import java.util.Locale;

/// The language of explanations. PyTorch's own sentences stay English in both.
public enum Language {
  ENGLISH(Locale.ENGLISH),
  SPANISH(Locale.of("es"));

  private static volatile Language current = initial();

  private final Locale locale;

  Language(Locale locale) {
    this.locale = locale;
  }

  /// Returns the language in force.
  public static Language current() {
    return current;
  }

  /// Sets the language of all explanations from now on, for the whole process.
  public static void set(Language language) {
    current = language;
  }

  /// Returns the language of a code such as `es` or `en-GB`; anything but Spanish is English.
  public static Language of(String code) {
    return code.toLowerCase(Locale.ROOT).startsWith("es") ? SPANISH : ENGLISH;
  }

  Locale locale() {
    return locale;
  }

  private static Language initial() {
    return of(System.getProperty("nabla.lang", Locale.getDefault().getLanguage()));
  }
}
