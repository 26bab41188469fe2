package nabla.engine.tensor;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import nabla.engine.error.ShapeException;
import nabla.engine.format.Printable;

/// A tensor as a picture: what [Tensor#asImage()] draws.
///
/// Small pictures are enlarged so that single pixels can be seen, large ones are thinned out: the
/// cost does not grow with the tensor.
final class Bitmap {
  /// A picture is enlarged until its longer side has about so many pixels.
  private static final int GOOD_SIDE = 160;

  /// No side becomes longer, and no more pictures of a batch are shown than this squared.
  private static final int MOST_SIDE = 1024;

  private static final int MOST_ACROSS = 16;
  private static final int GAP = 2;
  private static final int NOT_A_NUMBER = 0xD62896;
  private static final int GAP_COLOUR = 0x808080;

  private final Printable tensor;
  private final int channels;
  private final int height;
  private final int width;
  private final int count;
  private final boolean hasChannels;
  private final boolean isBatch;
  private final int across;

  /// So many elements in a row become one pixel, or one element so many pixels.
  private final int thinning;

  private final int enlarging;
  private double black;
  private double white;

  private Bitmap(Tensor tensor) {
    this.tensor = tensor.printable();
    int[] sizes = this.tensor.shape();
    int rank = sizes.length;
    if (rank < 2 || rank > 4 || tensor.numel() == 0 || (rank == 4 && !isColour(sizes[1]))) {
      throw new ShapeException(
          "asImage() takes a tensor of shape (h, w), (c, h, w) or (n, c, h, w) with 1, 3 or 4"
              + " channels, but got "
              + Arrays.toString(sizes),
          "image.shape",
          Arrays.toString(sizes));
    }
    hasChannels = rank == 4 || (rank == 3 && isColour(sizes[0]));
    isBatch = rank == 4 || (rank == 3 && !hasChannels);
    channels = hasChannels ? sizes[rank - 3] : 1;
    height = sizes[rank - 2];
    width = sizes[rank - 1];
    count = isBatch ? Math.min(sizes[0], MOST_ACROSS * MOST_ACROSS) : 1;
    across = (int) Math.ceil(Math.sqrt(count));
    long longer = Math.max((long) across * width, (long) down() * height);
    thinning = (int) Math.ceilDiv(longer, MOST_SIDE);
    enlarging = thinning > 1 ? 1 : (int) Math.max(1, GOOD_SIDE / longer);
  }

  private static boolean isColour(int size) {
    return size == 1 || size == 3 || size == 4;
  }

  static BufferedImage of(Tensor tensor) {
    return new Bitmap(tensor).draw();
  }

  private int down() {
    return Math.ceilDiv(count, across);
  }

  private BufferedImage draw() {
    int columns = Math.ceilDiv(width, thinning);
    int rows = Math.ceilDiv(height, thinning);
    findRange(rows, columns);
    int stepX = columns * enlarging + GAP;
    int stepY = rows * enlarging + GAP;
    int type = channels == 4 ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
    BufferedImage image = new BufferedImage(across * stepX - GAP, down() * stepY - GAP, type);
    if (count > 1) {
      int[] ground = new int[image.getWidth()];
      Arrays.fill(ground, 0xFF000000 | GAP_COLOUR);
      for (int y = 0; y < image.getHeight(); y++) {
        image.setRGB(0, y, ground.length, 1, ground, 0, ground.length);
      }
    }
    int[] square = new int[enlarging * enlarging];
    for (int each = 0; each < count; each++) {
      int left = each % across * stepX;
      int top = each / across * stepY;
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          Arrays.fill(square, colour(each, row * thinning, column * thinning));
          image.setRGB(
              left + column * enlarging,
              top + row * enlarging,
              enlarging,
              enlarging,
              square,
              0,
              enlarging);
        }
      }
    }
    return image;
  }

  /// Sets which values are black and white: 0 and 1, or 0 and 255 of whole numbers, where all lie
  /// between them; else the least and the greatest.
  private void findRange(int rows, int columns) {
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (int each = 0; each < count; each++) {
      for (int channel = 0; channel < channels; channel++) {
        for (int row = 0; row < rows; row++) {
          for (int column = 0; column < columns; column++) {
            double value = value(each, channel, row * thinning, column * thinning);
            if (Double.isFinite(value)) {
              least = Math.min(least, value);
              greatest = Math.max(greatest, value);
            }
          }
        }
      }
    }
    double most = tensor.isFloating() || tensor.dtype().equals("bool") ? 1 : 255;
    boolean usual = least >= 0 && greatest <= most && (most == 1 || greatest > 16);
    black = usual ? 0 : least;
    white = usual ? most : greatest;
  }

  private int colour(int each, int row, int column) {
    double first = value(each, 0, row, column);
    if (channels == 1) {
      return Double.isNaN(first) ? 0xFF000000 | NOT_A_NUMBER : 0xFF000000 | level(first) * 0x010101;
    }
    int colour = channels == 4 ? level(value(each, 3, row, column)) << 24 : 0xFF000000;
    for (int channel = 0; channel < 3; channel++) {
      double value = value(each, channel, row, column);
      if (Double.isNaN(value)) {
        return 0xFF000000 | NOT_A_NUMBER;
      }
      colour |= level(value) << (16 - 8 * channel);
    }
    return colour;
  }

  private int level(double value) {
    if (white <= black) {
      return 128;
    }
    double share = value / (white - black) - black / (white - black);
    return (int) Math.round(255 * Math.clamp(share, 0, 1));
  }

  private double value(int each, int channel, int row, int column) {
    int[] index = new int[(isBatch ? 1 : 0) + (hasChannels ? 1 : 0) + 2];
    int axis = 0;
    if (isBatch) {
      index[axis++] = each;
    }
    if (hasChannels) {
      index[axis++] = channel;
    }
    index[axis++] = row;
    index[axis] = column;
    return tensor.isFloating() ? tensor.doubleAt(index) : tensor.longAt(index);
  }
}
