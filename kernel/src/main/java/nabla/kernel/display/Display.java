package nabla.kernel.display;

import java.awt.image.RenderedImage;
import java.net.URL;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.Function;
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
  public static void update(@Nullable Object value, String id) {
    Screens.screen().update(value, id);
  }

  /// Removes what the cell has shown so far.
  public static void clear() {
    clear(false);
  }

  /// Removes what the cell has shown so far; with `waiting` not before there is something new to
  /// show.
  public static void clear(boolean waiting) {
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

  /// Returns a value that shows as this diagram in Mermaid's language: `mermaid("graph LR;
  /// A-->B")`. JupyterLab draws it, without any network.
  public static MimeBundle mermaid(String diagram) {
    return MimeBundle.text(diagram).with(MimeBundle.MERMAID, diagram);
  }

  /// Returns a value that shows as JSON, as a tree to fold where the front end has one.
  ///
  /// @param value maps, collections, arrays, records, numbers, texts; a `String` is JSON already
  /// @throws IllegalArgumentException if a `String` is not JSON
  public static MimeBundle json(@Nullable Object value) {
    return JsonForm.of(value);
  }

  /// Returns an image that is in a file: PNG, JPEG, GIF, WebP or SVG.
  ///
  /// @throws IllegalArgumentException if it cannot be read, or is no such image
  public static MimeBundle image(Path file) {
    return Pictures.read(file);
  }

  /// Returns the image at an address, read now: a notebook keeps it.
  ///
  /// @throws IllegalArgumentException if it cannot be read, or is no image
  public static MimeBundle image(URL address) {
    return Pictures.read(address);
  }

  /// Returns the image at an address or in a file: `image("plot.png")`.
  ///
  /// @throws IllegalArgumentException if it cannot be read, or is no image
  public static MimeBundle image(String place) {
    return Pictures.read(place);
  }

  /// Returns an image from the bytes of a PNG, JPEG, GIF, WebP or SVG file.
  ///
  /// @throws IllegalArgumentException if the bytes are no such image
  public static MimeBundle image(byte[] bytes) {
    return Pictures.of(bytes, "");
  }

  /// Returns a picture such as a `BufferedImage` as it shows.
  public static MimeBundle image(RenderedImage picture) {
    return Screens.screen().forms(picture);
  }

  /// Sets how values of a type are shown from now on, those of its subtypes included:
  /// `registerRenderer(Point.class, p -> html("<b>" + p.x() + "</b>"))`.
  ///
  /// @param renderer returns a form such as `html(…)`, or any value, which shows as it would
  ///   itself; `null` leaves the value to the others
  public static <T> void registerRenderer(
      Class<T> type, Function<? super T, ? extends @Nullable Object> renderer) {
    CustomRenderers.add(type, renderer);
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
