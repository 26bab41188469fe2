package nabla.engine.tensor;

import java.util.Arrays;
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
    if (weight.rank() < 3) {
      throw new ShapeException(
          "weight should have at least three dimensions", "conv.weight", weight.shape());
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
    positive(1, options.dilation(), "dilation should be greater than zero");
    if (weight.rank() != spatial + 2) {
      throw new ShapeException(
          ("Expected %d-dimensional input for %d-dimensional weight%s, but got %d-dimensional input"
                  + " of size %s instead")
              .formatted(weight.rank(), weight.rank(), weight.shape(), input.rank(), input.shape()),
          "conv.weight",
          weight.shape());
    }
    groups(weight, options.groups());
    channels(input, weight, options.groups(), transposed);
    bias(weight, bias, options.groups(), transposed);
    dtypes(input, weight, bias, transposed);
    kernel(weight);
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

  private static void channels(Tensor input, Tensor weight, int groups, boolean transposed) {
    int wanted = transposed ? weight.size(0) : weight.size(1) * groups;
    if (input.size(1) != wanted) {
      throw new ShapeException(
          "Given %s, weight of size %s, expected input%s to have %d channels, but got %d channels instead"
              .formatted(
                  transposed ? "transposed=1" : "groups=" + groups,
                  weight.shape(),
                  input.shape(),
                  wanted,
                  input.size(1)),
          "conv.channels",
          wanted,
          input.size(1));
    }
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

  /// Throws unless the input suits [Convolution#unfold].
  static void requireColumns(Tensor input, int... kernel) {
    requireKernel(kernel);
    if (input.rank() != 4 || input.size(1) == 0 || input.size(2) == 0 || input.size(3) == 0) {
      throw new ShapeException(
          "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero"
              + " dimensions for input, but got: "
              + input.shape(),
          "pool.rank",
          input.shape());
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

  private static void dtypes(
      Tensor input, Tensor weight, @Nullable Tensor bias, boolean transposed) {
    if (!transposed && bias != null && bias.dtype() != input.dtype()) {
      throw new DTypeException(
          "Input type (%s) and bias type (%s) should be the same"
              .formatted(named(input.dtype()), named(bias.dtype())),
          "conv.dtype",
          input.dtype(),
          bias.dtype());
    }
    DType other = weight.dtype() == input.dtype() && bias != null ? bias.dtype() : weight.dtype();
    if (other != input.dtype()) {
      throw new DTypeException(
          "expected scalar type %s but found %s"
              .formatted(input.dtype().scalarType(), other.scalarType()),
          "conv.dtype",
          input.dtype(),
          other);
    }
  }

  // The name of a dtype in C++.
  private static String named(DType dtype) {
    return dtype == DType.INT64 ? "long int" : dtype.scalarType().toLowerCase(Locale.ROOT);
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
