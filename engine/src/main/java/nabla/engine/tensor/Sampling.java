package nabla.engine.tensor;

import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.error.ShapeException;

/// Random numbers whose distribution a tensor gives, or that fill a tensor in place. `manualSeed`
/// makes them repeat.
sealed interface Sampling permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns for each probability a 1 with it and else a 0, in the same dtype. No gradient.
  default Tensor bernoulli() {
    Tensor p = self().detach();
    Guards.floating("bernoulli_tensor_cpu_p_", p);
    if (!p.ge(0).logicalAnd(p.le(1)).all().itemBoolean()) {
      throw new ArgumentException(
          "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message be"
              + " improved?  If so, please report an enhancement request to PyTorch.)",
          "loss.unit");
    }
    return uniform(p.shape(), p.device()).lt(p).to(p.dtype());
  }

  /// Fills this tensor with 1 with probability `p` and 0 else, and returns it. No gradient.
  default Tensor bernoulli_(double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new ArgumentException(
          "bernoulli_ expects p to be in [0, 1], but got p=" + Guards.shown(p), "dropout.range", p);
    }
    Tensor x = self();
    return x.copy_(uniform(x.shape(), x.device()).lt(p).to(x.dtype()));
  }

  /// Fills this tensor with random numbers of the standard normal distribution and returns it.
  default Tensor normal_() {
    return normal_(0, 1);
  }

  /// Fills this tensor with random numbers of a normal distribution and returns it. No gradient.
  default Tensor normal_(double mean, double std) {
    Tensor x = self();
    if (!(std >= 0)) {
      throw new ArgumentException(
          "normal expects std >= 0.0, but found std " + Guards.shown(std), "sampling.std", std);
    }
    Guards.floating("normal_kernel_cpu", x);
    Tensor drawn = Generator.DEFAULT.normal(x.shape(), DType.FLOAT64, x.device());
    return x.copy_(drawn.mul(std).add(mean).to(x.dtype()));
  }

  /// Fills this tensor with random numbers uniform in [0, 1) and returns it.
  default Tensor uniform_() {
    return uniform_(0, 1);
  }

  /// Fills this tensor with random numbers uniform between two bounds and returns it. No gradient.
  default Tensor uniform_(double from, double to) {
    Tensor x = self();
    Guards.floating("check_uniform_bounds", x);
    if (!(from <= to)) {
      throw new ArgumentException(
          "uniform_ expects to return a [from, to) range, but found from=%s > to=%s"
              .formatted(Guards.shown(from), Guards.shown(to)),
          "sampling.range",
          from,
          to);
    }
    return x.copy_(uniform(x.shape(), x.device()).mul(to - from).add(from).to(x.dtype()));
  }

  /// Returns positions drawn with the probabilities, or weights, of a vector or of each row of a
  /// matrix, none of them twice: `(count)` or `(rows, count)`, int64. No gradient.
  default Tensor multinomial(int count) {
    Tensor weights = requireWeights(count);
    int size = weights.size(-1);
    if (count > size) {
      throw new ArgumentException(
          "cannot sample n_sample > prob_dist.size(-1) samples without replacement",
          "sampling.count",
          count,
          size);
    }
    // Who waits the shortest, with waiting times as long as the weights are small, comes first.
    Tensor waiting =
        uniform(weights.shape(), weights.device()).neg().log1p().neg().div(weights.toDouble());
    return waiting.argsort(-1).narrow(-1, 0, count).contiguous();
  }

  /// Does [#multinomial(int)], but every draw is from all positions.
  default Tensor multinomialWithReplacement(int count) {
    Tensor weights = requireWeights(count);
    Tensor sums = weights.toDouble().cumsum(-1);
    int last = weights.rank() - 1;
    Tensor drawn =
        uniform(weights.shape().with(last, count), weights.device())
            .mul(sums.narrow(-1, weights.size(-1) - 1, 1));
    return sums.contiguous().searchsorted(drawn, Flag.RIGHT).clampMax(weights.size(-1) - 1);
  }

  private Tensor requireWeights(int count) {
    Tensor weights = self().detach();
    if (weights.rank() != 1 && weights.rank() != 2) {
      throw new ShapeException("prob_dist must be 1 or 2 dim", "sampling.rank", weights.shape());
    }
    if (!weights.dtype().isFloating()) {
      throw new DTypeException(
          "multinomial only supports floating-point dtypes for input, got: "
              + weights.dtype().scalarType(),
          "linalg.dtype",
          weights.dtype());
    }
    if (count <= 0) {
      throw new ArgumentException(
          "cannot sample n_sample <= 0 samples", "sampling.count", count, weights.size(-1));
    }
    if (!weights.isfinite().logicalAnd(weights.ge(0)).all().itemBoolean()) {
      throw new ArgumentException(
          "probability tensor contains either `inf`, `nan` or element < 0", "sampling.weights");
    }
    if (weights.size(-1) == 0 || weights.sum(-1).le(0).any().itemBoolean()) {
      throw new ArgumentException(
          "invalid multinomial distribution (sum of probabilities <= 0)", "sampling.weights");
    }
    return weights;
  }

  private static Tensor uniform(Shape shape, Device device) {
    return Generator.DEFAULT.uniform(shape, DType.FLOAT64, device);
  }
}
