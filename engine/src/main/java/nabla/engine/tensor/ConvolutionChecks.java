package nabla.engine.tensor;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// What must hold of a convolution's operands, in PyTorch's order.
final class ConvolutionChecks {
  private ConvolutionChecks() {}

  static void require(
      int spatial,
      Tensor input,
      Tensor weight,
      @Nullable Tensor bias,
      ConvOptions options,
      boolean transposed) {
    if (!transposed && bias != null && !options.same()) {
      biasDType(input, bias);
    }
    if (weight.rank() < 3) {
      throw new ShapeException(
          "weight should have at least three dimensions", "conv.weight", weight.shape());
    }
    if (!options.same()) {
      options(weight.rank() - 2, spatial, options, transposed);
    }
    if (options.groups() <= 0) {
      throw new ArgumentException(
          "non-positive groups is not supported", "conv.groups", options.groups());
    }
    if (options.same() && options.stride().stream().anyMatch(s -> s != 1)) {
      throw new ArgumentException(
          "padding='same' is not supported for strided convolutions", "conv.same");
    }
    positive(0, options.padding(), "negative padding is not supported");
    positive(0, options.outputPadding(), "negative output_padding is not supported");
    positive(1, options.stride(), "non-positive stride is not supported");
    positive(0, options.dilation(), "dilation should be greater than zero");
    if (weight.rank() != spatial + 2) {
      throw new ShapeException(
          ("Expected %d-dimensional input for %d-dimensional weight%s%s, but got %d-dimensional input"
                  + " of size %s instead")
              .formatted(
                  weight.rank(),
                  weight.rank(),
                  options.same() ? "" : " ",
                  weight.shape(),
                  input.rank(),
                  input.shape()),
          "conv.weight",
          weight.shape());
    }
    groups(weight, options.groups());
    channels(input, weight, options, transposed);
    bias(weight, bias, options.groups(), transposed);
    kernel(weight);
    if (!transposed) {
      zeroDilation(spatial, options);
    }
    if (transposed) {
      dtypes(input, weight, bias);
    }
  }

  private static void zeroDilation(int spatial, ConvOptions options) {
    int[] dilation = Convolution.expand("dilation", options.dilation(), spatial);
    int[] both = spatial == 1 ? new int[] {1, dilation[0]} : dilation;
    if (Arrays.stream(both).anyMatch(d -> d == 0)) {
      throw new ArgumentException(
          "dilation should be greater than zero, but got " + Arrays.toString(both),
          "conv.negative",
          1,
          0);
    }
  }

  // As many numbers as the weight, not the function, has dimensions.
  private static void options(int dims, int spatial, ConvOptions options, boolean transposed) {
    Convolution.expand("stride", spread(options.stride(), spatial), dims);
    Convolution.expand("padding", spread(options.padding(), spatial), dims);
    Convolution.expand("dilation", spread(options.dilation(), spatial), dims);
    if (transposed) {
      Convolution.expand("output_padding", spread(options.outputPadding(), spatial), dims);
    }
  }

  private static List<Integer> spread(List<Integer> values, int spatial) {
    return values.size() == 1 ? Collections.nCopies(spatial, values.get(0)) : values;
  }

  private static void positive(int least, List<Integer> values, String message) {
    for (int value : values) {
      if (value < least) {
        throw new ArgumentException(message, "conv.negative", least, value);
      }
    }
  }

  private static void groups(Tensor weight, int groups) {
    if (weight.size(0) < groups) {
      throw new ShapeException(
          ("Given groups=%d, expected weight to be at least %d at dimension 0, but got weight of"
                  + " size %s instead")
              .formatted(groups, groups, weight.shape()),
          "conv.divisible",
          groups,
          weight.shape());
    }
    if (weight.size(0) % groups != 0) {
      throw new ShapeException(
          ("Given groups=%d, expected weight to be divisible by %d at dimension 0, but got weight"
                  + " of size [%s] instead")
              .formatted(groups, groups, weight.shape()),
          "conv.divisible",
          groups,
          weight.shape());
    }
  }

  private static void channels(
      Tensor input, Tensor weight, ConvOptions options, boolean transposed) {
    int groups = options.groups();
    int wanted = transposed ? weight.size(0) : weight.size(1) * groups;
    if (input.size(1) != wanted) {
      throw new ShapeException(
          "Given %s, weight of size %s, expected input%s to have %d channels, but got %d channels instead"
              .formatted(
                  transposed ? "transposed=1" : "groups=" + groups,
                  weight.shape(),
                  options.same() ? evened(input, weight, options) : input.shape(),
                  wanted,
                  input.size(1)),
          "conv.channels",
          wanted,
          input.size(1));
    }
  }

  // Where an odd number of zeros keeps the size, the odd one has already been added.
  private static Shape evened(Tensor input, Tensor weight, ConvOptions options) {
    Shape shape = input.shape();
    int[] dilation = Convolution.expand("dilation", options.dilation(), weight.rank() - 2);
    for (int d = 2; d < shape.rank(); d++) {
      shape = shape.with(d, shape.size(d) + dilation[d - 2] * (weight.size(d) - 1) % 2);
    }
    return shape;
  }

  private static void bias(Tensor weight, @Nullable Tensor bias, int groups, boolean transposed) {
    int wanted = transposed ? weight.size(1) * groups : weight.size(0);
    if (bias != null && (bias.rank() != 1 || bias.size(0) != wanted)) {
      throw new ShapeException(
          ("Given %sweight of size %s, expected bias to be 1-dimensional with %d elements, but got"
                  + " bias of size %s instead")
              .formatted(transposed ? "transposed=1, " : "", weight.shape(), wanted, bias.shape()),
          "conv.bias",
          wanted,
          bias.shape());
    }
  }

  /// Returns the two numbers of an option of [Convolution#unfold]; one counts for both.
  static int[] pair(String name, List<Integer> values) {
    if (values.size() != 1 && values.size() != 2) {
      throw new ArgumentException(
          "It is expected %s equals to 2, but got size %d".formatted(name, values.size()),
          "pool.size",
          2,
          values.size());
    }
    return Convolution.expand(name, values, 2);
  }

  /// Throws unless the input and the options suit [Convolution#unfold].
  static void requireColumns(Tensor input, int[] kernel, ConvOptions options) {
    int[] dilation = pair("dilation", options.dilation());
    int[] padding = pair("padding", options.padding());
    int[] stride = pair("stride", options.stride());
    requireKernel(kernel);
    atLeast(
        1,
        "dilation should be greater than zero, but got dilation_height: %d dilation_width: %d",
        dilation);
    atLeast(0, "padding should be non-negative, but got pad_height: %d pad_width: %d", padding);
    atLeast(
        1,
        "stride should be greater than zero, but got stride_height: %d stride_width: %d",
        stride);
    if (input.rank() != 4 || input.size(1) == 0 || input.size(2) == 0 || input.size(3) == 0) {
      throw new ShapeException(
          "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero"
              + " dimensions for input, but got: "
              + input.shape(),
          "pool.rank",
          input.shape());
    }
    int[] counts = new int[2];
    for (int d = 0; d < 2; d++) {
      int room = input.size(d + 2) + 2 * padding[d] - dilation[d] * (kernel[d] - 1) - 1;
      counts[d] = Math.floorDiv(room, stride[d]) + 1;
    }
    if (counts[0] < 1 || counts[1] < 1) {
      throw new ShapeException(
          ("Given input with spatial size (%d, %d), kernel_size=(%d, %d), dilation=(%d, %d),"
                  + " padding=(%d, %d), calculated shape of the array of sliding blocks as (%d, %d),"
                  + " but its components must be at least one.")
              .formatted(
                  input.size(2),
                  input.size(3),
                  kernel[0],
                  kernel[1],
                  dilation[0],
                  dilation[1],
                  padding[0],
                  padding[1],
                  counts[0],
                  counts[1]),
          "pool.small",
          input.shape(),
          Arrays.toString(kernel));
    }
  }

  private static void atLeast(int least, String message, int... values) {
    for (int value : values) {
      if (value < least) {
        throw new ArgumentException(
            message.formatted(values[0], values[1]), "conv.negative", least, value);
      }
    }
  }

  static void requireKernel(int... kernel) {
    int height = kernel.length > 1 ? kernel[0] : 1;
    int width = kernel[kernel.length - 1];
    if (height <= 0 || width <= 0) {
      throw new ArgumentException(
          "kernel size should be greater than zero, but got kernel_height: %d kernel_width: %d"
              .formatted(height, width),
          "pool.positive",
          height,
          width);
    }
  }

  private static void biasDType(Tensor input, Tensor bias) {
    if (bias.dtype() != input.dtype()) {
      throw new DTypeException(
          "Input type (%s) and bias type (%s) should be the same"
              .formatted(named(input.dtype()), named(bias.dtype())),
          "conv.dtype",
          input.dtype(),
          bias.dtype());
    }
  }

  static void dtypes(Tensor input, Tensor weight, @Nullable Tensor bias) {
    if (input.dtype() != DType.BOOL && weight.dtype() != input.dtype()) {
      throw Products.expectedType(input.dtype(), weight.dtype());
    }
    if (bias != null && bias.dtype().category() > input.dtype().category()) {
      throw InPlaceChecks.cast(bias.dtype(), input.dtype());
    }
  }

  // The name of a dtype in C++.
  private static String named(DType dtype) {
    return dtype == DType.INT64 ? "long int" : dtype.scalarType().toLowerCase(Locale.ROOT);
  }

  /// Checks what is added at the end of a transposed convolution's result, and whether there is
  /// one.
  static void requireTransposed(Tensor input, ConvOptions options, int... sizes) {
    int spatial = sizes.length;
    int[] stride = front(1, options.stride(), spatial);
    int[] dilation = front(1, options.dilation(), spatial);
    int[] more = front(0, options.outputPadding(), spatial);
    for (int d = 0; d < 2; d++) {
      if (more[d] >= stride[d] && more[d] >= dilation[d]) {
        throw new ArgumentException(
            ("output padding must be smaller than either stride or dilation, but got"
                    + " output_padding_height: %d output_padding_width: %d stride_height: %d"
                    + " stride_width: %d dilation_height: %d dilation_width: %d")
                .formatted(more[0], more[1], stride[0], stride[1], dilation[0], dilation[1]),
            "conv.outputPadding",
            more[d],
            stride[d],
            dilation[d]);
      }
    }
    int height = spatial == 1 ? 1 : input.size(2);
    int width = input.size(-1);
    if (height == 0 || width == 0) {
      throw new ShapeException(
          "Only zero batch or zero channel inputs are supported, but got input shape: [%d, %d, %d, %d]"
              .formatted(input.size(0), input.size(1), height, width),
          "pool.rank",
          input.shape());
    }
    int rows = spatial == 1 ? 1 : sizes[0];
    int columns = sizes[spatial - 1];
    if (rows < 1 || columns < 1) {
      throw new ShapeException(
          "Given input size per channel: (%d x %d). Calculated output size per channel: (%d x %d). Output size is too small"
              .formatted(height, width, rows, columns),
          "pool.small",
          input.shape(),
          options.padding());
    }
  }

  private static int[] front(int first, List<Integer> values, int spatial) {
    int[] own = Convolution.expand("stride", values, spatial);
    return spatial == 1 ? new int[] {first, own[0]} : own;
  }

  private static void kernel(Tensor weight) {
    int last = weight.rank() - 1;
    int height = last == 2 ? 1 : weight.size(last - 1);
    if (height <= 0 || weight.size(last) <= 0) {
      throw new ShapeException(
          "kernel size should be greater than zero, but got kernel_height: %d kernel_width: %d"
              .formatted(height, weight.size(last)),
          "conv.weight",
          weight.shape());
    }
  }

  static void requireRoom(
      int[] sizes, int[] kernel, int[] dilation, int[] padding, int dim, int around) {
    if (sizes[dim] + around >= dilation[dim] * (kernel[dim] - 1) + 1) {
      return;
    }
    int[] padded = IntStream.range(0, sizes.length).map(d -> sizes[d] + 2 * padding[d]).toArray();
    int[] reach =
        IntStream.range(0, sizes.length).map(d -> dilation[d] * (kernel[d] - 1) + 1).toArray();
    throw new ShapeException(
        ("Calculated padded input size per channel: (%s). Kernel size: (%s). Kernel size can't be"
                + " greater than actual input size")
            .formatted(times(padded), times(reach)),
        "conv.kernel",
        times(padded),
        times(reach));
  }

  private static String times(int[] sizes) {
    return Arrays.stream(sizes).mapToObj(String::valueOf).collect(Collectors.joining(" x "));
  }
}
