package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.none;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.Memory;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// Pictures in other sizes.
///
/// Every mode is a linear map along one dimension after the other: a new position is a weighted sum
/// of old ones, its taps. The gradient is the transposed map.
final class Resampling {
  private Resampling() {}

  /// The `k`-th tap of every new position: where it reads, and with what weight.
  private record Tap(Tensor positions, Tensor weights) {}

  static int[] sizes(Tensor x, double factor) {
    int[] sizes = new int[Math.max(x.rank() - 2, 0)];
    if (!Double.isFinite(factor)) {
      throw new ArgumentException(
          "value cannot be converted to type int64_t without overflow",
          "interpolate.factor",
          factor);
    }
    Arrays.setAll(sizes, i -> (int) Math.floor(x.size(i + 2) * factor));
    return sizes;
  }

  static Tensor of(Tensor x, String mode, boolean aligned, @Nullable Double factor, int... sizes) {
    int rank = x.rank() - 2;
    require(x, mode, aligned, sizes);
    Guards.floating("compute_indices_weights_" + mode, x);
    List<List<Tap>> maps = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      maps.add(taps(mode, aligned, factor, x.size(i + 2), sizes[i], x));
    }
    Shape own = x.shape();
    Node node =
        Node.begin(
            name(mode, rank), new @Nullable Partial[] {none(g -> transposed(g, own, maps))}, x);
    Tensor result = x.detach();
    for (int i = 0; i < rank; i++) {
      result = mapped(result, i + 2, maps.get(i));
    }
    return node == null ? result : node.end(result);
  }

  private static void require(Tensor x, String mode, boolean aligned, int... sizes) {
    int rank = x.rank() - 2;
    if (aligned && !isLinear(mode)) {
      throw new ArgumentException(
          "align_corners option can only be set with the interpolating modes: linear | bilinear |"
              + " bicubic | trilinear",
          "interpolate.aligned",
          mode);
    }
    if (sizes.length != rank) {
      throw new ArgumentException(
          ("Input and output must have the same number of spatial dimensions, but got input with"
                  + " spatial dimensions of %s and output size of %s. Please provide input tensor in (N,"
                  + " C, d1, d2, ...,dK) format and output size in (o1, o2, ...,oK) format.")
              .formatted(
                  x.rank() < 3
                      ? "[]"
                      : Arrays.toString(Arrays.copyOfRange(x.shape().sizes(), 2, x.rank())),
                  Arrays.toString(sizes)),
          "interpolate.sizes",
          Math.max(rank, 0),
          sizes.length);
    }
    requireMode(x, mode);
    for (int i = 0; i < rank; i++) {
      if (sizes[i] <= 0 || x.size(i + 2) == 0) {
        int[] own = Arrays.copyOfRange(x.shape().sizes(), 2, x.rank());
        throw new ShapeException(
            "Input and output sizes should be greater than 0, but got input (%s)%s output (%s)"
                .formatted(named(own), rank == 1 ? " and" : "", named(sizes)),
            "interpolate.empty",
            x.shape());
      }
    }
  }

  private static void requireMode(Tensor x, String mode) {
    int wanted =
        switch (mode) {
          case "linear" -> 3;
          case "bilinear", "bicubic" -> 4;
          case "trilinear" -> 5;
          case "nearest", "nearest-exact", "area" -> x.rank();
          default -> -1;
        };
    boolean pictures = x.rank() >= 3 && x.rank() <= 5;
    if (pictures && wanted == x.rank()) {
      return;
    }
    throw new ShapeException(
        pictures && mode.endsWith("linear")
            ? "Got %dD input, but %s mode needs %dD input".formatted(x.rank(), mode, wanted)
            : ("Input Error: Only 3D, 4D and 5D input Tensors supported (got %dD) for the modes:"
                    + " nearest | linear | bilinear | bicubic | trilinear | lanczos | area |"
                    + " nearest-exact (got %s)")
                .formatted(x.rank(), mode),
        "interpolate.mode",
        x.shape(),
        mode);
  }

  // The sizes of a picture with the letters that PyTorch gives its dimensions.
  private static String named(int... sizes) {
    return IntStream.range(0, sizes.length)
        .mapToObj(i -> "%c: %d".formatted("DHW".charAt(3 - sizes.length + i), sizes[i]))
        .collect(Collectors.joining(", "));
  }

  private static boolean isLinear(String mode) {
    return mode.endsWith("linear") || mode.equals("bicubic");
  }

  private static String name(String mode, int rank) {
    return switch (mode) {
      case "nearest" -> "UpsampleNearest%dD".formatted(rank);
      case "nearest-exact" -> "UpsampleNearestExact%dD".formatted(rank);
      case "area" -> "AdaptiveAvgPool%dD".formatted(rank);
      default ->
          "Upsample%s%dD"
              .formatted(Character.toUpperCase(mode.charAt(0)) + mode.substring(1), rank);
    };
  }

  private static Tensor mapped(Tensor x, int dim, List<Tap> taps) {
    Tensor sum = null;
    for (Tap tap : taps) {
      Tensor part = x.indexSelect(dim, tap.positions()).mul(along(tap.weights(), x, dim));
      sum = sum == null ? part : sum.add(part);
    }
    return sum == null ? x : sum;
  }

  private static Tensor transposed(Tensor g, Shape shape, List<List<Tap>> maps) {
    Tensor result = g;
    for (int i = maps.size() - 1; i >= 0; i--) {
      int dim = i + 2;
      Tensor sum = Creation.zeros(result.shape().with(dim, shape.size(dim)), g.dtype(), g.device());
      for (Tap tap : maps.get(i)) {
        sum = sum.indexAdd(dim, tap.positions(), result.mul(along(tap.weights(), result, dim)));
      }
      result = sum;
    }
    return result;
  }

  private static Tensor along(Tensor weights, Tensor x, int dim) {
    int[] sizes = new int[x.rank()];
    Arrays.fill(sizes, 1);
    sizes[dim] = weights.numel();
    return weights.reshape(sizes);
  }

  private static List<Tap> taps(
      String mode, boolean aligned, @Nullable Double factor, int from, int to, Tensor like) {
    double scale =
        aligned
            ? to > 1 ? (double) (from - 1) / (to - 1) : 0
            : factor == null ? (double) from / to : 1 / factor;
    int count =
        switch (mode) {
          case "nearest", "nearest-exact" -> 1;
          case "bicubic" -> 4;
          case "area" -> Math.ceilDiv(from, to) + 1;
          default -> 2;
        };
    long[][] positions = new long[count][];
    double[][] weights = new double[count][];
    for (int k = 0; k < count; k++) {
      positions[k] = Memory.longs(to);
      weights[k] = Memory.doubles(to);
    }
    for (int i = 0; i < to; i++) {
      switch (mode) {
        // The scale of the nearest modes is a float in PyTorch, whatever the dtype.
        case "nearest" ->
            set(positions, weights, i, 0, nearest(i, from, to, (float) scale), 1, from);
        case "nearest-exact" ->
            set(positions, weights, i, 0, (int) ((i + 0.5f) * (float) scale), 1, from);
        case "area" -> area(positions, weights, i, from, to);
        case "bicubic" -> cubic(positions, weights, i, aligned, scale, from);
        default -> linear(positions, weights, i, aligned, scale, from);
      }
    }
    List<Tap> taps = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      taps.add(
          new Tap(
              Creation.tensor(positions[k], DType.INT64, like.device()),
              Creation.tensor(weights[k], like.dtype(), like.device())));
    }
    return taps;
  }

  // A size that stays, or doubles, is not multiplied by the scale, whatever that is.
  private static int nearest(int i, int from, int to, float scale) {
    return to == from ? i : to == 2 * from ? i / 2 : (int) (i * scale);
  }

  private static void set(
      long[][] positions,
      double[][] weights,
      int i,
      int tap,
      int position,
      double weight,
      int size) {
    positions[tap][i] = Math.clamp(position, 0, size - 1);
    weights[tap][i] = weight;
  }

  private static void linear(
      long[][] positions, double[][] weights, int i, boolean aligned, double scale, int from) {
    double source = aligned ? scale * i : Math.max(scale * (i + 0.5) - 0.5, 0);
    int left = Math.min((int) source, from - 1);
    double right = Math.min(source - left, 1);
    set(positions, weights, i, 0, left, 1 - right, from);
    set(positions, weights, i, 1, left + 1, right, from);
  }

  // The cubic convolution of Keys with PyTorch's constant.
  private static void cubic(
      long[][] positions, double[][] weights, int i, boolean aligned, double scale, int from) {
    double a = -0.75;
    double source = aligned ? scale * i : scale * (i + 0.5) - 0.5;
    int left = (int) Math.floor(source);
    for (int k = 0; k < 4; k++) {
      double t = Math.abs(source - left + 1 - k);
      double weight =
          t <= 1 ? ((a + 2) * t - (a + 3)) * t * t + 1 : ((a * t - 5 * a) * t + 8 * a) * t - 4 * a;
      set(positions, weights, i, k, left - 1 + k, weight, from);
    }
  }

  private static void area(long[][] positions, double[][] weights, int i, int from, int to) {
    int start = (int) ((long) i * from / to);
    int stop = (int) Math.ceilDiv((i + 1L) * from, to);
    for (int k = 0; k < positions.length; k++) {
      boolean inside = start + k < stop;
      set(positions, weights, i, k, start + k, inside ? 1.0 / (stop - start) : 0, from);
    }
  }
}
