package nabla.engine.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.error.Memory;
import nabla.engine.error.ShapeException;

/// The geometry of poolings: which windows there are, what must hold of them, what they count.
final class PoolChecks {
  private PoolChecks() {}

  /// Returns the windows over an image, checked in PyTorch's order.
  static Windows windows(String name, Tensor input, PoolOptions options) {
    String either = " must either be a single int, or a tuple of two ints";
    int[] kernel = both(name + ": kernel_size" + either, options.kernel());
    int[] stride =
        options.stride().isEmpty()
            ? kernel
            : both(
                name + ": stride must either be omitted, a single int, or a tuple of two ints",
                options.stride());
    int[] padding = both(name + ": padding" + either, options.padding());
    int[] dilation =
        both(
            name + ": dilation must be either a single int, or a tuple of two ints",
            options.dilation());
    int rank = input.rank();
    if (rank != 3 && rank != 4) {
      throw name.startsWith("max")
          ? new ShapeException(
              "non-empty 3D or 4D (batch mode) tensor expected for input",
              "pool.rank",
              input.shape())
          : unexpected(input);
    }
    int[] sizes = {input.size(-2), input.size(-1)};
    int[] counts = new int[2];
    for (int d = 0; d < 2; d++) {
      counts[d] =
          count(sizes[d], kernel[d], stride[d], padding[d], dilation[d], options.ceilMode());
    }
    requirePositive(kernel, "kernel size should be greater than zero, but got kH: %d kW: %d");
    requirePositive(stride, "stride should be greater than zero, but got dH: %d dW: %d");
    requirePositive(
        dilation, "dilation should be greater than zero, but got dilationH: %d dilationW: %d");
    if (sizes[0] == 0 || sizes[1] == 0 || input.size(-3) == 0) {
      throw unexpected(input);
    }
    if (counts[0] < 1 || counts[1] < 1) {
      throw new ShapeException(
          "Given input size: (%dx%dx%d). Calculated output size: (%dx%dx%d). Output size is too small"
              .formatted(input.size(-3), sizes[0], sizes[1], input.size(-3), counts[0], counts[1]),
          "pool.small",
          input.shape(),
          options.kernel());
    }
    return new Windows(sizes, kernel, stride, padding, dilation, counts);
  }

  private static ShapeException unexpected(Tensor input) {
    return new ShapeException(
        "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:"
            + input.shape(),
        "pool.rank",
        input.shape());
  }

  private static int[] both(String message, List<Long> values) {
    if (values.size() != 1 && values.size() != 2) {
      throw new ArgumentException(message, "pool.size", 2, values.size());
    }
    // What has no room in an int is larger than any input, whatever it is.
    List<Integer> sizes =
        values.stream()
            .map(value -> Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE))
            .toList();
    return Convolution.expand("kernel_size", sizes, 2);
  }

  /// Throws unless every option of a pooling of sequences has one number.
  static void requireSingle(String name, PoolOptions options) {
    single(name + "() argument 'kernel_size' should contain one int (got %d)", options.kernel());
    if (!options.stride().isEmpty()) {
      single(name + "() argument 'stride' should contain one int (got %d)", options.stride());
    }
    single(name + "() argument 'padding' should contain one int (got %d)", options.padding());
    single(name + "() argument 'dilation' should contain one int (got %d)", options.dilation());
  }

  private static void single(String message, List<Long> values) {
    if (values.size() != 1) {
      throw new ArgumentException(message.formatted(values.size()), "pool.size", 1, values.size());
    }
  }

  private static void requirePositive(int[] values, String message) {
    if (values[0] <= 0 || values[1] <= 0) {
      throw new ArgumentException(
          message.formatted(values[0], values[1]), "pool.positive", values[0], values[1]);
    }
  }

  private static int count(
      int size, int kernel, int stride, int padding, int dilation, boolean up) {
    if (stride == 0) {
      throw new ArgumentException("stride should not be zero", "pool.positive", stride, stride);
    }
    if (padding < 0) {
      throw new ArgumentException(
          "pad must be non-negative, but got pad: " + padding, "pool.padding", padding, kernel);
    }
    if (padding > (dilation * (kernel - 1) + 1) / 2) {
      throw new ArgumentException(
          ("pad should be at most half of effective kernel size, but got pad=%d, kernel_size=%d and"
                  + " dilation=%d")
              .formatted(padding, kernel, dilation),
          "pool.padding",
          padding,
          kernel);
    }
    long count = counted(size, kernel, stride, padding, dilation, up);
    return Math.clamp(count, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private static long counted(
      int size, long kernel, long stride, long padding, long dilation, boolean up) {
    long reach = dilation * (kernel - 1L);
    long room = size + 2L * padding - reach - 1 + (up ? stride - 1 : 0);
    long count = Math.floorDiv(room, stride) + 1;
    // The last window must begin inside of the input or before it.
    return up && (count - 1) * stride >= size + padding ? count - 1 : count;
  }

  /// Checks a maximum pooling of a sequence, which has messages of its own.
  static void requireSequence(Tensor x, PoolOptions options) {
    boolean good =
        x.rank() == 2 && x.numel() > 0 || x.rank() == 3 && x.size(1) != 0 && x.size(2) != 0;
    if (!good) {
      throw new ShapeException(
          "max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for"
              + " input, but got:"
              + x.shape(),
          "pool.rank",
          x.shape());
    }
    String one = " of size 1 but got size %d";
    single(
        "max_pool1d() kernel_size must be an int, list of ints or tuple of ints" + one,
        options.kernel());
    if (!options.stride().isEmpty()) {
      single(
          "max_pool1d() stride must be None, an int, list of ints, or tuple of ints" + one,
          options.stride());
    }
    single(
        "max_pool1d() padding must be an int, list of ints, or tuple of ints" + one,
        options.padding());
    single(
        "max_pool1d() dilation must be an int, list of ints or tuple of ints" + one,
        options.dilation());
    long kernel = options.kernel().get(0);
    long stride = options.stride().isEmpty() ? kernel : options.stride().get(0);
    long padding = options.padding().get(0);
    long dilation = options.dilation().get(0);
    positive("kernel_size", kernel);
    positive("stride", stride);
    if (padding < 0) {
      throw new ArgumentException(
          "max_pool1d() padding must be non-negative, but got " + padding,
          "pool.padding",
          padding,
          kernel);
    }
    if (padding > kernel / 2) {
      throw new ArgumentException(
          ("max_pool1d() padding should be at most half of kernel size, but got padding=%d and"
                  + " kernel_size=%d")
              .formatted(padding, kernel),
          "pool.padding",
          padding,
          kernel);
    }
    positive("dilation", dilation);
    if (Math.multiplyHigh(dilation, kernel - 1) != 0 || dilation * (kernel - 1) < 0) {
      throw new ArgumentException(
          "effective kernel size overflows, but got kernel_size=%d and dilation=%d"
              .formatted(kernel, dilation),
          "pool.small",
          x.shape(),
          options.kernel());
    }
    long count = counted(x.size(-1), kernel, stride, padding, dilation, options.ceilMode());
    if (count <= 0) {
      throw new ShapeException(
          "max_pool1d() Invalid computed output size: " + count,
          "pool.small",
          x.shape(),
          options.kernel());
    }
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw new ArgumentException(
          "max_pool1d() %s must be greater than zero, but got %d".formatted(name, value),
          "pool.positive",
          value,
          value);
    }
  }

  /// Returns what the sum of each window is divided by, as `(rows, columns)` of whole numbers.
  static Tensor divisors(Windows windows, PoolOptions options) {
    int rows = windows.counts()[0];
    int columns = windows.counts()[1];
    long[] result = Memory.longs((long) rows * columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        Integer divisor = options.divisor();
        result[i * columns + j] =
            divisor != null
                ? divisor
                : length(windows, 0, i, options.countIncludePad())
                    * length(windows, 1, j, options.countIncludePad());
      }
    }
    return Tensor.ofArray(result, Shape.shape(rows, columns), DType.INT64);
  }

  private static long length(Windows windows, int dim, int window, boolean pad) {
    int size = windows.sizes()[dim];
    int padding = windows.padding()[dim];
    int start = window * windows.stride()[dim] - padding;
    int end = Math.min(start + windows.kernel()[dim], size + padding);
    return pad ? end - start : Math.min(end, size) - Math.max(start, 0);
  }

  /// Returns where each element of each window lies in a channel, `(windows, area)`; for one in the
  /// padding, where the first one of its window does.
  static Tensor places(Windows windows) {
    int area = windows.area();
    long[] result = Memory.longs((long) windows.count() * area);
    int width = windows.kernel()[1];
    for (int w = 0; w < windows.count(); w++) {
      long first = -1;
      for (int k = 0; k < area; k++) {
        int row = at(windows, 0, w / windows.counts()[1], k / width);
        int column = at(windows, 1, w % windows.counts()[1], k % width);
        boolean inside = row >= 0 && column >= 0;
        long place = (long) row * windows.sizes()[1] + column;
        first = first < 0 && inside ? place : first;
        result[w * area + k] = inside ? place : -1;
      }
      for (int k = 0; k < area; k++) {
        if (result[w * area + k] < 0) {
          result[w * area + k] = Math.max(first, 0);
        }
      }
    }
    return Tensor.ofArray(result, Shape.shape(windows.count(), area), DType.INT64);
  }

  private static int at(Windows windows, int dim, int window, int element) {
    int place =
        window * windows.stride()[dim] - windows.padding()[dim] + element * windows.dilation()[dim];
    return place < windows.sizes()[dim] ? place : -1;
  }

  /// Checks an adaptive pooling of images that takes maxima.
  static void requireAdaptive(Tensor input, int... size) {
    if (input.rank() != 3 && input.rank() != 4) {
      throw new ShapeException(
          "adaptive_max_pool2d(): Expected 3D or 4D tensor, but got: " + input.shape(),
          "pool.rank",
          input.shape());
    }
    requireFilled("adaptive_max_pool2d", input);
    if (size.length != 1 && size.length != 2) {
      throw new ShapeException(
          "adaptive_max_pool2d(): internal error: output_size.size() must be 2",
          "pool.size",
          2,
          size.length);
    }
    if (!input.dtype().isFloating()) {
      throw new DTypeException(
          "\"adaptive_max_pool2d\" not implemented for '%s'".formatted(input.dtype().scalarType()),
          "linalg.dtype",
          input.dtype());
    }
  }

  /// Checks an adaptive pooling of images that takes means.
  static void requireImages(Tensor input) {
    if (input.rank() != 3 && input.rank() != 4) {
      throw new ShapeException(
          "adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got " + input.shape(),
          "pool.rank",
          input.shape());
    }
    for (int d = input.rank() - 2; d < input.rank(); d++) {
      requireFilled("adaptive_avg_pool2d", "input", input, d);
    }
  }

  /// Checks the gradient that arrives at an adaptive pooling of images that takes means.
  static void requireGradient(Tensor g) {
    for (int d = 1; d < g.rank(); d++) {
      requireFilled("adaptive_avg_pool2d_backward", "grad_output", g, d);
    }
  }

  static void requireFilled(String name, Tensor input) {
    for (int d = input.rank() > 3 ? 1 : input.rank() - 2; d < input.rank(); d++) {
      requireFilled(name, "input", input, d);
    }
  }

  private static void requireFilled(String name, String what, Tensor x, int dim) {
    if (x.size(dim) == 0) {
      throw new ShapeException(
          ("%s(): Expected %s to have non-zero size for non-batch dimensions, but %s has"
                  + " sizes %s with dimension %d being empty")
              .formatted(name, what, what, x.shape(), dim),
          "pool.rank",
          x.shape());
    }
  }

  /// Returns where the elements of each part of an image lie, `(parts, largest area)`; short parts
  /// are filled up with their first place.
  static Tensor adaptivePlaces(int height, int width, int... counts) {
    if (counts[0] < 0 || counts[1] < 0) {
      throw new ShapeException(
          "Trying to create tensor with negative dimension %d: [%d, %d]"
              .formatted(counts[0] < 0 ? counts[0] : counts[1], counts[0], counts[1]),
          "shape.negative",
          Math.min(counts[0], counts[1]));
    }
    int area = largest(height, counts[0]) * largest(width, counts[1]);
    long[] result = Memory.longs((long) Memory.count((long) counts[0] * counts[1]) * area);
    int at = 0;
    for (int i = 0; i < counts[0]; i++) {
      for (int j = 0; j < counts[1]; j++) {
        int end = at + area;
        long first = (long) start(height, counts[0], i) * width + start(width, counts[1], j);
        for (int row = start(height, counts[0], i); row < end(height, counts[0], i); row++) {
          for (int column = start(width, counts[1], j);
              column < end(width, counts[1], j);
              column++) {
            result[at++] = (long) row * width + column;
          }
        }
        Arrays.fill(result, at, end, first);
        at = end;
      }
    }
    return Tensor.ofArray(result, Shape.shape(counts[0] * counts[1], area), DType.INT64);
  }

  private static int start(int size, int count, int part) {
    return (int) Math.floorDiv((long) part * size, count);
  }

  private static int end(int size, int count, int part) {
    return (int) Math.ceilDiv((part + 1L) * size, count);
  }

  private static int largest(int size, int count) {
    int most = 0;
    for (int part = 0; part < count; part++) {
      most = Math.max(most, end(size, count, part) - start(size, count, part));
    }
    return most;
  }

  /// Returns the means of `count` parts along a dimension, as equally long as can be. No part sees
  /// what is not in it, not even an infinity.
  static Tensor means(Tensor x, int dim, int count) {
    List<Tensor> parts = new ArrayList<>();
    int size = x.size(dim);
    for (int i = 0; i < count; i++) {
      int start = (int) Math.floorDiv((long) i * size, count);
      int end = (int) Math.ceilDiv((i + 1L) * size, count);
      parts.add(x.narrow(dim, start, end - start).mean(dim, Flag.KEEPDIM));
    }
    return parts.isEmpty() ? x.narrow(dim, 0, 0).clone() : Joining.cat(parts, dim);
  }

  /// Returns the place of the greatest element along the last dimension: of equal ones the first,
  /// but of several NaN the last.
  static Tensor greatest(Tensor x) {
    Tensor nan = x.isnan();
    if (!nan.any().itemBoolean()) {
      return x.argmax(-1);
    }
    Tensor last =
        nan.to(DType.INT64).mul(Creation.arange(1L, x.size(-1) + 1L, x.device())).amax(-1).sub(1);
    return Functional.where(last.ge(0), last, x.argmax(-1));
  }

  /// Returns the matrix that takes the means of `count` parts of `size` elements, of the dtype and
  /// on the device of a tensor.
  static Tensor parts(int size, int count, Tensor like) {
    double[] result = Memory.doubles((long) count * size);
    for (int i = 0; i < count; i++) {
      int start = start(size, count, i);
      int end = end(size, count, i);
      for (int j = start; j < end; j++) {
        result[i * size + j] = 1.0 / (end - start);
      }
    }
    return Tensor.ofArray(result, Shape.shape(count, size), DType.FLOAT64)
        .to(like.dtype())
        .to(like.device());
  }
}
