package nabla.kernel.jshell;

/// ANSI colours that can be read on a dark and on a light page.
final class Paint {
  private static final String RESET = "\u001b[0m";

  private Paint() {}

  static String error(String text) {
    return "\u001b[1;31m" + text + RESET;
  }

  static String place(String text) {
    return "\u001b[32m" + text + RESET;
  }

  static String caret(String text) {
    return "\u001b[31m" + text + RESET;
  }

  static String hint(String text) {
    return "\u001b[34m" + text + RESET;
  }
}
