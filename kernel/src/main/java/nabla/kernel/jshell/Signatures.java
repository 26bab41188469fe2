package nabla.kernel.jshell;

import java.util.regex.Pattern;

/// JShell's signatures, as a learner reads them.
final class Signatures {
  private static final Pattern PACKAGE = Pattern.compile("\\b(?:[a-z_][\\w]*\\.)+(?=[A-Z])");

  private Signatures() {}

  /// Returns a signature without packages, and a variable as `type name`.
  static String readable(String signature) {
    String text = PACKAGE.matcher(signature).replaceAll("");
    int colon = text.indexOf(':');
    return colon > 0 && text.indexOf('(') < 0
        ? text.substring(colon + 1) + " " + text.substring(0, colon)
        : text;
  }

  /// Returns `(int begin) → String` for `String String.substring(int begin)`.
  static String shortened(String signature) {
    String text = readable(signature);
    int open = text.indexOf('(');
    if (open < 0) {
      return text;
    }
    int space = endOfType(text);
    String result = space < 0 || space > open ? "" : " → " + text.substring(0, space);
    return text.substring(open) + result;
  }

  /// Returns the end of the type at the beginning, or -1: `Map<K, V> f(…)` has a space inside it.
  private static int endOfType(String text) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '<' -> depth++;
        case '>' -> depth--;
        case ' ' -> {
          if (depth == 0) {
            return i;
          }
        }
        case '(' -> {
          return -1;
        }
        default -> {}
      }
    }
    return -1;
  }
}
