package nabla.engine.tensor;

import nabla.engine.autograd.GradMode;
import nabla.engine.autograd.Partial;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.error.ShapeException;
import nabla.engine.error.Warnings;
import org.jspecify.annotations.Nullable;

/// The losses that compare probabilities or the numbers of a distribution with what was observed.
public final class ProbabilityLosses {
  private ProbabilityLosses() {}

  /// Returns the mean of `-t · log x - (1 - t) · log(1 - x)`.
  public static Tensor binaryCrossEntropy(Tensor input, Tensor target) {
    return binaryCrossEntropy(input, target, null, Reduction.MEAN);
  }

  /// Does [#binaryCrossEntropy(Tensor, Tensor)] with a reduction other than the mean.
  public static Tensor binaryCrossEntropy(Tensor input, Tensor target, Reduction reduction) {
    return binaryCrossEntropy(input, target, null, reduction);
  }

  /// Returns `-w · (t · log x + (1 - t) · log(1 - x))`, reduced; a logarithm is at least -100.
  /// Gradient: `w · g · (x - t) / (x · (1 - x))`.
  ///
  /// @param input probabilities
  /// @param target probabilities, in the same shape
  /// @param weight what each loss is multiplied by, or null
  public static Tensor binaryCrossEntropy(
      Tensor input, Tensor target, @Nullable Tensor weight, Reduction reduction) {
    if (!input.shape().equals(target.shape())) {
      throw Losses.differentSize(input, target);
    }
    if (weight != null) {
      requireWeight(weight, target.shape());
    }
    if (target.dtype() != input.dtype()) {
      throw new DTypeException(
          "Found dtype %s but expected %s"
              .formatted(target.dtype().scalarType(), input.dtype().scalarType()),
          "mm.dtype",
          input.dtype(),
          target.dtype());
    }
    Guards.floatings("binary_cross_entropy", input, target);
    Tensor x = input.detach();
    Tensor t = target.detach();
    requireUnit(x, t);
    Tensor first = t.sub(1).mul(x.neg().log1p().clampMin(-100));
    Tensor losses = weighed(first.sub(t.mul(x.log().clampMin(-100))), weight);
    int count = losses.numel();
    Partial byInput =
        Partial.both(
            (g, a, b) -> weighed(crossEntropySlope(reduction.spread(g, count), a, b), weight));
    Partial byTarget =
        Partial.input(
            (g, a) -> {
              Tensor slope = Functional.sub(1, a).log().sub(a.log());
              return weighed(reduction.spread(g, count).mul(slope), weight);
            });
    return Losses.record(
        "BinaryCrossEntropy",
        reduction.of(losses),
        new @Nullable Partial[] {byInput, byTarget},
        input,
        target);
  }

  private static void requireWeight(Tensor weight, Shape wanted) {
    for (int d = 1; d <= Math.min(weight.rank(), wanted.rank()); d++) {
      if (weight.size(-d) != wanted.size(-d) && weight.size(-d) != 1 && wanted.size(-d) != 1) {
        throw new ShapeException(
            ("Attempting to broadcast a dimension of length %d at -%d! Mismatching argument at index"
                    + " 1 had %s; but expected shape should be broadcastable to %s")
                .formatted(weight.size(-d), d, weight.shape().torch(), wanted),
            "shape.broadcast",
            weight.shape(),
            wanted,
            wanted.rank() - d);
      }
    }
  }

  // The first element that is wrong decides what is said.
  private static void requireUnit(Tensor x, Tensor t) {
    Tensor first = outside(x);
    Tensor second = outside(t);
    if (!first.logicalOr(second).any().itemBoolean()) {
      return;
    }
    boolean byInput =
        first.any().itemBoolean()
            && (!second.any().itemBoolean()
                || first.argmax().itemLong() <= second.argmax().itemLong());
    throw new ArgumentException(
        "all elements of %s should be between 0 and 1".formatted(byInput ? "input" : "target"),
        "loss.unit");
  }

  private static Tensor outside(Tensor p) {
    return p.ge(0).logicalAnd(p.le(1)).logicalNot().toLong();
  }

  // The derivative by the input, with PyTorch's values for its own one where the input is 0 or 1.
  private static Tensor crossEntropySlope(Tensor g, Tensor input, Tensor target) {
    Tensor plain = input.detach();
    Tensor result = g.detach().mul(plain.sub(target.detach()).div(variance(plain)));
    return Losses.record(
        "BinaryCrossEntropyBackward",
        result,
        new @Nullable Partial[] {
          Partial.of(
              (h, saved) -> {
                Tensor x = saved.input(1);
                return h.mul(x.sub(saved.input(2)).div(variance(x)));
              },
              1,
              2),
          Partial.of(
              (h, saved) -> {
                Tensor x = saved.input(1);
                Tensor t = saved.input(2);
                Tensor curve = x.mul(x).sub(x.mul(t).mul(2)).add(t);
                Tensor square = x.add(1e-12).square();
                Tensor otherSquare = Functional.sub(1, x).add(1e-12).square();
                return h.mul(saved.input(0)).mul(curve.div(square.mul(otherSquare)));
              },
              0,
              1,
              2),
          Partial.of((h, saved) -> h.mul(saved.input(0)).neg().div(variance(saved.input(1))), 0, 1)
        },
        g,
        input,
        target);
  }

  private static Tensor variance(Tensor p) {
    return p.mul(Functional.sub(1, p)).clampMin((double) 1e-12f); // a float in PyTorch
  }

  // The weight of a loss takes part as a constant, as in PyTorch.
  private static Tensor weighed(Tensor losses, @Nullable Tensor weight) {
    return weight == null ? losses : losses.mul(weight.detach());
  }

  /// Returns the mean of the binary cross entropy of `sigmoid(input)`.
  public static Tensor binaryCrossEntropyWithLogits(Tensor input, Tensor target) {
    return binaryCrossEntropyWithLogits(input, target, null, null, Reduction.MEAN);
  }

  /// Does [#binaryCrossEntropyWithLogits(Tensor, Tensor)] with a reduction other than the mean.
  public static Tensor binaryCrossEntropyWithLogits(
      Tensor input, Tensor target, Reduction reduction) {
    return binaryCrossEntropyWithLogits(input, target, null, null, reduction);
  }

  /// Returns the binary cross entropy of `sigmoid(input)`, computed without overflow, reduced.
  /// Gradient: `w · g · (sigmoid(input) - target)`.
  ///
  /// @param weight what each loss is multiplied by, or null
  /// @param posWeight what the losses of positive examples are multiplied by, or null
  public static Tensor binaryCrossEntropyWithLogits(
      Tensor input,
      Tensor target,
      @Nullable Tensor weight,
      @Nullable Tensor posWeight,
      Reduction reduction) {
    if (!input.shape().equals(target.shape())) {
      throw new ArgumentException(
          "Target size (%s) must be the same as input size (%s)"
              .formatted(target.shape().torch(), input.shape().torch()),
          "loss.size",
          input.shape(),
          target.shape());
    }
    Tensor x = input.detach();
    Tensor t = target.detach();
    DType wide = Promotion.of(x, Functional.sub(1, t));
    if (wide.category() > t.dtype().category()) {
      throw InPlaceChecks.cast(wide, t.dtype());
    }
    Tensor positive = x.logsigmoid();
    if (posWeight != null) {
      positive = positive.mul(posWeight.detach().sub(1).mul(t).add(1));
    }
    // PyTorch computes in place where the target's complement lies, in its dtype.
    Tensor plain = Functional.sub(1, t).mul(x).sub(positive).to(t.dtype());
    Tensor losses = weighed(plain, weight).to(t.dtype());
    int count = losses.numel();
    Partial byInput =
        Partial.both(
            (g, a, b) -> {
              Tensor slope;
              if (posWeight == null) {
                slope = a.sigmoid().sub(b);
              } else {
                Tensor counted = b.mul(posWeight.detach());
                slope = counted.add(1).sub(b).mul(a.sigmoid()).sub(counted);
              }
              return weighed(reduction.spread(g, count).mul(slope), weight);
            });
    Partial byTarget =
        Partial.input(
            (g, a) -> {
              Tensor slope =
                  posWeight == null
                      ? a.neg()
                      : a.neg().logsigmoid().sub(a.logsigmoid().mul(posWeight.detach()));
              return weighed(reduction.spread(g, count).mul(slope), weight);
            });
    return Losses.record(
        "BinaryCrossEntropyWithLogits",
        reduction.of(losses),
        new @Nullable Partial[] {byInput, byTarget},
        input,
        target);
  }

  /// What a target of [#klDiv] holds.
  public enum KlTarget {
    /// Probabilities.
    PROBABILITIES,
    /// Their logarithms (`log_target=True`).
    LOGARITHMS
  }

  /// Returns Kullback and Leibler's divergence, `t · (log t - input)`, reduced.
  ///
  /// @param input logarithms of probabilities
  /// @param target probabilities
  public static Tensor klDiv(Tensor input, Tensor target, Reduction reduction) {
    return klDiv(input, target, KlTarget.PROBABILITIES, reduction);
  }

  /// Does [#klDiv(Tensor, Tensor, Reduction)] for a target that may hold logarithms.
  public static Tensor klDiv(Tensor input, Tensor target, KlTarget holds, Reduction reduction) {
    if (!input.dtype().isFloating() || !target.dtype().isFloating()) {
      throw new DTypeException(
          "kl_div: Integral inputs not supported.", "loss.integral", input.dtype());
    }
    if (reduction == Reduction.MEAN) {
      Warnings.warn(
          "reduction: 'mean' divides the total loss by both the batch size and the support size."
              + "'batchmean' divides only by the batch size, and aligns with the KL div math"
              + " definition.'mean' will be changed to behave the same as 'batchmean' in the next"
              + " major release.");
    }
    Tensor losses =
        holds == KlTarget.LOGARITHMS
            ? target.exp().mul(target.sub(input))
            : target.xlogy(target).sub(target.mul(input));
    if (reduction != Reduction.BATCHMEAN) {
      return reduction.of(losses);
    }
    Tensor sum = losses.sum();
    return input.rank() == 0 ? sum : sum.div((double) input.size(0));
  }

  /// Whether a loss keeps the terms that do not depend on the prediction.
  public enum Terms {
    /// Only those that matter for training.
    NEEDED,
    /// All of them (`full=True`).
    FULL
  }

  /// Returns the mean negative log-likelihood of the target under normal distributions.
  public static Tensor gaussianNllLoss(Tensor input, Tensor target, Tensor variance) {
    return gaussianNllLoss(input, target, variance, Terms.NEEDED, 1e-6, Reduction.MEAN);
  }

  /// Returns `(log v + (input - target)² / v) / 2`, reduced: the negative log-likelihood of the
  /// target under normal distributions of these means and variances.
  ///
  /// @param eps the least variance that counts
  public static Tensor gaussianNllLoss(
      Tensor input, Tensor target, Tensor variance, Terms terms, double eps, Reduction reduction) {
    Tensor v = variance;
    if (v.detach().lt(0).any().itemBoolean()) {
      throw new ArgumentException("var has negative entry/entries", "loss.variance");
    }
    Shape shape = input.shape();
    if (!v.shape().equals(shape)) {
      Shape lead = shape.rank() == 0 ? shape : shape.without(shape.rank() - 1);
      if (v.shape().equals(lead)) {
        v = v.unsqueeze(-1);
      } else if (v.rank() != shape.rank() || !v.shape().equals(lead.insert(lead.rank(), 1))) {
        throw new ArgumentException(
            "var is of incorrect size", "loss.varianceShape", shape, variance.shape());
      }
    }
    Tensor clamped = v.clone();
    // The gradient goes past the clamping, as in PyTorch.
    GradMode.noGrad(() -> clamped.clampMin_(eps));
    Tensor losses = clamped.log().add(input.sub(target).square().div(clamped)).mul(0.5);
    if (terms == Terms.FULL) {
      losses = losses.add(0.5 * Math.log(2 * Math.PI));
    }
    return reduction.of(losses);
  }

  /// What the input of [#poissonNllLoss] holds.
  public enum PoissonInput {
    /// Logarithms of the expected counts, PyTorch's default (`log_input=True`).
    LOGARITHMS,
    /// The expected counts.
    COUNTS
  }

  /// Returns the mean negative log-likelihood of counts under Poisson distributions; the input
  /// holds logarithms.
  public static Tensor poissonNllLoss(Tensor input, Tensor target) {
    return poissonNllLoss(
        input, target, PoissonInput.LOGARITHMS, Terms.NEEDED, 1e-8, Reduction.MEAN);
  }

  /// Returns `exp(input) - target · input`, or `input - target · log(input + eps)`, reduced; with
  /// all terms Stirling's approximation of `log target!` is added.
  public static Tensor poissonNllLoss(
      Tensor input,
      Tensor target,
      PoissonInput holds,
      Terms terms,
      double eps,
      Reduction reduction) {
    Tensor losses =
        holds == PoissonInput.LOGARITHMS
            ? input.exp().sub(target.mul(input))
            : input.sub(target.mul(input.add(eps).log()));
    if (terms == Terms.FULL) {
      Tensor stirling =
          target
              .mul(target.log())
              .sub(target)
              .add(target.mul(2 * Math.PI).log().mul(0.5))
              .maskedFill(target.le(1), 0.0);
      losses = losses.add(stirling);
    }
    return reduction.of(losses);
  }
}
