package nabla.engine.nn;

import nabla.engine.error.ArgumentException;
import nabla.engine.format.PythonText;
import nabla.engine.tensor.Layers;
import nabla.engine.tensor.Parameter;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The bilinear map `x₁ᵀ · W · x₂ + b`, `(…, in1), (…, in2) → (…, out)`: [Layers#bilinear(Tensor,
/// Tensor, Tensor, Tensor)].
///
/// Weight `(out, in1, in2)` and bias `(out)` begin uniform in `±1/√in1`, PyTorch's default.
public final class Bilinear extends Module {
  private final Parameter weight;
  private final @Nullable Parameter bias;

  /// Creates the map with a bias.
  public Bilinear(int in1Features, int in2Features, int outFeatures) {
    this(in1Features, in2Features, outFeatures, options());
  }

  /// Creates the map.
  public Bilinear(int in1Features, int in2Features, int outFeatures, Options options) {
    if (in1Features <= 0) {
      throw new ArgumentException(
          "in1_features must be > 0, but got (in1_features=%d)".formatted(in1Features),
          "bilinear.features",
          in1Features);
    }
    double bound = 1 / Math.sqrt(in1Features);
    weight = Starts.uniform(bound, outFeatures, in1Features, in2Features);
    bias = options.bias() ? Starts.uniform(bound, outFeatures) : null;
  }

  /// Returns PyTorch's defaults: with a bias.
  public static Options options() {
    return new Options(true);
  }

  /// Returns the map of two inputs.
  public Tensor forward(Tensor first, Tensor second) {
    return Layers.bilinear(first, second, weight, bias);
  }

  /// Returns the weight, `(out, in1, in2)`.
  public Parameter weight() {
    return weight;
  }

  /// Returns the bias, or null.
  public @Nullable Parameter bias() {
    return bias;
  }

  @Override
  protected String extraRepr() {
    return "in1_features=%d, in2_features=%d, out_features=%d, bias=%s"
        .formatted(weight.size(1), weight.size(2), weight.size(0), PythonText.of(bias != null));
  }

  /// Choices of a bilinear map.
  ///
  /// @param bias whether numbers are added to the result
  public record Options(boolean bias) {
    /// Returns these options with a bias or without.
    public Options bias(boolean has) {
      return new Options(has);
    }
  }
}
