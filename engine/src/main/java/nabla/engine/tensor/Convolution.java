package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.none;

import java.util.Arrays;
import java.util.List;
import nabla.engine.autograd.GradMode;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// Convolutions: a small kernel moves over an input and gives the sum of products at each place.
///
/// Inputs are `(n, channels, …)` or, for one example, `(channels, …)`; weights `(out, in / groups,
/// kernel…)`, of transposed convolutions `(in, out / groups, kernel…)`.
public final class Convolution {
  private Convolution() {}

  /// Returns the convolution of sequences, without a bias, with stride 1 and no padding.
  public static Tensor conv1d(Tensor input, Tensor weight) {
    return conv1d(input, weight, null, ConvOptions.options());
  }

  /// Returns the convolution of sequences with stride 1 and no padding.
  public static Tensor conv1d(Tensor input, Tensor weight, @Nullable Tensor bias) {
    return conv1d(input, weight, bias, ConvOptions.options());
  }

  /// Returns the convolution of sequences. Gradient: transposed convolutions of `g`.
  public static Tensor conv1d(
      Tensor input, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    return apply("conv1d", 1, input, weight, bias, options);
  }

  /// Returns the convolution of images, without a bias, with stride 1 and no padding.
  public static Tensor conv2d(Tensor input, Tensor weight) {
    return conv2d(input, weight, null, ConvOptions.options());
  }

  /// Returns the convolution of images with stride 1 and no padding.
  public static Tensor conv2d(Tensor input, Tensor weight, @Nullable Tensor bias) {
    return conv2d(input, weight, bias, ConvOptions.options());
  }

  /// Returns the convolution of images. Gradient: transposed convolutions of `g`.
  public static Tensor conv2d(
      Tensor input, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    return apply("conv2d", 2, input, weight, bias, options);
  }

  /// Returns the transposed convolution of sequences, without a bias.
  public static Tensor convTranspose1d(Tensor input, Tensor weight) {
    return convTranspose1d(input, weight, null, ConvOptions.options());
  }

  /// Returns the transposed convolution of sequences: every element adds a multiple of the kernel
  /// where it lies. It is the gradient of [#conv1d], and that one is its own.
  public static Tensor convTranspose1d(
      Tensor input, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    return apply("conv_transpose1d", 1, input, weight, bias, options);
  }

  /// Returns the transposed convolution of images, without a bias.
  public static Tensor convTranspose2d(Tensor input, Tensor weight) {
    return convTranspose2d(input, weight, null, ConvOptions.options());
  }

  /// Returns the transposed convolution of images: every element adds a multiple of the kernel
  /// where it lies. It is the gradient of [#conv2d], and that one is its own.
  public static Tensor convTranspose2d(
      Tensor input, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    return apply("conv_transpose2d", 2, input, weight, bias, options);
  }

  /// Returns the windows of images as columns, `(n, channels · area, windows)`: PyTorch's
  /// `F.unfold`. A convolution is the product of its weights with them.
  public static Tensor unfold(Tensor input, List<Integer> kernel, ConvOptions options) {
    if (input.rank() == 3) {
      return unfold(input.unsqueeze(0), kernel, options).squeeze(0);
    }
    int[] area = ConvolutionChecks.pair("kernel_size", kernel);
    ConvolutionChecks.requireColumns(input, area, options);
    if (input.dtype() == DType.INT64) {
      throw Guards.unsupported("im2col_out_cpu", DType.INT64);
    }
    return windows(input, area, options, 2, null).columns(input);
  }

  private static Tensor apply(
      String name,
      int spatial,
      Tensor input,
      Tensor weight,
      @Nullable Tensor bias,
      ConvOptions options) {
    int rank = input.rank();
    if (rank != spatial + 1 && rank != spatial + 2) {
      throw new ShapeException(
          "Expected %dD (unbatched) or %dD (batched) input to %s, but got input of size: %s"
              .formatted(spatial + 1, spatial + 2, name, input.shape()),
          "conv.rank",
          spatial + 1,
          spatial + 2,
          input.shape());
    }
    if (rank == spatial + 1) {
      return apply(name, spatial, input.unsqueeze(0), weight, bias, options).squeeze(0);
    }
    boolean transposed = name.startsWith("conv_t");
    ConvolutionChecks.require(spatial, input, weight, bias, options, transposed);
    Guards.number(transposed ? "slow_conv_transpose2d_out_cpu" : "slow_conv2d_cpu", input);
    int[] kernel = Arrays.copyOfRange(weight.shape().sizes(), 2, spatial + 2);
    ConvolutionChecks.requireKernel(kernel);
    return transposed
        ? transposed(input, weight, bias, options, kernel)
        : forward(input, weight, bias, options, kernel);
  }

  static int[] expand(String name, List<Integer> values, int spatial) {
    if (values.size() == 1) {
      int[] result = new int[spatial];
      Arrays.fill(result, values.get(0));
      return result;
    }
    if (values.size() != spatial) {
      throw new ArgumentException(
          ("expected %s to be a single integer value or a list of %d values to match the convolution"
                  + " dimensions, but got %s=%s")
              .formatted(name, spatial, name, values),
          "conv.option",
          name,
          spatial,
          values);
    }
    return Contraction.ints(values);
  }

  // The windows over an input; or, given the size of the result, those of a transposed convolution.
  private static Windows windows(
      Tensor x, int[] kernel, ConvOptions options, int spatial, int @Nullable [] result) {
    int[] stride = expand("stride", options.stride(), spatial);
    int[] dilation = expand("dilation", options.dilation(), spatial);
    int[] padding = expand("padding", options.padding(), spatial);
    int[] sizes = Arrays.copyOfRange(x.shape().sizes(), 2, 2 + spatial);
    int[] counts = sizes.clone();
    if (result != null) {
      return new Windows(result, kernel, stride, padding, dilation, counts);
    }
    for (int d = 0; d < spatial; d++) {
      int reach = dilation[d] * (kernel[d] - 1);
      int around = 2 * padding[d];
      if (options.same()) {
        // What is odd goes to the end.
        padding[d] = reach / 2;
        around = reach;
      }
      counts[d] = (sizes[d] + around - reach - 1) / stride[d] + 1;
      ConvolutionChecks.requireRoom(sizes, kernel, dilation, padding, d, around);
    }
    return new Windows(sizes, kernel, stride, padding, dilation, counts);
  }

  private static Tensor forward(
      Tensor input, Tensor weight, @Nullable Tensor bias, ConvOptions options, int[] kernel) {
    int groups = options.groups();
    int spatial = kernel.length;
    Windows windows = windows(input, kernel, options, spatial, null);
    ConvolutionChecks.dtypes(input, weight, bias);
    int out = weight.size(0);
    Shape shape = shape(input.size(0), out, windows.counts());
    Partial byInput =
        Partial.of(
            (g, saved) -> {
              Tensor w = kernels(saved.input(1), groups).transpose(1, 2);
              return windows.add(ungrouped(product(w, grouped(g, groups))));
            },
            0,
            1);
    Partial byWeight =
        Partial.of(
            (g, saved) -> {
              Tensor columns = grouped(windows.columns(saved.input(0)), groups);
              return product(grouped(g, groups), columns.transpose(-2, -1))
                  .sum(0)
                  .reshape(weight.shape().toArray());
            },
            0,
            1);
    Tensor columns = windows.columns(input.detach());
    Tensor sum = product(kernels(weight.detach(), groups), grouped(columns, groups));
    return record(byInput, byWeight, input, weight, bias, Products.as(sum, shape));
  }

  private static Tensor transposed(
      Tensor input, Tensor weight, @Nullable Tensor bias, ConvOptions options, int[] kernel) {
    int groups = options.groups();
    int[] sizes = transposedSizes(input, kernel, options);
    ConvolutionChecks.requireTransposed(input, options, sizes);
    Windows windows = windows(input, kernel, options, kernel.length, sizes);
    Partial byInput =
        Partial.of(
            (g, saved) -> {
              Tensor columns = grouped(windows.columns(g), groups);
              return product(kernels(saved.input(1), groups), columns)
                  .reshape(input.shape().toArray());
            },
            0,
            1);
    Partial byWeight =
        Partial.of(
            (g, saved) -> {
              Tensor columns = grouped(windows.columns(g), groups);
              return product(grouped(saved.input(0), groups), columns.transpose(-2, -1))
                  .sum(0)
                  .reshape(weight.shape().toArray());
            },
            0,
            1);
    Tensor w = kernels(weight.detach(), groups).transpose(1, 2);
    Tensor sum = windows.add(ungrouped(product(w, grouped(input.detach(), groups))));
    return record(byInput, byWeight, input, weight, bias, sum);
  }

  private static int[] transposedSizes(Tensor input, int[] kernel, ConvOptions options) {
    int spatial = kernel.length;
    int[] stride = expand("stride", options.stride(), spatial);
    int[] dilation = expand("dilation", options.dilation(), spatial);
    int[] padding = expand("padding", options.padding(), spatial);
    int[] more = expand("output_padding", options.outputPadding(), spatial);
    int[] sizes = new int[spatial];
    for (int d = 0; d < spatial; d++) {
      sizes[d] =
          (input.size(d + 2) - 1) * stride[d]
              - 2 * padding[d]
              + dilation[d] * (kernel[d] - 1)
              + more[d]
              + 1;
    }
    return sizes;
  }

  private static Tensor record(
      Partial byInput,
      Partial byWeight,
      Tensor input,
      Tensor weight,
      @Nullable Tensor bias,
      Tensor sum) {
    int[] all = new int[sum.rank() - 1];
    for (int d = 1; d < all.length; d++) {
      all[d] = d + 1;
    }
    Partial byBias = none(g -> g.sum(Dims.dims(all)));
    Node node =
        bias == null
            ? Products.begin(
                "Convolution", new @Nullable Partial[] {byInput, byWeight}, input, weight)
            : Products.begin(
                "Convolution",
                new @Nullable Partial[] {byInput, byWeight, byBias},
                input,
                weight,
                bias);
    if (bias != null) {
      int[] along = new int[sum.rank()];
      Arrays.fill(along, 1);
      along[1] = bias.size(0);
      sum.add_(bias.detach().view(along));
    }
    return Products.end(node, sum);
  }

  private static Shape shape(int n, int channels, int[] spatial) {
    int[] sizes = new int[spatial.length + 2];
    sizes[0] = n;
    sizes[1] = channels;
    System.arraycopy(spatial, 0, sizes, 2, spatial.length);
    return Shape.shape(sizes);
  }

  // (a, b, kernel…) as (groups, a / groups, b · area)
  private static Tensor kernels(Tensor weight, int groups) {
    int rows = weight.size(0);
    int columns = weight.shape().without(0).numel();
    return weight.reshape(groups, rows / groups, columns);
  }

  // (n, channels, …) as (n, groups, channels / groups, rest)
  private static Tensor grouped(Tensor x, int groups) {
    int rest = 1;
    for (int d = 2; d < x.rank(); d++) {
      rest *= x.size(d);
    }
    return x.reshape(x.size(0), groups, x.size(1) / groups, rest);
  }

  private static Tensor ungrouped(Tensor x) {
    return x.reshape(x.size(0), x.size(1) * x.size(2), x.size(3));
  }

  // A product of matrices whose leading dimensions broadcast: without a copy if nothing is
  // recorded.
  private static Tensor product(Tensor a, Tensor b) {
    if (GradMode.isRecording() && (a.requiresGrad() || b.requiresGrad())) {
      return a.matmul(b);
    }
    int n = a.rank() == 4 ? a.size(0) : b.size(0);
    int groups = a.size(-3);
    Tensor left = a.detach().expand(n, groups, a.size(-2), a.size(-1));
    Tensor right = b.detach().expand(n, groups, b.size(-2), b.size(-1));
    return Products.plain(left, right, Shape.shape(n, groups, a.size(-2), b.size(-1)));
  }
}
