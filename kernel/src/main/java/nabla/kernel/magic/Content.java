package nabla.kernel.magic;

/// Something that a magic shows.
///
/// @param mimeType such as `text/html`
/// @param plain a text for those who cannot show it
public record Content(String mimeType, String data, String plain) {}
