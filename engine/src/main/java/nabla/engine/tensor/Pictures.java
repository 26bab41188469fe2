package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.none;

import java.util.ArrayList;
import java.util.List;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// The functions of pictures and sequences, (batch, channels, sizes…): margins, pixels, sizes;
/// imported statically by every notebook.
public final class Pictures {
  private Pictures() {}

  /// Returns pictures with `factor` times as many rows and columns, made of the pixels of `factor²`
  /// channels. Gradient: `g` with its pixels back in channels.
  public static Tensor pixelShuffle(Tensor x, int factor) {
    requirePicture("pixel_shuffle", "upscale_factor", x, factor);
    int square = factor * factor;
    if (x.size(-3) % square != 0) {
      throw new ShapeException(
          ("pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of"
                  + " upscale_factor, but input.size(-3)=%d is not divisible by %d")
              .formatted(x.size(-3), square),
          "pixel.channels",
          x.size(-3),
          square);
    }
    int channels = x.size(-3) / square;
    int height = x.size(-2);
    int width = x.size(-1);
    Tensor cells = x.detach().reshape(with(x, channels, factor, factor, height, width));
    Tensor moved = interleave(cells, x.rank() - 3, 0, 3, 1, 4, 2);
    Tensor result =
        moved.reshape(with(x, channels, height * factor, width * factor)).copyAs(x.dtype());
    return record("PixelShuffle", x, result, none(g -> pixelUnshuffle(g, factor)));
  }

  /// Returns pictures with `factor²` times as many channels, made of the pixels of squares: the
  /// reverse of [#pixelShuffle].
  public static Tensor pixelUnshuffle(Tensor x, int factor) {
    requirePicture("pixel_unshuffle", "downscale_factor", x, factor);
    for (String side : List.of("height", "width")) {
      int size = x.size(side.equals("height") ? -2 : -1);
      if (size % factor != 0) {
        throw new ShapeException(
            ("pixel_unshuffle expects %s to be divisible by downscale_factor, but input.size(%d)=%d"
                    + " is not divisible by %d")
                .formatted(side, side.equals("height") ? -2 : -1, size, factor),
            "pixel.channels",
            size,
            factor);
      }
    }
    int height = x.size(-2) / factor;
    int width = x.size(-1) / factor;
    Tensor cells = x.detach().reshape(with(x, x.size(-3), height, factor, width, factor));
    Tensor moved = interleave(cells, x.rank() - 3, 0, 2, 4, 1, 3);
    Tensor result =
        moved.reshape(with(x, x.size(-3) * factor * factor, height, width)).copyAs(x.dtype());
    return record("PixelUnshuffle", x, result, none(g -> pixelShuffle(g, factor)));
  }

  private static Tensor record(String name, Tensor x, Tensor result, Partial partial) {
    Node node = Node.begin(name, new @Nullable Partial[] {partial}, x);
    return node == null ? result : node.end(result);
  }

  private static void requirePicture(String name, String what, Tensor x, int factor) {
    if (x.rank() < 3) {
      throw new ShapeException(
          "%s expects input to have at least 3 dimensions, but got input with %d dimension(s)"
              .formatted(name, x.rank()),
          "pixel.rank",
          x.shape());
    }
    if (factor <= 0) {
      throw new ShapeException(
          "%s expects a positive %s, but got %d".formatted(name, what, factor),
          "pixel.factor",
          factor);
    }
  }

  private static int[] with(Tensor x, int... last) {
    int[] sizes = java.util.Arrays.copyOf(x.shape().sizes(), x.rank() - 3 + last.length);
    System.arraycopy(last, 0, sizes, x.rank() - 3, last.length);
    return sizes;
  }

  private static Tensor interleave(Tensor cells, int lead, int... order) {
    List<Integer> dims = new ArrayList<>();
    for (int d = 0; d < lead; d++) {
      dims.add(d);
    }
    for (int d : order) {
      dims.add(lead + d);
    }
    return cells.permute(dims.stream().mapToInt(Integer::intValue).toArray());
  }

  /// Returns a tensor with margins of zeros; see [#pad(Tensor, int[], double)].
  public static Tensor pad(Tensor x, int... margins) {
    return Padding.constant(x, margins, 0);
  }

  /// Returns a tensor with margins that hold a value: two numbers, before and after, per dimension,
  /// from the last one backwards; negative ones cut off. Gradient: the part of `g` that is not
  /// margin.
  public static Tensor pad(Tensor x, int[] margins, double value) {
    return Padding.constant(x, margins, value);
  }

  /// Returns a tensor with margins that repeat what is inside. Gradient: `g` added where it came
  /// from.
  ///
  /// @param mode `"constant"` (zeros), `"reflect"` (mirrored at the border), `"replicate"` (the
  ///   border), `"circular"` (the other side)
  public static Tensor pad(Tensor x, int[] margins, String mode) {
    return mode.equals("constant") ? pad(x, margins) : Padding.of(x, mode, margins);
  }

  /// Returns pictures in another size, one number per dimension after batch and channels.
  ///
  /// @param mode `"nearest"`, `"nearest-exact"`, `"linear"` (sequences), `"bilinear"`, `"bicubic"`
  ///   (pictures), `"trilinear"` (volumes), `"area"`
  /// @param flags [Flag#ALIGN_CORNERS]
  public static Tensor interpolate(Tensor x, Shape size, String mode, Flag... flags) {
    boolean aligned = Flag.in(Flag.ALIGN_CORNERS, flags);
    return Resampling.of(x, mode, aligned, null, size.toArray());
  }

  /// Returns pictures in the old size times a factor, rounded down; see [#interpolate(Tensor,
  /// Shape, String, Flag...)]. Positions are computed with the factor itself.
  public static Tensor interpolate(Tensor x, double scaleFactor, String mode, Flag... flags) {
    boolean aligned = Flag.in(Flag.ALIGN_CORNERS, flags);
    return Resampling.of(x, mode, aligned, scaleFactor, Resampling.sizes(x, scaleFactor));
  }
}
