package nabla.engine.nn;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import nabla.engine.error.ArgumentException;
import nabla.engine.tensor.ConvOptions;
import nabla.engine.tensor.Parameter;
import nabla.engine.tensor.Pictures;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// What all convolution layers share: their parameters and options.
///
/// Weight and bias begin uniform in `±1/√k`, where `k` is the number of weights of an output
/// channel, the second size of the weight times the kernel's: PyTorch's default (He et al. 2015
/// with `a = √5`).
public abstract sealed class ConvLayer extends Module
    permits Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d {
  private static final Set<String> MODES = Set.of("zeros", "reflect", "replicate", "circular");

  private final int inChannels;
  private final int outChannels;
  private final List<Integer> kernel;
  private final Options options;
  private final boolean transposed =
      this instanceof ConvTranspose1d || this instanceof ConvTranspose2d;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  ConvLayer(int dims, int inChannels, int outChannels, Shape kernel, Options options) {
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.kernel = each("kernel_size", dims, IntStream.of(kernel.toArray()).boxed().toList());
    this.options = options;
    requireOptions();
    int groups = options.windows().groups();
    int[] sizes = new int[dims + 2];
    sizes[0] = transposed ? inChannels : outChannels;
    sizes[1] = (transposed ? outChannels : inChannels) / groups;
    int fan = sizes[1];
    for (int d = 0; d < dims; d++) {
      sizes[d + 2] = this.kernel.get(d);
      fan *= sizes[d + 2];
    }
    // A layer without inputs has nothing to weigh.
    double bound = fan == 0 ? 0 : 1 / Math.sqrt(fan);
    weight = Starts.uniform(bound, sizes);
    bias = options.bias() ? Starts.uniform(bound, outChannels) : null;
  }

  private void requireOptions() {
    int groups = options.windows().groups();
    if (groups <= 0) {
      throw new ArgumentException("groups must be a positive integer", "conv.groups", groups);
    }
    if (inChannels % groups != 0 || outChannels % groups != 0) {
      throw new ArgumentException(
          (inChannels % groups != 0 ? "in_channels" : "out_channels")
              + " must be divisible by groups",
          "conv.channelGroups",
          groups,
          inChannels,
          outChannels);
    }
    if (options.windows().same() && options.windows().stride().stream().anyMatch(s -> s != 1)) {
      throw new ArgumentException(
          "padding='same' is not supported for strided convolutions", "conv.same");
    }
    if (!MODES.contains(options.paddingMode())) {
      throw new ArgumentException(
          ("padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, but got"
                  + " padding_mode='%s'")
              .formatted(options.paddingMode()),
          "conv.paddingMode",
          options.paddingMode());
    }
    if (transposed && !options.paddingMode().equals("zeros")) {
      throw new ArgumentException(
          "Only \"zeros\" padding mode is supported for " + getClass().getSimpleName(),
          "conv.paddingMode",
          options.paddingMode());
    }
  }

  /// Returns PyTorch's defaults: stride 1, no padding, one group, a bias.
  public static Options options() {
    return new Options(ConvOptions.options(), true, "zeros");
  }

  /// Returns the weight.
  public Parameter weight() {
    return weight;
  }

  /// Returns the bias, or null.
  public @Nullable Parameter bias() {
    return bias;
  }

  abstract Tensor apply(Tensor input, ConvOptions windows);

  @Override
  public Tensor forward(Tensor input) {
    ConvOptions windows = options.windows();
    if (options.paddingMode().equals("zeros")) {
      return apply(input, windows);
    }
    return apply(Pictures.pad(input, margins(), options.paddingMode()), windows.padding(0));
  }

  // Before and after for each dimension, from the last one backwards.
  private int[] margins() {
    int dims = kernel.size();
    int[] margins = new int[2 * dims];
    List<Integer> padding = each("padding", dims, options.windows().padding());
    List<Integer> dilation = each("dilation", dims, options.windows().dilation());
    for (int d = 0; d < dims; d++) {
      int at = 2 * (dims - 1 - d);
      int reach = dilation.get(d) * (kernel.get(d) - 1);
      boolean same = options.windows().same();
      margins[at] = same ? reach / 2 : padding.get(d);
      margins[at + 1] = same ? reach - reach / 2 : padding.get(d);
    }
    return margins;
  }

  private static List<Integer> each(String name, int dims, List<Integer> values) {
    if (values.size() != 1 && values.size() != dims) {
      throw new ArgumentException(
          ("expected %s to be a single integer value or a list of %d values to match the"
                  + " convolution dimensions, but got %s=%s")
              .formatted(name, dims, name, values),
          "conv.option",
          name,
          dims,
          values);
    }
    return values.size() == 1 ? Collections.nCopies(dims, values.getFirst()) : values;
  }

  @Override
  protected String extraRepr() {
    ConvOptions windows = options.windows();
    StringBuilder text = new StringBuilder();
    text.append(inChannels).append(", ").append(outChannels);
    text.append(", kernel_size=").append(Texts.tuple(kernel));
    text.append(", stride=").append(Texts.tuple(each("stride", kernel.size(), windows.stride())));
    if (windows.same()) {
      text.append(", padding=same");
    } else {
      unless(0, "padding", windows.padding(), text);
    }
    unless(1, "dilation", windows.dilation(), text);
    unless(0, "output_padding", windows.outputPadding(), text);
    if (windows.groups() != 1) {
      text.append(", groups=").append(windows.groups());
    }
    if (bias == null) {
      text.append(", bias=False");
    }
    if (!options.paddingMode().equals("zeros")) {
      text.append(", padding_mode=").append(options.paddingMode());
    }
    return text.toString();
  }

  private void unless(int usual, String name, List<Integer> values, StringBuilder text) {
    if (values.stream().anyMatch(value -> value != usual)) {
      text.append(", ")
          .append(name)
          .append('=')
          .append(Texts.tuple(each(name, kernel.size(), values)));
    }
  }

  /// How a layer convolves: `Conv2d.options().stride(2).padding(1).bias(false)`.
  ///
  /// @param windows how the kernel moves
  /// @param bias whether a number is added to each channel of the result
  /// @param paddingMode what padding holds: `zeros`, `reflect`, `replicate` or `circular`
  public record Options(ConvOptions windows, boolean bias, String paddingMode) {
    private Options with(ConvOptions other) {
      return new Options(other, bias, paddingMode);
    }

    /// Returns these options with another stride.
    public Options stride(int... steps) {
      return with(windows.stride(steps));
    }

    /// Returns these options with another padding.
    public Options padding(int... elements) {
      return with(windows.padding(elements));
    }

    /// Returns these options with the padding that keeps the size, PyTorch's `padding='same'`.
    public Options samePadding() {
      return with(windows.samePadding());
    }

    /// Returns these options with another dilation.
    public Options dilation(int... distances) {
      return with(windows.dilation(distances));
    }

    /// Returns these options with another padding of a transposed convolution's result.
    public Options outputPadding(int... elements) {
      return with(windows.outputPadding(elements));
    }

    /// Returns these options with another number of groups.
    public Options groups(int count) {
      return with(windows.groups(count));
    }

    /// Returns these options with a bias or without.
    public Options bias(boolean has) {
      return new Options(windows, has, paddingMode);
    }

    /// Returns these options with other contents of padding.
    public Options paddingMode(String mode) {
      return new Options(windows, bias, mode);
    }
  }
}
