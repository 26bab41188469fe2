package nabla.engine.nn;

import nabla.engine.format.PythonText;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.Normalization;
import nabla.engine.tensor.Parameter;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Normalises each example over its last dimensions (Ba, Kiros and Hinton 2016).
public final class LayerNorm extends Module {
  private final Shape normalizedShape;
  private final Options options;
  private final @Nullable Parameter weight;
  private final @Nullable Parameter bias;

  /// Creates a normalisation over dimensions of these sizes, the last of the input.
  public LayerNorm(int... normalizedShape) {
    this(Shape.shape(normalizedShape), options());
  }

  /// Creates a normalisation over the last dimension, which has this size.
  public LayerNorm(int normalizedShape, Options options) {
    this(Shape.shape(normalizedShape), options);
  }

  /// Creates a normalisation over dimensions of these sizes, the last of the input.
  public LayerNorm(Shape normalizedShape, Options options) {
    this.normalizedShape = normalizedShape;
    this.options = options;
    boolean learnt = options.elementwiseAffine;
    weight = learnt ? new Parameter(Creation.ones(normalizedShape)) : null;
    bias = learnt && options.bias ? new Parameter(Creation.zeros(normalizedShape)) : null;
  }

  /// Returns PyTorch's defaults: eps 1e-5, weight and bias.
  public static Options options() {
    return new Options(1e-5, true, true);
  }

  /// The options of [LayerNorm].
  ///
  /// @param eps what is added to the variance, so that nothing is divided by 0
  /// @param elementwiseAffine whether each place has a weight and a bias that are learnt
  /// @param bias whether there is a bias beside the weight
  public record Options(double eps, boolean elementwiseAffine, boolean bias) {
    /// Returns a copy with another eps.
    public Options eps(double small) {
      return new Options(small, elementwiseAffine, bias);
    }

    /// Returns a copy with weight and bias, or without.
    public Options elementwiseAffine(boolean learnt) {
      return new Options(eps, learnt, bias);
    }

    /// Returns a copy with a bias, or without.
    public Options bias(boolean added) {
      return new Options(eps, elementwiseAffine, added);
    }
  }

  @Override
  public Tensor forward(Tensor input) {
    return Normalization.layerNorm(input, normalizedShape, weight, bias, options.eps);
  }

  /// Returns what each place is multiplied by, or null.
  public @Nullable Parameter weight() {
    return weight;
  }

  /// Returns what is added to each place, or null.
  public @Nullable Parameter bias() {
    return bias;
  }

  @Override
  protected String extraRepr() {
    return "%s, eps=%s, elementwise_affine=%s, bias=%s"
        .formatted(
            PythonText.of(normalizedShape.toArray()),
            PythonText.of(options.eps),
            PythonText.of(options.elementwiseAffine),
            PythonText.of(bias != null));
  }
}
