package nabla.engine.tensor;

import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.error.ShapeException;

/// Quantiles along a dimension, of all elements or of those that are not NaN.
final class Quantiles {
  private Quantiles() {}

  /// Returns a share as a scalar of the tensor's dtype, checked.
  static Tensor share(Tensor x, double q) {
    if (!(q >= 0 && q <= 1)) {
      throw new ArgumentException(
          "quantile() q must be in the range [0, 1] but got " + Guards.shown(q),
          "quantile.range",
          q);
    }
    return Creation.full(Shape.shape(), q, x.dtype(), x.device());
  }

  static Tensor of(
      Tensor x, Tensor q, int dim, String interpolation, boolean withoutNan, Flag... flags) {
    requireQuantile(x, q);
    int d = x.shape().wrap(dim);
    Tensor rows = x.rank() == 0 ? x.reshape(1) : x.movedim(d, -1);
    int size = rows.size(-1);
    Tensor sorted = rows.sort(-1).values();
    int[] shape = rows.shape().with(rows.rank() - 1, q.numel()).toArray();
    // Sorting puts the NaN at the end.
    Tensor nan = rows.detach().isnan();
    Tensor share = q.detach().reshape(-1);
    Tensor rank;
    if (withoutNan) {
      Tensor last = nan.logicalNot().toLong().sum(-1, Flag.KEEPDIM).sub(1).clampMin(0);
      rank = share.mul(last.to(x.dtype())).expand(shape);
    } else {
      rank = share.mul((double) size - 1).expand(shape);
      rank = rank.maskedFill(nan.any(-1, Flag.KEEPDIM), (double) size - 1);
    }
    Tensor result = between(sorted, rank, interpolation).movedim(-1, 0);
    if (Flag.in(Flag.KEEPDIM, flags) && x.rank() > 0) {
      result = result.unsqueeze(d + 1);
    }
    boolean single = q.rank() == 0;
    result = x.rank() == 0 ? result.reshape(q.numel()) : result;
    return single ? result.select(0, 0) : result;
  }

  private static Tensor between(Tensor sorted, Tensor rank, String interpolation) {
    Tensor below = rank.floor();
    return switch (interpolation) {
      case "lower" -> sorted.gather(-1, below.toLong());
      case "higher" -> sorted.gather(-1, rank.ceil().toLong());
      case "nearest" -> sorted.gather(-1, rank.round().toLong());
      case "linear", "midpoint" -> {
        Tensor low = sorted.gather(-1, below.toLong());
        Tensor high = sorted.gather(-1, rank.ceil().toLong());
        yield interpolation.equals("linear")
            ? low.lerp(high, rank.sub(below))
            : low.lerp(high, 0.5);
      }
      default ->
          throw new ArgumentException(
              "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest,"
                  + " but got "
                  + interpolation,
              "quantile.interpolation",
              interpolation);
    };
  }

  private static void requireQuantile(Tensor x, Tensor q) {
    if (x.numel() == 0) {
      throw new ShapeException(
          "quantile() input tensor must be non-empty", "quantile.empty", x.shape());
    }
    if (!x.dtype().isFloating()) {
      throw new DTypeException(
          "quantile() input tensor must be either float or double dtype",
          "linalg.dtype",
          x.dtype());
    }
    if (q.rank() > 1) {
      throw new ShapeException(
          "quantile() q must be a scalar or 1D tensor", "index.vector", q.shape());
    }
    if (q.dtype() != x.dtype()) {
      throw new DTypeException(
          "quantile() q tensor must be same dtype as the input tensor",
          "scatter.dtype",
          x.dtype(),
          q.dtype());
    }
    if (!q.detach().ge(0).logicalAnd(q.detach().le(1)).all().itemBoolean()) {
      throw new ArgumentException(
          "quantile() q values must be in the range [0, 1]", "quantile.range", q);
    }
  }
}
