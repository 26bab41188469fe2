package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.none;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.autograd.Saved;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// Normalisations: elements less their mean, divided by their standard deviation.
///
/// They differ in which elements belong together: those of a channel ([#batchNorm]), of an example
/// ([#layerNorm]), of a group of channels of an example ([#groupNorm]), of one channel of an
/// example ([#instanceNorm]).
public final class Normalization {
  private Normalization() {}

  /// The numbers of a batch normalisation.
  ///
  /// @param momentum how much of a batch enters the running statistics
  /// @param eps what is added to the variance, so that nothing is divided by 0
  public record BatchOptions(double momentum, double eps) {
    /// Returns PyTorch's defaults, momentum 0.1 and eps 1e-5.
    public static BatchOptions options() {
      return new BatchOptions(0.1, 1e-5);
    }
  }

  /// Returns the input normalised per channel by the statistics of this batch, which also enter the
  /// running ones, in place.
  ///
  /// @param input `(n, channels, …)`
  /// @param mean the running means, or null for none
  /// @param variance the running variances, or null for none
  /// @param weight what each channel is multiplied by, or null
  /// @param bias what is added to each channel, or null
  public static Tensor batchNorm(
      Tensor input,
      @Nullable Tensor mean,
      @Nullable Tensor variance,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      BatchOptions options) {
    if (values(input) == 1) {
      throw new ArgumentException(
          "Expected more than 1 value per channel when training, got input size "
              + input.shape().torch(),
          "norm.single",
          input.shape());
    }
    if (options.eps() <= 0) {
      throw wrongEps("positive during training", options.eps());
    }
    if (input.numel() == 0) {
      return empty(input, weight, bias);
    }
    requireChannels(channels(input), mean, variance, weight, bias);
    Guards.floating("batch_norm", input);
    NormDTypes.require(input, weight, bias, mean, variance);
    NormDTypes.sameAs(input, mean, variance, weight, bias);
    NormDTypes.vectors(mean, variance);
    return trained(input, mean, variance, weight, bias, options);
  }

  private static ArgumentException wrongEps(String wanted, double eps) {
    return new ArgumentException(
        "batch_norm eps must be %s, but got %s".formatted(wanted, Guards.shown(eps)),
        "norm.eps",
        eps);
  }

  private static int channels(Tensor input) {
    return input.rank() > 1 ? input.size(1) : 0;
  }

  // How many values a channel has.
  private static int values(Tensor input) {
    int count = input.rank() > 0 ? input.size(0) : 1;
    for (int d = 2; d < input.rank(); d++) {
      count *= input.size(d);
    }
    return count;
  }

  private static Tensor empty(Tensor input, @Nullable Tensor weight, @Nullable Tensor bias) {
    Tensor result = input.clone();
    result = weight == null || weight.rank() == 0 ? result : result.mul(weight.select(0, 0));
    return bias == null || bias.rank() == 0 ? result : result.add(bias.select(0, 0));
  }

  private static Tensor trained(
      Tensor input,
      @Nullable Tensor mean,
      @Nullable Tensor variance,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      BatchOptions options) {
    Dims dims = allBut(input.rank(), 1);
    Tensor plain = input.detach();
    int count = input.numel() / input.size(1);
    Tensor batchMean = plain.mean(dims);
    Tensor squares = plain.sub(along(batchMean, input.rank())).square().sum(dims);
    update(mean, batchMean, options.momentum());
    update(variance, squares.div((double) count - 1), options.momentum());
    return record("NativeBatchNorm", input, weight, bias, 1, Moments.over(dims, options.eps()));
  }

  // Not a change that a backward pass would have to know of: it uses the batch's own statistics.
  private static void update(@Nullable Tensor running, Tensor fresh, double momentum) {
    if (running != null) {
      Tensor unseen = running.data();
      unseen.copy_(unseen.mul(1 - momentum).add(fresh.mul(momentum)));
    }
  }

  /// Returns the input normalised per channel by the running statistics, which stay as they are:
  /// batch normalisation in evaluation.
  public static Tensor batchNormEval(
      Tensor input,
      @Nullable Tensor mean,
      @Nullable Tensor variance,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      double eps) {
    if (eps < 0) {
      throw wrongEps("non-negative", eps);
    }
    if (input.numel() == 0) {
      return empty(input, weight, bias);
    }
    Tensor runningMean = require("running_mean", mean);
    Tensor runningVariance = require("running_var", variance);
    requireChannels(channels(input), mean, variance, weight, bias);
    Guards.floating("batch_norm", input);
    NormDTypes.require(input, weight, bias, mean, variance);
    NormDTypes.sameAs(input, weight, bias, mean, variance);
    NormDTypes.vectors(mean, variance);
    return record(
        "NativeBatchNorm",
        input,
        weight,
        bias,
        1,
        Moments.given(
            along(runningMean.detach(), input.rank()),
            along(runningVariance.detach(), input.rank()),
            eps));
  }

  private static Tensor require(String name, @Nullable Tensor running) {
    if (running == null) {
      throw new ArgumentException(
          name + " must be defined in evaluation mode", "norm.running", name);
    }
    return running;
  }

  private static void requireChannels(
      int channels,
      @Nullable Tensor mean,
      @Nullable Tensor variance,
      @Nullable Tensor weight,
      @Nullable Tensor bias) {
    List<String> names = List.of("running_mean", "running_var", "weight", "bias");
    @Nullable Tensor[] tensors = {mean, variance, weight, bias};
    for (int i = 0; i < tensors.length; i++) {
      Tensor tensor = tensors[i];
      if (tensor != null && tensor.numel() != channels) {
        throw new ShapeException(
            "%s should contain %d elements not %d"
                .formatted(names.get(i), channels, tensor.numel()),
            "norm.channels",
            names.get(i),
            channels,
            tensor.numel());
      }
    }
  }

  /// Returns the input normalised over its last dimensions, without weight and bias.
  public static Tensor layerNorm(Tensor input, Shape normalized) {
    return layerNorm(input, normalized, null, null, 1e-5);
  }

  /// Returns the input normalised over its last dimensions, times the weight, plus the bias.
  ///
  /// @param normalized the sizes of those dimensions, also the shape of weight and bias
  public static Tensor layerNorm(
      Tensor input, Shape normalized, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
    requireLast(input, normalized, weight, bias, ", ");
    NormDTypes.require(input, weight, bias);
    NormDTypes.sameAs(input, weight, bias);
    Guards.floating("LayerNormKernelImpl", input);
    return record(
        "NativeLayerNorm", input, weight, bias, -1, Moments.over(last(input, normalized), eps));
  }

  private static Dims last(Tensor input, Shape normalized) {
    int[] dims = IntStream.range(input.rank() - normalized.rank(), input.rank()).toArray();
    return Dims.dims(dims);
  }

  private static void requireLast(
      Tensor input,
      Shape normalized,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      String separator) {
    if (normalized.rank() == 0) {
      throw new ShapeException(
          "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one"
              + " element, but got normalized_shape = []",
          "norm.shape",
          input.shape(),
          normalized);
    }
    requireShape("weight", weight, normalized);
    requireShape("bias", bias, normalized);
    int lead = input.rank() - normalized.rank();
    int[] end =
        lead < 0 ? new int[0] : Arrays.copyOfRange(input.shape().sizes(), lead, input.rank());
    if (lead < 0 || !Arrays.equals(end, normalized.sizes())) {
      String list = normalized.toString();
      throw new ShapeException(
          "Given normalized_shape=%s, expected input with shape [*%s%s, but got input of size%s"
              .formatted(list, separator, list.substring(1), input.shape()),
          "norm.shape",
          input.shape(),
          normalized);
    }
  }

  private static void requireShape(String name, @Nullable Tensor tensor, Shape normalized) {
    if (tensor != null && !tensor.shape().equals(normalized)) {
      throw new ShapeException(
          "Expected %s to be of same shape as normalized_shape, but got %s of shape %s and normalized_shape = %s"
              .formatted(name, name, tensor.shape(), normalized),
          "norm.parameter",
          name,
          normalized,
          tensor.shape());
    }
  }

  /// Returns the input divided by the root of the mean of its squares over its last dimensions.
  public static Tensor rmsNorm(Tensor input, Shape normalized) {
    return rmsNorm(input, normalized, null, null);
  }

  /// Returns the input divided by the root of the mean of its squares over its last dimensions,
  /// times the weight.
  ///
  /// @param eps what is added to the mean; null for the least number that matters beside 1
  public static Tensor rmsNorm(
      Tensor input, Shape normalized, @Nullable Tensor weight, @Nullable Double eps) {
    requireLast(input, normalized, weight, null, "");
    double least = input.dtype() == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1.0f);
    Tensor mean = input.square().mean(last(input, normalized), Flag.KEEPDIM);
    Tensor result = input.mul(mean.add(eps == null ? least : eps).rsqrt());
    return weight == null ? result : result.mul(weight).to(input.dtype());
  }

  /// Returns the input normalised over groups of channels, without weight and bias.
  public static Tensor groupNorm(Tensor input, int groups) {
    return groupNorm(input, groups, null, null, 1e-5);
  }

  /// Returns the input normalised over groups of channels of each example, times the weight of the
  /// channel, plus its bias.
  public static Tensor groupNorm(
      Tensor input, int groups, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
    requireGroups(input, groups, weight, bias);
    requireArea(input);
    NormDTypes.require(input, weight, bias);
    NormDTypes.sameAs(input, weight, bias);
    Guards.floating("GroupNormKernelImpl", input);
    return record(
        "NativeGroupNorm", input, weight, bias, 1, Moments.overGroups(input.shape(), groups, eps));
  }

  private static void requireArea(Tensor input) {
    int area = 1;
    for (int d = 2; d < input.rank(); d++) {
      area *= input.size(d);
    }
    if (area == 0) {
      throw new ShapeException(
          "Expected HxW to be greater than 0, got 0", "norm.area", input.shape());
    }
  }

  private static void requireGroups(
      Tensor input, int groups, @Nullable Tensor weight, @Nullable Tensor bias) {
    if (input.rank() < 2) {
      throw new ShapeException(
          "Expected at least 2 dimensions for input tensor but received " + input.rank(),
          "norm.groups",
          input.shape(),
          groups);
    }
    int channels = input.size(1);
    if (groups == 0) {
      throw new ArgumentException(
          "integer division or modulo by zero", "norm.groups", input.shape(), groups);
    }
    if (groups > 0 && input.numel() > 0 && input.numel() == groups) {
      throw new ArgumentException(
          "Expected more than 1 value per channel when training, got input size "
              + verified(input, groups),
          "norm.single",
          input.shape());
    }
    if (groups <= 0) {
      throw new ArgumentException(
          "Expected num groups to be greater than 0, got " + groups,
          "norm.groups",
          input.shape(),
          groups);
    }
    if (channels == 0) {
      throw new ShapeException(
          "Expected number of channels to be greater than 0, got 0",
          "norm.groups",
          input.shape(),
          groups);
    }
    if (channels % groups != 0) {
      throw new ShapeException(
          ("Expected number of channels in input to be divisible by num_groups, but got input of shape"
                  + " %s and num_groups=%d")
              .formatted(input.shape(), groups),
          "norm.groups",
          input.shape(),
          groups);
    }
    requireVector("weight", weight, input);
    requireVector("bias", bias, input);
  }

  private static String verified(Tensor input, int groups) {
    List<Integer> sizes = new ArrayList<>(List.of(input.size(0) * input.size(1) / groups, groups));
    for (int d = 2; d < input.rank(); d++) {
      sizes.add(input.size(d));
    }
    return sizes.toString();
  }

  private static void requireVector(String name, @Nullable Tensor tensor, Tensor input) {
    if (tensor != null && (tensor.rank() != 1 || tensor.numel() != input.size(1))) {
      throw new ShapeException(
          ("Expected %s to be a vector of size equal to the number of channels in input, but got %s of"
                  + " shape %s and input of shape %s")
              .formatted(name, name, tensor.shape(), input.shape()),
          "norm.channels",
          name,
          input.size(1),
          tensor.numel());
    }
  }

  /// Returns each channel of each example normalised by itself; the means of their statistics enter
  /// the running ones, in place.
  public static Tensor instanceNorm(
      Tensor input,
      @Nullable Tensor mean,
      @Nullable Tensor variance,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      BatchOptions options) {
    if (spatial(input.shape()) == 1) {
      throw new ArgumentException(
          "Expected more than 1 spatial element when training, got input size "
              + input.shape().torch(),
          "norm.single",
          input.shape());
    }
    int n = input.size(0);
    int channels = input.size(1);
    int[] sizes = input.shape().toArray();
    sizes[0] = 1;
    sizes[1] = n * channels;
    Tensor means = repeated(mean, n);
    Tensor variances = repeated(variance, n);
    Tensor weights = repeated(weight, n);
    Tensor biases = repeated(bias, n);
    if (input.numel() == 0) {
      return empty(input, weights, biases);
    }
    requireChannels(n * channels, means, variances, weights, biases);
    NormDTypes.require(input, weights, biases);
    if (means == null || means.dtype() == input.dtype()) {
      NormDTypes.sameAs(input, variances, weights, biases);
    }
    Tensor result =
        trained(
            input.contiguous().view(sizes),
            means == null ? null : means.detach(),
            variances == null ? null : variances.detach(),
            weights,
            biases,
            options);
    average(mean, means, n);
    average(variance, variances, n);
    return result.view(input.shape().toArray());
  }

  private static int spatial(Shape shape) {
    int product = 1;
    for (int d = 2; d < shape.rank(); d++) {
      product *= shape.size(d);
    }
    return product;
  }

  private static @Nullable Tensor repeated(@Nullable Tensor x, int n) {
    if (x == null) {
      return null;
    }
    if (x.rank() > 1) {
      throw new ShapeException(
          "Number of dimensions of repeat dims can not be smaller than number of dimensions of"
              + " tensor",
          "norm.vector",
          x.shape());
    }
    return x.expand(n, x.numel()).reshape(n * x.numel());
  }

  private static void average(@Nullable Tensor running, @Nullable Tensor all, int n) {
    if (running != null && all != null) {
      running.data().copy_(all.detach().toDouble().view(n, running.size(0)).mean(0));
    }
  }

  // channel: the dimension that weight and bias belong to, or -1 for the last ones.
  private static Tensor record(
      String name,
      Tensor input,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      int channel,
      Moments moments) {
    int rank = input.rank();
    int weightAt = weight == null ? -1 : 1;
    Dims others = channel == 1 ? allBut(rank, 1) : Dims.dims();
    List<Tensor> inputs = new ArrayList<>(List.of(input));
    List<@Nullable Partial> partials = new ArrayList<>();
    int[] saves = weight == null ? new int[] {0} : new int[] {0, 1};
    partials.add(
        Partial.of(
            (g, saved) -> {
              Tensor weighed =
                  weightAt < 0 ? g : g.mul(placed(saved.input(weightAt), channel, rank));
              return moments.gradient(weighed, saved.input(0));
            },
            saves));
    if (weight != null) {
      inputs.add(weight);
      boolean fused = channel < 0;
      partials.add(Partial.of((g, saved) -> summed(product(g, saved, moments, fused), others), 0));
    }
    if (bias != null) {
      inputs.add(bias);
      partials.add(none(g -> summed(g, others)));
    }
    Node node =
        Node.begin(name, partials.toArray(new @Nullable Partial[0]), inputs.toArray(new Tensor[0]));
    Tensor result = moments.normalize(input.detach());
    result = weight == null ? result : result.mul(placed(weight.detach(), channel, rank));
    result = bias == null ? result : result.add(placed(bias.detach(), channel, rank));
    // Statistics over groups see the elements in another shape; the result is no view of that.
    result = result.isView() ? Products.as(result, result.shape()) : result;
    return node == null ? result : node.end(result);
  }

  private static Tensor product(Tensor g, Saved saved, Moments moments, boolean fused) {
    Tensor x = saved.input(0);
    return g.mul(fused ? moments.normalizeFused(x) : moments.normalize(x));
  }

  private static Tensor summed(Tensor g, Dims others) {
    return others.list().isEmpty() ? g : g.sum(others);
  }

  private static Tensor placed(Tensor parameter, int channel, int rank) {
    return channel == 1 ? along(parameter, rank) : parameter;
  }

  private static Tensor along(Tensor perChannel, int rank) {
    int[] sizes = new int[rank];
    Arrays.fill(sizes, 1);
    sizes[1] = perChannel.numel();
    return perChannel.reshape(sizes);
  }

  private static Dims allBut(int rank, int dim) {
    return Dims.dims(IntStream.range(0, rank).filter(d -> d != dim).toArray());
  }
}
