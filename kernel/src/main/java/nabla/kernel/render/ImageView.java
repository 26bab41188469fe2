package nabla.kernel.render;

import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import nabla.kernel.protocol.MimeBundle;

/// Shows an image as PNG.
final class ImageView {
  private ImageView() {}

  static MimeBundle render(RenderedImage image) {
    String text = "image, " + image.getWidth() + " × " + image.getHeight() + " pixels";
    return MimeBundle.png(png(image), text);
  }

  static String base64(RenderedImage image) {
    return Base64.getEncoder().encodeToString(png(image));
  }

  private static byte[] png(RenderedImage image) {
    ImageIO.setUseCache(false); // The cache would be a file in the system's temporary folder.
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, "png", png)) {
        // PNG knows no such colour model; one with eight bits for each colour will do.
        BufferedImage copy =
            new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_ARGB);
        copy.createGraphics().drawRenderedImage(image, null);
        ImageIO.write(copy, "png", png);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the image could not be written as PNG", e);
    }
    return png.toByteArray();
  }
}
