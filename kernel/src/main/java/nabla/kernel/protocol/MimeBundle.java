package nabla.kernel.protocol;

import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One value in several forms, from which a front end shows the richest it can. Immutable.
///
/// A form is a `String` (for binary types: Base64) or, for JSON types, a tree of maps, lists,
/// strings, numbers and booleans. Every bundle should hold `text/plain`: it is all that a terminal
/// or a screen reader has.
///
/// @param data the forms by MIME type, in the order they were added
/// @param metadata hints by MIME type, such as the width of an image
public record MimeBundle(Map<String, Object> data, Map<String, Object> metadata) {
  public static final String TEXT = "text/plain";
  public static final String HTML = "text/html";
  public static final String MARKDOWN = "text/markdown";
  public static final String LATEX = "text/latex";
  public static final String SVG = "image/svg+xml";
  public static final String PNG = "image/png";
  public static final String MERMAID = "text/vnd.mermaid";
  public static final String JSON = "application/json";

  private static final MimeBundle EMPTY = new MimeBundle(Map.of(), Map.of());

  public MimeBundle {
    data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /// Returns the bundle without any form.
  public static MimeBundle empty() {
    return EMPTY;
  }

  /// Returns a bundle of plain text.
  public static MimeBundle text(String text) {
    return EMPTY.with(TEXT, text);
  }

  /// Returns a bundle of HTML with `text` for those who cannot show it.
  public static MimeBundle html(String html, String text) {
    return text(text).with(HTML, html);
  }

  /// Returns a bundle of an SVG drawing with `text` for those who cannot show it.
  public static MimeBundle svg(String svg, String text) {
    return text(text).with(SVG, svg);
  }

  /// Returns a bundle of a PNG image with `text` for those who cannot show it.
  public static MimeBundle png(byte[] image, String text) {
    return text(text).with(PNG, Base64.getEncoder().encodeToString(image));
  }

  /// Returns this bundle with one form more, or with that form replaced.
  public MimeBundle with(String mimeType, Object form) {
    var forms = new LinkedHashMap<>(data);
    forms.put(mimeType, form);
    return new MimeBundle(forms, metadata);
  }

  /// Returns this bundle with a hint for one of its forms, such as `Map.of("width", 400)`.
  public MimeBundle withMetadata(String mimeType, Map<String, Object> hints) {
    var all = new LinkedHashMap<>(metadata);
    all.put(mimeType, hints);
    return new MimeBundle(data, all);
  }

  /// Returns the plain text of the value, empty where there is none.
  public String plainText() {
    return data.get(TEXT) instanceof String text ? text : "";
  }

  /// Returns the plain text, so that a bundle printed by a cell reads as what it shows.
  @Override
  public String toString() {
    return plainText();
  }
}
