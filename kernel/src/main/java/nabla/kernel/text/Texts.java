package nabla.kernel.text;

import nabla.engine.error.Messages;

/// What the kernel itself says to a user, in the language in force: `%lang es` or `%lang en`.
///
/// The texts are in `messages.properties` and `messages_es.properties`, keys sorted; `%1$s` is the
/// first argument. A test holds that both have the same keys with the same arguments, that no key
/// is missing and that none is left over.
///
/// Only what stays the same in every language stands in the code: names, Java, the compiler's own
/// sentences.
public final class Texts {
  private static final Messages MESSAGES =
      new Messages("nabla.kernel.text.messages", Texts.class.getClassLoader());

  private Texts() {}

  /// Returns the text of a key such as `magic.unknown`, filled with the arguments.
  public static String text(String key, Object... arguments) {
    return MESSAGES.text(key, arguments);
  }

  /// Tells whether there is a text for a key, for keys that are put together.
  public static boolean has(String key) {
    return MESSAGES.has(key);
  }
}
