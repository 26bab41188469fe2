package nabla.engine.nn;

import static nabla.engine.tensor.Shape.shape;

import nabla.engine.error.ArgumentException;
import nabla.engine.format.PythonText;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.Normalization;
import nabla.engine.tensor.Parameter;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Normalises groups of channels of each example, `(n, channels, …)` (Wu and He 2018).
public final class GroupNorm extends Module {
  private final int numGroups;
  private final int numChannels;
  private final Options options;
  private final @Nullable Parameter weight;
  private final @Nullable Parameter bias;

  /// Creates a normalisation of `numChannels` channels in `numGroups` groups.
  public GroupNorm(int numGroups, int numChannels) {
    this(numGroups, numChannels, options());
  }

  /// Creates a normalisation of `numChannels` channels in `numGroups` groups.
  public GroupNorm(int numGroups, int numChannels, Options options) {
    if (numGroups <= 0) {
      throw new ArgumentException(
          "Expected num groups to be greater than 0, got " + numGroups,
          "norm.divisible",
          numChannels,
          numGroups);
    }
    if (numChannels % numGroups != 0) {
      throw new ArgumentException(
          "num_channels (%d) must be divisible by num_groups (%d)"
              .formatted(numChannels, numGroups),
          "norm.divisible",
          numChannels,
          numGroups);
    }
    this.numGroups = numGroups;
    this.numChannels = numChannels;
    this.options = options;
    weight = options.affine ? new Parameter(Creation.ones(shape(numChannels))) : null;
    bias =
        options.affine && options.bias ? new Parameter(Creation.zeros(shape(numChannels))) : null;
  }

  /// Returns PyTorch's defaults: eps 1e-5, weight and bias.
  public static Options options() {
    return new Options(1e-5, true, true);
  }

  /// The options of [GroupNorm].
  ///
  /// @param eps what is added to the variance, so that nothing is divided by 0
  /// @param affine whether each channel has a weight and a bias that are learnt
  /// @param bias whether there is a bias beside the weight
  public record Options(double eps, boolean affine, boolean bias) {
    /// Returns a copy with another eps.
    public Options eps(double small) {
      return new Options(small, affine, bias);
    }

    /// Returns a copy with weight and bias, or without.
    public Options affine(boolean learnt) {
      return new Options(eps, learnt, bias);
    }

    /// Returns a copy with a bias, or without.
    public Options bias(boolean added) {
      return new Options(eps, affine, added);
    }
  }

  @Override
  public Tensor forward(Tensor input) {
    return Normalization.groupNorm(input, numGroups, weight, bias, options.eps);
  }

  /// Returns what each channel is multiplied by, or null.
  public @Nullable Parameter weight() {
    return weight;
  }

  /// Returns what is added to each channel, or null.
  public @Nullable Parameter bias() {
    return bias;
  }

  @Override
  protected String extraRepr() {
    return "%d, %d, eps=%s, affine=%s, bias=%s"
        .formatted(
            numGroups,
            numChannels,
            PythonText.of(options.eps),
            PythonText.of(options.affine),
            PythonText.of(bias != null));
  }
}
