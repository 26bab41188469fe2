package nabla.kernel.magic;

/// What a magic shows.
public sealed interface Result {
  /// Text for the standard output, with its line ends.
  record Text(String text) implements Result {}

  /// Content of a MIME type, such as `text/html`, and a text for those who cannot show it.
  record Content(String mimeType, String data, String plain) implements Result {}
}
