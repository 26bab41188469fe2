package nabla.engine.tensor;

import org.jspecify.annotations.Nullable;

/// Mean and variance by which elements are normalised: their own, or given ones.
///
/// What it computes is recorded, so that the gradient can be differentiated again.
///
/// @param dims the dimensions whose elements belong together, if the statistics are their own
/// @param apart the shape in which they can be told by dimension, or null for the input's
record Moments(
    Dims dims,
    @Nullable Shape apart,
    @Nullable Tensor mean,
    @Nullable Tensor variance,
    double eps) {

  static Moments over(Dims dims, double eps) {
    return new Moments(dims, null, null, null, eps);
  }

  static Moments overGroups(Shape shape, int groups, double eps) {
    int rest = 1;
    for (int d = 2; d < shape.rank(); d++) {
      rest *= shape.size(d);
    }
    Shape apart = Shape.shape(shape.size(0), groups, shape.size(1) / groups * rest);
    return new Moments(Dims.dims(2), apart, null, null, eps);
  }

  static Moments given(Tensor mean, Tensor variance, double eps) {
    return new Moments(Dims.dims(), null, mean, variance, eps);
  }

  private Tensor split(Tensor x) {
    return apart == null ? x : x.reshape(apart.toArray());
  }

  private Tensor centre(Tensor x) {
    return x.sub(mean == null ? x.mean(dims, Flag.KEEPDIM) : mean);
  }

  private Tensor inverse(Tensor centred) {
    Tensor spread = variance == null ? centred.square().mean(dims, Flag.KEEPDIM) : variance;
    return spread.add(eps).rsqrt();
  }

  /// Returns `(x - mean) / √(variance + eps)`.
  Tensor normalize(Tensor input) {
    Tensor centred = centre(split(input));
    Tensor result = centred.mul(inverse(centred));
    return apart == null ? result : result.reshape(input.shape().toArray());
  }

  /// Returns what [#normalize] does, computed as PyTorch's gradient of a layer's weight does: `x ·
  /// a + b` with one rounding, where `b` is rounded already. For a single element that is not quite
  /// 0.
  Tensor normalizeFused(Tensor input) {
    Tensor slope = inverse(centre(input));
    Tensor shift = slope.mul(input.mean(dims, Flag.KEEPDIM)).neg();
    Tensor exact = input.toDouble().mul(slope.toDouble()).add(shift.toDouble());
    return exact.to(input.dtype());
  }

  /// Returns the gradient of the input, given that of what [#normalize] returns.
  Tensor gradient(Tensor g, Tensor input) {
    Tensor centred = centre(split(input));
    Tensor inverse = inverse(centred);
    Tensor own = split(g);
    if (mean == null) {
      Tensor normal = centred.mul(inverse);
      Tensor along = own.mul(normal).mean(dims, Flag.KEEPDIM);
      own = own.sub(own.mean(dims, Flag.KEEPDIM)).sub(normal.mul(along));
    }
    Tensor result = own.mul(inverse);
    return apart == null ? result : result.reshape(input.shape().toArray());
  }
}
