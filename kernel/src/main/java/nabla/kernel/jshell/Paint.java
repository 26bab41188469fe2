package nabla.kernel.jshell;

/// Emphasis that can be read on a dark and on a light page.
///
/// No single colour is far enough (4.5 to 1, WCAG) from both a white page and JupyterLab's dark
/// one, and the eight named colours of a terminal are not even in JupyterLab. So a colour of text
/// always comes with one behind it, and everything else is as the page has it, only bold or in
/// italics.
final class Paint {
  private static final String RESET = "\u001b[0m";

  private Paint() {}

  /// The name of an error: white on dark red.
  static String error(String text) {
    return "\u001b[1;38;2;255;255;255;48;2;179;38;30m" + text + RESET;
  }

  static String place(String text) {
    return "\u001b[1m" + text + RESET;
  }

  static String caret(String text) {
    return "\u001b[1m" + text + RESET;
  }

  static String hint(String text) {
    return "\u001b[3m" + text + RESET;
  }
}
