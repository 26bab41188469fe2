package nabla.engine.nn;

import static nabla.engine.tensor.Creation.rand;
import static nabla.engine.tensor.Shape.shape;

import nabla.engine.error.ArgumentException;
import nabla.engine.tensor.Layers;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;

/// The affine map `x · Wᵀ + b`, `(…, in) → (…, out)`.
///
/// Weight `(out, in)` and bias `(out)` begin uniform in `±1/√in`, PyTorch's default (He et al. 2015
/// with `a = √5`).
public final class Linear extends Module {
  private final int inFeatures;
  private final int outFeatures;
  private final Tensor weight;
  private final Tensor bias;

  /// Creates the map from `inFeatures` numbers to `outFeatures`.
  public Linear(int inFeatures, int outFeatures) {
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
    double bound = 1 / Math.sqrt(inFeatures);
    weight = register("weight", uniform(shape(outFeatures, inFeatures), bound));
    bias = register("bias", uniform(shape(outFeatures), bound));
  }

  private static Tensor uniform(Shape shape, double bound) {
    return rand(shape).mul(2 * bound).sub(bound);
  }

  @Override
  public Tensor forward(Tensor input) {
    return Layers.linear(input, weight, bias);
  }

  /// Returns the weight, `(out, in)`.
  public Tensor weight() {
    return weight;
  }

  /// Returns the bias, `(out)`.
  public Tensor bias() {
    return bias;
  }

  /// Returns PyTorch's text of the module.
  @Override
  public String toString() {
    return "Linear(in_features=%d, out_features=%d, bias=True)".formatted(inFeatures, outFeatures);
  }
}
