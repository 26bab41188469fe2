package nabla.engine.golden;

import java.util.Arrays;
import java.util.List;
import nabla.engine.tensor.ConvOptions;
import nabla.engine.tensor.Convolution;
import nabla.engine.tensor.Layers;
import nabla.engine.tensor.Normalization;
import nabla.engine.tensor.Normalization.BatchOptions;
import nabla.engine.tensor.PoolOptions;
import nabla.engine.tensor.Pooling;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The functions of layers: convolution, pooling, normalisation.
final class LayerCalls {
  private LayerCalls() {}

  static void register(Calls calls) {
    convolution(calls, "conv1d", Convolution::conv1d);
    convolution(calls, "conv2d", Convolution::conv2d);
    transposed(calls, "conv_transpose1d", Convolution::convTranspose1d);
    transposed(calls, "conv_transpose2d", Convolution::convTranspose2d);
    calls.op("im2col", LayerCalls::unfold);
    calls.op("avg_pool1d", a -> Pooling.avgPool1d(a.tensor(0), mean(a)));
    calls.op("avg_pool2d", a -> Pooling.avgPool2d(a.tensor(0), mean(a)));
    calls.op("max_pool1d", LayerCalls::maxPool1d);
    calls.op("max_pool2d", LayerCalls::maxPool2d);
    calls.op(
        "adaptive_avg_pool1d",
        a ->
            Pooling.adaptiveAvgPool1d(
                a.tensor(0), sizes(a.tensor(0), a.require(1, "output_size"))));
    calls.op(
        "adaptive_avg_pool2d",
        a ->
            Pooling.adaptiveAvgPool2d(
                a.tensor(0), sizes(a.tensor(0), a.require(1, "output_size"))));
    calls.op("dropout", LayerCalls::dropout);
    normalizations(calls);
  }

  private static void normalizations(Calls calls) {
    calls.op("batch_norm", LayerCalls::batchNorm);
    calls.op("instance_norm", LayerCalls::instanceNorm);
    calls.op(
        "layer_norm",
        a ->
            Normalization.layerNorm(
                a.tensor(0),
                Shape.shape(a.ints(1, "normalized_shape")),
                a.tensorOrNull(2, "weight"),
                a.tensorOrNull(3, "bias"),
                a.number(4, "eps", 1e-5)));
    calls.op(
        "group_norm",
        a ->
            Normalization.groupNorm(
                a.tensor(0),
                a.integer(1, "num_groups"),
                a.tensorOrNull(2, "weight"),
                a.tensorOrNull(3, "bias"),
                a.number(4, "eps", 1e-5)));
    calls.op(
        "rms_norm",
        a ->
            Normalization.rmsNorm(
                a.tensor(0),
                Shape.shape(a.ints(1, "normalized_shape")),
                a.tensorOrNull(2, "weight"),
                a.get(3, "eps") == null ? null : a.number(3, "eps")));
  }

  private static Tensor instanceNorm(Args a) {
    Tensor mean = a.tensorOrNull(1, "running_mean");
    Tensor variance = a.tensorOrNull(2, "running_var");
    Tensor weight = a.tensorOrNull(3, "weight");
    Tensor bias = a.tensorOrNull(4, "bias");
    double momentum = a.number(6, "momentum", 0.1);
    double eps = a.number(7, "eps", 1e-5);
    // By running statistics each example is normalised as a batch is.
    return a.flag(5, "use_input_stats", true)
        ? Normalization.instanceNorm(
            a.tensor(0), mean, variance, weight, bias, new BatchOptions(momentum, eps))
        : Normalization.batchNormEval(a.tensor(0), mean, variance, weight, bias, eps);
  }

  private static Tensor batchNorm(Args a) {
    Tensor mean = a.tensorOrNull(1, "running_mean");
    Tensor variance = a.tensorOrNull(2, "running_var");
    Tensor weight = a.tensorOrNull(3, "weight");
    Tensor bias = a.tensorOrNull(4, "bias");
    double momentum = a.number(6, "momentum", 0.1);
    double eps = a.number(7, "eps", 1e-5);
    return a.flag(5, "training", false)
        ? Normalization.batchNorm(
            a.tensor(0), mean, variance, weight, bias, new BatchOptions(momentum, eps))
        : Normalization.batchNormEval(a.tensor(0), mean, variance, weight, bias, eps);
  }

  private static Tensor dropout(Args a) {
    Tensor dropped = Layers.dropout(a.tensor(0), a.number(1, "p", 0.5));
    return a.flag(2, "training", true) ? dropped : a.tensor(0);
  }

  @FunctionalInterface
  private interface Convolve {
    Tensor apply(Tensor input, Tensor weight, @Nullable Tensor bias, ConvOptions options);
  }

  private static void convolution(Calls calls, String name, Convolve call) {
    calls.op(
        name,
        a -> {
          ConvOptions options =
              ConvOptions.options()
                  .stride(numbers(a, 3, "stride", 1))
                  .dilation(numbers(a, 5, "dilation", 1))
                  .groups(a.integer(6, "groups", 1));
          options =
              a.get(4, "padding") instanceof String text
                  ? text.equals("same") ? options.samePadding() : options
                  : options.padding(numbers(a, 4, "padding", 0));
          return call.apply(a.tensor(0), a.tensor(1, "weight"), a.tensorOrNull(2, "bias"), options);
        });
  }

  private static void transposed(Calls calls, String name, Convolve call) {
    calls.op(
        name,
        a ->
            call.apply(
                a.tensor(0),
                a.tensor(1, "weight"),
                a.tensorOrNull(2, "bias"),
                ConvOptions.options()
                    .stride(numbers(a, 3, "stride", 1))
                    .padding(numbers(a, 4, "padding", 0))
                    .outputPadding(numbers(a, 5, "output_padding", 0))
                    .groups(a.integer(6, "groups", 1))
                    .dilation(numbers(a, 7, "dilation", 1))));
  }

  private static Tensor unfold(Args a) {
    return Convolution.unfold(
        a.tensor(0),
        Arrays.stream(a.ints(1, "kernel_size")).boxed().toList(),
        ConvOptions.options()
            .dilation(numbers(a, 2, "dilation", 1))
            .padding(numbers(a, 3, "padding", 0))
            .stride(numbers(a, 4, "stride", 1)));
  }

  private static int[] numbers(Args a, int position, String name, int otherwise) {
    return a.get(position, name) == null ? new int[] {otherwise} : a.ints(position, name);
  }

  private static PoolOptions mean(Args a) {
    return windows(a)
        .padding(numbers(a, 3, "padding", 0))
        .ceilMode(a.flag(4, "ceil_mode", false))
        .countIncludePad(a.flag(5, "count_include_pad", true))
        .divisor(a.get(6, "divisor_override") == null ? null : a.integer(6, "divisor_override"));
  }

  private static PoolOptions maximum(Args a) {
    if (a.get(1, "kernel_size") instanceof Long kernel && kernel > Integer.MAX_VALUE) {
      PoolOptions options = PoolOptions.kernel(kernel).ceilMode(a.flag(5, "ceil_mode", false));
      return options
          .stride(a.get(2, "stride") == null ? kernel : a.longAt(2, "stride"))
          .padding(a.has(3, "padding") ? a.longAt(3, "padding") : 0)
          .dilation(a.has(4, "dilation") ? a.longAt(4, "dilation") : 1);
    }
    return windows(a)
        .padding(numbers(a, 3, "padding", 0))
        .dilation(numbers(a, 4, "dilation", 1))
        .ceilMode(a.flag(5, "ceil_mode", false));
  }

  private static PoolOptions windows(Args a) {
    PoolOptions options = PoolOptions.kernel(a.ints(1, "kernel_size"));
    return a.get(2, "stride") == null ? options : options.stride(a.ints(2, "stride"));
  }

  private static Object maxPool1d(Args a) {
    return a.flag(6, "return_indices", false)
        ? list(Pooling.maxPool1dWithIndices(a.tensor(0), maximum(a)))
        : Pooling.maxPool1d(a.tensor(0), maximum(a));
  }

  private static Object maxPool2d(Args a) {
    return a.flag(6, "return_indices", false)
        ? list(Pooling.maxPool2dWithIndices(a.tensor(0), maximum(a)))
        : Pooling.maxPool2d(a.tensor(0), maximum(a));
  }

  private static List<Tensor> list(Pooling.Maxima maxima) {
    return List.of(maxima.values(), maxima.indices());
  }

  // None keeps the size that the input has there.
  private static int[] sizes(Tensor input, Object sizes) {
    if (!(sizes instanceof List<?> list)) {
      return new int[] {Math.toIntExact((Long) sizes)};
    }
    int[] result = new int[list.size()];
    for (int i = 0; i < result.length; i++) {
      Object size = list.get(i);
      result[i] = size == null ? input.size(i - result.length) : Math.toIntExact((Long) size);
    }
    return result;
  }
}
