package nabla.kernel.display;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import nabla.kernel.protocol.MimeBundle;

/// Images that are files already.
final class Pictures {
  private static final int HEAD = 1024;

  private Pictures() {}

  static MimeBundle read(String place) {
    if (!place.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
      return read(Path.of(place));
    }
    try {
      return read(URI.create(place).toURL());
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("image(…): " + place + " is no address", e);
    }
  }

  static MimeBundle read(Path file) {
    try {
      return of(Files.readAllBytes(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("image(…): there is no file " + file.toAbsolutePath(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("image(…): " + file + " cannot be read: " + e, e);
    }
  }

  static MimeBundle read(URL address) {
    try (var in = address.openStream()) {
      return of(in.readAllBytes(), address.toString());
    } catch (IOException e) {
      throw new IllegalArgumentException("image(…): " + address + " cannot be read: " + e, e);
    }
  }

  /// @param name where the bytes are from, or nothing
  static MimeBundle of(byte[] bytes, String name) {
    String type = type(bytes);
    String text = "image" + (name.isEmpty() ? "" : " " + name) + ", " + bytes.length + " bytes";
    return type.equals(MimeBundle.SVG)
        ? MimeBundle.svg(new String(bytes, UTF_8), text)
        : MimeBundle.text(text).with(type, Base64.getEncoder().encodeToString(bytes));
  }

  /// Tells the type by how the bytes begin: names lie.
  private static String type(byte[] bytes) {
    String head = new String(bytes, 0, Math.min(bytes.length, HEAD), ISO_8859_1);
    if (head.startsWith("\u0089PNG\r\n")) {
      return MimeBundle.PNG;
    } else if (head.startsWith("\u00ff\u00d8\u00ff")) {
      return "image/jpeg";
    } else if (head.startsWith("GIF8")) {
      return "image/gif";
    } else if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
      return "image/webp";
    } else if (head.contains("<svg")) {
      return MimeBundle.SVG;
    }
    throw new IllegalArgumentException(
        "image(…) knows PNG, JPEG, GIF, WebP and SVG; these "
            + bytes.length
            + " bytes are none of them");
  }
}
