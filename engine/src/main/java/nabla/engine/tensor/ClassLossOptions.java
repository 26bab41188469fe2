package nabla.engine.tensor;

import org.jspecify.annotations.Nullable;

/// How the losses of classes are weighed: `options().weight(w).labelSmoothing(0.1)`.
///
/// @param weight one weight per class, or null for equal ones
/// @param ignoreIndex the target that counts for nothing
/// @param reduction what becomes of the losses of the elements
/// @param labelSmoothing the share of the target that is spread over all classes
public record ClassLossOptions(
    @Nullable Tensor weight, long ignoreIndex, Reduction reduction, double labelSmoothing) {

  /// Returns PyTorch's defaults: equal weights, -100 ignored, the mean, no smoothing.
  public static ClassLossOptions options() {
    return new ClassLossOptions(null, -100, Reduction.MEAN, 0);
  }

  /// Returns these options with other weights of the classes.
  public ClassLossOptions weight(@Nullable Tensor weights) {
    return new ClassLossOptions(weights, ignoreIndex, reduction, labelSmoothing);
  }

  /// Returns these options with another target to ignore.
  public ClassLossOptions ignoreIndex(long target) {
    return new ClassLossOptions(weight, target, reduction, labelSmoothing);
  }

  /// Returns these options with another reduction.
  public ClassLossOptions reduction(Reduction other) {
    return new ClassLossOptions(weight, ignoreIndex, other, labelSmoothing);
  }

  /// Returns these options with another share of the target spread over all classes.
  public ClassLossOptions labelSmoothing(double share) {
    return new ClassLossOptions(weight, ignoreIndex, reduction, share);
  }
}
