package nabla.kernel.display;

import java.util.UUID;
import nabla.kernel.protocol.MimeBundle;
import org.jspecify.annotations.Nullable;

/// What a cell may call without an import to show values before its end, several times, or in
/// another form.
public final class Display {
  private Display() {}

  /// Shows a value now. The handle replaces it later: `var h = display(x); h.update(y);`.
  public static DisplayHandle display(@Nullable Object value) {
    return display(value, UUID.randomUUID().toString());
  }

  /// Shows a value now, under a name for later updates.
  public static DisplayHandle display(@Nullable Object value, String id) {
    Screens.screen().show(value, id);
    return new DisplayHandle(id);
  }

  /// Replaces what is shown under a name, in whatever cell it stands.
  public static void updateDisplay(@Nullable Object value, String id) {
    Screens.screen().update(value, id);
  }

  /// Removes what the cell has shown so far.
  public static void clearOutput() {
    clearOutput(false);
  }

  /// Removes what the cell has shown so far; with `waiting` not before there is something new to
  /// show.
  public static void clearOutput(boolean waiting) {
    Screens.screen().clear(waiting);
  }

  /// Returns a value that shows as this HTML.
  public static MimeBundle html(String html) {
    return MimeBundle.html(html, html);
  }

  /// Returns a value that shows as this Markdown.
  public static MimeBundle markdown(String markdown) {
    return MimeBundle.text(markdown).with(MimeBundle.MARKDOWN, markdown);
  }

  /// Returns a value that shows as this LaTeX, dollar signs included: `latex("$x^2$")`.
  public static MimeBundle latex(String latex) {
    return MimeBundle.text(latex).with(MimeBundle.LATEX, latex);
  }

  /// Returns a value that shows as this SVG drawing.
  public static MimeBundle svg(String svg) {
    return MimeBundle.svg(svg, svg);
  }

  /// Asks for a line of input, with `prompt` before the field.
  public static String input(String prompt) {
    return Screens.screen().ask(prompt, false);
  }

  /// Asks for a line of input that nobody sees.
  public static String password(String prompt) {
    return Screens.screen().ask(prompt, true);
  }
}
