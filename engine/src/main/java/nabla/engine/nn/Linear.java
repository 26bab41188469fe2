package nabla.engine.nn;

import static nabla.engine.tensor.Shape.shape;

import nabla.engine.error.ArgumentException;
import nabla.engine.format.PythonText;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.Layers;
import nabla.engine.tensor.Parameter;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The affine map `x · Wᵀ + b`, `(…, in) → (…, out)`.
///
/// Weight `(out, in)` and bias `(out)` begin uniform in `±1/√in`, PyTorch's default (He et al. 2015
/// with `a = √5`).
public sealed class Linear extends Module permits NonDynamicallyQuantizableLinear {
  private final int inFeatures;
  private final int outFeatures;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  /// Creates the map from `inFeatures` numbers to `outFeatures`.
  public Linear(int inFeatures, int outFeatures) {
    this(inFeatures, outFeatures, options());
  }

  /// Creates the map from `inFeatures` numbers to `outFeatures`.
  public Linear(int inFeatures, int outFeatures, Options options) {
    if (inFeatures < 1 || outFeatures < 1) {
      throw new ArgumentException(
          "Linear needs at least one feature on each side, got %d and %d"
              .formatted(inFeatures, outFeatures),
          "linear.features",
          inFeatures,
          outFeatures);
    }
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    weight = new Parameter(Creation.zeros(shape(outFeatures, inFeatures)));
    bias = options.bias ? new Parameter(Creation.zeros(shape(outFeatures))) : null;
    resetParameters();
  }

  /// Returns PyTorch's default: with a bias.
  public static Options options() {
    return new Options(true);
  }

  /// The options of [Linear].
  ///
  /// @param bias whether something is added to the product
  public record Options(boolean bias) {
    /// Returns a copy with a bias or without.
    @SuppressWarnings("HidingField")
    public Options bias(boolean bias) {
      return new Options(bias);
    }
  }

  /// Begins anew with random numbers.
  public void resetParameters() {
    Init.uniformFan(weight, bias);
  }

  @Override
  public Tensor forward(Tensor input) {
    return Layers.linear(input, weight, bias);
  }

  /// Returns the weight, `(out, in)`.
  public Parameter weight() {
    return weight;
  }

  /// Returns the bias, `(out)`, or null if there is none.
  public @Nullable Parameter bias() {
    return bias;
  }

  @Override
  protected String extraRepr() {
    return "in_features=%d, out_features=%d, bias=%s"
        .formatted(inFeatures, outFeatures, PythonText.of(bias != null));
  }
}
