package nabla.kernel.widgets;

import static nabla.kernel.text.Texts.text;

import java.nio.ByteBuffer;
import java.util.Base64;
import nabla.kernel.display.Screens;
import nabla.kernel.protocol.MimeBundle;

/// A picture that can be replaced: `new Image(x.asImage())`, `new Image(plot(losses))`.
public final class Image extends Widget {
  private static final int HEADER = 20;

  /// Creates it from anything that shows as PNG.
  ///
  /// @throws IllegalArgumentException if it does not
  public Image(Object picture) {
    byte[] bytes = png(picture);
    put("format", "png");
    put("value", bytes);
    if (bytes.length > HEADER) {
      // Without a width, a box stretches it. That of a PNG is its fifth number.
      put("width", String.valueOf(ByteBuffer.wrap(bytes).getInt(HEADER - Integer.BYTES)));
    }
  }

  /// Shows another picture.
  ///
  /// @throws IllegalArgumentException if it does not show as PNG
  public void value(Object picture) {
    set("value", png(picture));
  }

  private static byte[] png(Object picture) {
    if (picture instanceof byte[] bytes) {
      return bytes;
    }
    if (Screens.screen().forms(picture).data().get(MimeBundle.PNG) instanceof String encoded) {
      return Base64.getDecoder().decode(encoded);
    }
    throw new IllegalArgumentException(text("widget.picture", picture.getClass().getSimpleName()));
  }

  @Override
  public String toString() {
    return "Image";
  }
}
