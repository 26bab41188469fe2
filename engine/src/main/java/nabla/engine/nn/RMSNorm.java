package nabla.engine.nn;

import nabla.engine.format.PythonText;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.Normalization;
import nabla.engine.tensor.Parameter;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Divides each example by the root of the mean of its squares over its last dimensions (Zhang and
/// Sennrich 2019).
public final class RMSNorm extends Module {
  private final Shape normalizedShape;
  private final Options options;
  private final @Nullable Parameter weight;

  /// Creates a normalisation over dimensions of these sizes, the last of the input.
  public RMSNorm(int... normalizedShape) {
    this(Shape.shape(normalizedShape), options());
  }

  /// Creates a normalisation over the last dimension, which has this size.
  public RMSNorm(int normalizedShape, Options options) {
    this(Shape.shape(normalizedShape), options);
  }

  /// Creates a normalisation over dimensions of these sizes, the last of the input.
  public RMSNorm(Shape normalizedShape, Options options) {
    this.normalizedShape = normalizedShape;
    this.options = options;
    weight = options.elementwiseAffine ? new Parameter(Creation.ones(normalizedShape)) : null;
  }

  /// Returns PyTorch's defaults: the dtype's own eps, a weight.
  public static Options options() {
    return new Options(null, true);
  }

  /// The options of [RMSNorm].
  ///
  /// @param eps what is added to the mean; null for the least number that matters beside 1
  /// @param elementwiseAffine whether each place has a weight that is learnt
  public record Options(@Nullable Double eps, boolean elementwiseAffine) {
    /// Returns a copy with another eps.
    public Options eps(double small) {
      return new Options(small, elementwiseAffine);
    }

    /// Returns a copy with a weight, or without.
    public Options elementwiseAffine(boolean learnt) {
      return new Options(eps, learnt);
    }
  }

  @Override
  public Tensor forward(Tensor input) {
    return Normalization.rmsNorm(input, normalizedShape, weight, options.eps);
  }

  /// Returns what each place is multiplied by, or null.
  public @Nullable Parameter weight() {
    return weight;
  }

  @Override
  protected String extraRepr() {
    return "%s, eps=%s, elementwise_affine=%s"
        .formatted(
            PythonText.of(normalizedShape.toArray()),
            PythonText.of(options.eps),
            PythonText.of(options.elementwiseAffine));
  }
}
