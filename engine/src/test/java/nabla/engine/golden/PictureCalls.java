package nabla.engine.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import nabla.engine.tensor.Flag;
import nabla.engine.tensor.Pictures;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;

/// The functions of pictures that no layer owns.
final class PictureCalls {
  private PictureCalls() {}

  static void register(Calls calls) {
    calls.op("pad", PictureCalls::pad);
    calls.op(
        "pixel_shuffle", a -> Pictures.pixelShuffle(a.tensor(0), a.integer(1, "upscale_factor")));
    calls.op("interpolate", PictureCalls::interpolate);
  }

  private static Tensor pad(Args a) {
    int[] margins = a.ints(1, "pad");
    String mode = a.text(2, "mode", "constant");
    return mode.equals("constant")
        ? Pictures.pad(a.tensor(0), margins, a.number(3, "value", 0))
        : Pictures.pad(a.tensor(0), margins, mode);
  }

  private static Tensor interpolate(Args a) {
    Tensor x = a.tensor(0);
    String mode = a.text(3, "mode", "nearest");
    boolean aligned = a.flag(4, "align_corners", false);
    Flag[] flags = aligned ? new Flag[] {Flag.ALIGN_CORNERS} : new Flag[0];
    if (a.get(1, "size") != null) {
      int[] sizes = a.ints(1, "size");
      return Pictures.interpolate(x, spatial(x, a.require(1, "size"), sizes), mode, flags);
    }
    double factor = a.number(2, "scale_factor");
    if (!a.flag(5, "recompute_scale_factor", false)) {
      return Pictures.interpolate(x, factor, mode, flags);
    }
    List<Integer> sizes = new ArrayList<>();
    for (int d = 2; d < x.dim(); d++) {
      sizes.add((int) Math.floor(x.size(d) * factor));
    }
    int[] computed = sizes.stream().mapToInt(Objects::requireNonNull).toArray();
    return Pictures.interpolate(x, Shape.shape(computed), mode, flags);
  }

  private static Shape spatial(Tensor x, Object size, int... sizes) {
    if (size instanceof Long && x.dim() > 3) {
      int[] same = new int[x.dim() - 2];
      java.util.Arrays.fill(same, sizes[0]);
      return Shape.shape(same);
    }
    return Shape.shape(sizes);
  }
}
