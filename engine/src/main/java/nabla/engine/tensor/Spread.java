package nabla.engine.tensor;

import java.util.List;
import nabla.engine.autograd.Node;
import nabla.engine.backend.Backend.Folding;
import nabla.engine.error.DTypeException;
import nabla.engine.error.Warnings;
import org.jspecify.annotations.Nullable;

/// A variance in the making: of what, over which dimensions, with which correction.
///
/// @param input the tensor with its history
/// @param over the dimensions
/// @param degrees the degrees of freedom, `n - correction`
/// @param whole whether all elements go into one variance
record Spread(Tensor input, ReducedDims over, double degrees, boolean whole) {

  static Spread of(String name, Tensor x, Dims dims, double correction, Flag... flags) {
    if (!x.dtype().isFloating()) {
      throw new DTypeException(
          "std and var only support floating point and complex dtypes", "var.integer", x.dtype());
    }
    ReducedDims over = ReducedDims.of(x, dims.toArray(), flags);
    double degrees = over.count() - correction;
    if (degrees <= 0) {
      Warnings.warn(
          name
              + "(): degrees of freedom is <= 0. Correction should be strictly less than the"
              + " reduction factor (input numel divided by output numel).");
    }
    return new Spread(x, over, degrees, x.rank() == 0 || dims.list().isEmpty());
  }

  /// Returns the variances, without history.
  Tensor variance() {
    return exact().to(input.dtype());
  }

  /// Returns the deviations, the roots of the variances, without history.
  Tensor deviation() {
    return exact().sqrt().to(input.dtype());
  }

  // The squares of great float32 numbers have no room in float32.
  private Tensor exact() {
    Tensor x = input.detach().toDouble();
    Tensor centred = x.sub(x.mean(over.dims(), Flag.KEEPDIM));
    Tensor sum = over.fold(Folding.SUM, centred.square(), x.dtype());
    return sum.div(Math.max(degrees, 0));
  }

  private Tensor mean() {
    Tensor x = input.detach();
    Tensor mean = over.fold(Folding.SUM, x, x.dtype()).div((double) over.count());
    Tensor infinite = x.isinf();
    if (!infinite.any().itemBoolean()) {
      return mean;
    }
    // Kept up to date from element to element, a mean that was infinite becomes NaN at the next.
    Tensor last = infinite;
    for (int dim : over.dims().list()) {
      last = last.narrow(dim, x.size(dim) - 1, 1);
    }
    Tensor count = infinite.sum(over.dims(), Flag.KEEPDIM);
    Tensor before = count.sub(last.sum(over.dims(), Flag.KEEPDIM)).reshape(mean.shape().toArray());
    return mean.maskedFill(before.gt(0), Double.NaN);
  }

  /// Returns the gradient of the variances.
  Tensor gradient(Tensor grad, Tensor x) {
    Tensor g = over.restore(grad);
    Tensor mean = x.mean(over.dims(), Flag.KEEPDIM);
    if (whole && degrees <= 0) {
      // 2 / degrees is infinite, or the variance does not exist.
      Tensor limit = Functional.where(x.eq(mean), Double.NaN, x.zerosLike());
      return g.mul(limit.maskedFill(x.ne(mean), Double.POSITIVE_INFINITY));
    }
    return g.mul(2 / degrees).mul(x.sub(mean));
  }

  /// Returns the gradient of the deviations `y`, 0 where a deviation is 0.
  Tensor rootGradient(Tensor g, Tensor x, Tensor y) {
    return gradient(g.div(y.mul(2)).maskedFill(y.eq(0), 0.0), x);
  }

  /// Returns the variances (or their roots) and the means, both with history.
  Tensor[] withMean(boolean root) {
    Tensor spread = root ? deviation() : variance();
    Tensor mean = mean();
    Node node =
        Node.begin(
            root ? "StdMean" : "VarMean",
            (grads, saved, _) ->
                new @Nullable Tensor[] {both(grads, saved.input(0), root ? saved.output() : null)},
            1,
            new boolean[] {true},
            input);
    if (node != null) {
      node.end(List.of(spread, mean));
      if (root) {
        node.keepOutput(spread);
      }
    }
    return new Tensor[] {spread, mean};
  }

  private @Nullable Tensor both(@Nullable Tensor[] grads, Tensor x, @Nullable Tensor root) {
    Tensor bySpread = grads[0];
    Tensor byMean = grads[1];
    Tensor first =
        bySpread == null
            ? null
            : root == null ? gradient(bySpread, x) : rootGradient(bySpread, x, root);
    if (byMean == null) {
      return first;
    }
    Tensor second = over.spread(byMean).div((double) over.count());
    return first == null ? second : first.add(second);
  }
}
