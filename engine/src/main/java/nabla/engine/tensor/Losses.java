package nabla.engine.tensor;

import java.util.function.BinaryOperator;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.error.Warnings;
import nabla.engine.formula.Formula;
import org.jspecify.annotations.Nullable;

/// The losses that compare numbers with numbers: how far a prediction is from its target.
///
/// The last argument says what becomes of the losses of the elements; without it, their mean.
public final class Losses {
  private Losses() {}

  /// Returns the mean of the squared differences. Gradient: `2 · g · (input - target) / n`.
  public static Tensor mseLoss(Tensor input, Tensor target) {
    return mseLoss(input, target, Reduction.MEAN);
  }

  /// Returns the squared differences, reduced. Gradient: `2 · g · (input - target)`, divided by
  /// their number for the mean.
  public static Tensor mseLoss(Tensor input, Tensor target, Reduction reduction) {
    warnIfDifferent(input, target);
    Guards.floatings("mse_cpu", input, target);
    return symmetric(
        "MseLoss",
        (a, b) -> {
          Formula difference = a.sub(b);
          return difference.mul(difference);
        },
        difference -> difference.mul(2),
        reduction,
        input,
        target);
  }

  /// Returns the mean of the absolute differences.
  public static Tensor l1Loss(Tensor input, Tensor target) {
    return l1Loss(input, target, Reduction.MEAN);
  }

  /// Returns the absolute differences, reduced. Gradient: the sign of the difference, 0 at 0.
  public static Tensor l1Loss(Tensor input, Tensor target, Reduction reduction) {
    warnIfDifferent(input, target);
    Pair pair = Pair.broadcast(input, target);
    return reduction.of(pair.first().sub(pair.second()).abs());
  }

  /// Returns the mean of the smooth absolute differences with `beta` 1.
  public static Tensor smoothL1Loss(Tensor input, Tensor target) {
    return smoothL1Loss(input, target, 1, Reduction.MEAN);
  }

  /// Returns the smooth absolute differences, reduced: `d² / 2β` where the difference is below
  /// `beta`, else `|d| - β / 2`. Gradient: `d / β`, else the sign of `d`.
  public static Tensor smoothL1Loss(Tensor input, Tensor target, double beta, Reduction reduction) {
    if (beta < 0) {
      throw new ArgumentException(
          "smooth_l1_loss does not support negative values for beta.", "loss.beta", beta);
    }
    if (beta == 0) {
      return l1Loss(input, target, reduction);
    }
    warnIfDifferent(input, target);
    Guards.floatings("smooth_l1_cpu", input, target);
    return symmetric(
        "SmoothL1Loss",
        (a, b) -> {
          Formula d = a.sub(b).abs();
          return Formula.select(d.lt(beta), d.mul(d).mul(0.5).div(beta), d.sub(0.5 * beta));
        },
        d -> bent(d.abs().lt(beta), d.div(beta), d.sign(), d),
        reduction,
        input,
        target);
  }

  /// Returns the mean of Huber's loss with `delta` 1.
  public static Tensor huberLoss(Tensor input, Tensor target) {
    return huberLoss(input, target, 1, Reduction.MEAN);
  }

  /// Returns Huber's loss, reduced: `d² / 2` where the difference is at most `delta`, else `δ ·
  /// (|d|
  /// - δ / 2)`. Gradient: `d`, else `δ` with the sign of `d`.
  public static Tensor huberLoss(Tensor input, Tensor target, double delta, Reduction reduction) {
    Shape.broadcast(input.shape(), target.shape());
    if (!(delta > 0)) {
      throw new ArgumentException(
          "huber_loss does not support non-positive values for delta.", "loss.delta", delta);
    }
    warnIfDifferent(input, target);
    Guards.floatings("huber_cpu", input, target);
    requireCast(Promotion.of(input, target), input);
    return symmetric(
        "HuberLoss",
        (a, b) -> {
          Formula d = a.sub(b).abs();
          return Formula.select(d.le(delta), d.mul(d).mul(0.5), d.sub(0.5 * delta).mul(delta));
        },
        d -> bent(d.abs().lt(delta), d, d.sign().mul(delta), d),
        reduction,
        input,
        target);
  }

  /// Returns the mean of `log(1 + exp(-target · input))` for targets of -1 and 1.
  public static Tensor softMarginLoss(Tensor input, Tensor target) {
    return softMarginLoss(input, target, Reduction.MEAN);
  }

  /// Returns `log(1 + exp(-target · input))`, reduced, for targets of -1 and 1. Gradient: `-target
  /// / (1 + exp(target · input))`.
  public static Tensor softMarginLoss(Tensor input, Tensor target, Reduction reduction) {
    Tensor opposite = input.detach().neg();
    Shape shape = Shape.broadcast(input.shape(), target.shape());
    if (!shape.equals(input.shape())) {
      throw InPlaceChecks.shape(input.shape(), shape);
    }
    requireCast(Promotion.of(input, target), input);
    requireCast(DType.defaultDType(), input);
    Tensor losses =
        Elementwise.apply(
                Target.FRESH,
                "",
                Elementwise.formula((a, b) -> a.mul(b).exp().log1p()),
                Elementwise.Result.FLOATING,
                0,
                new @Nullable Partial[] {null, null},
                opposite,
                target.detach())
            .to(input.dtype());
    int count = losses.numel();
    return record(
        "SoftMarginLoss",
        reduction.of(losses),
        new @Nullable Partial[] {
          Partial.both(
              (g, x, y) -> {
                // As PyTorch computes it: NaN where the power overflows.
                Tensor power = x.mul(y).neg().exp();
                return reduction.spread(g, count).mul(y.neg().mul(power).div(power.add(1)));
              }),
          null
        },
        input,
        target);
  }

  // The slope near the target and far from it; at NaN it is NaN, but no longer changes.
  private static Tensor bent(Tensor near, Tensor rising, Tensor flat, Tensor difference) {
    Tensor plain = difference.detach();
    return Functional.where(near, rising, Functional.where(plain.isnan(), plain, flat.detach()));
  }

  // A loss of the difference alone, so that the gradients of the two differ by the sign.
  private static Tensor symmetric(
      String name,
      BinaryOperator<Formula> formula,
      java.util.function.UnaryOperator<Tensor> slope,
      Reduction reduction,
      Tensor input,
      Tensor target) {
    Pair pair = Pair.broadcast(input, target);
    Tensor losses =
        Elementwise.apply(
            Target.FRESH,
            "",
            Elementwise.formula(formula),
            Elementwise.Result.PROMOTED,
            0,
            new @Nullable Partial[] {null, null},
            pair.first().detach(),
            pair.second().detach());
    // Huber's loss is written in the input's dtype, and its gradient insists on one dtype.
    boolean strict = name.equals("HuberLoss");
    losses = strict ? losses.to(input.dtype()) : losses;
    int count = losses.numel();
    return record(
        name,
        reduction.of(losses),
        new @Nullable Partial[] {
          Partial.both(
              (g, x, y) -> reduction.spread(g, count).mul(slope.apply(difference(strict, x, y)))),
          Partial.both(
              (g, x, y) ->
                  reduction.spread(g, count).mul(slope.apply(difference(strict, x, y))).neg())
        },
        pair.first(),
        pair.second());
  }

  // Truth values count as 0 and 1 here.
  private static Tensor difference(boolean strict, Tensor x, Tensor y) {
    if (strict && x.dtype() != y.dtype()) {
      throw new DTypeException(
          "Found dtype %s but expected %s"
              .formatted(y.dtype().scalarType(), x.dtype().scalarType()),
          "mm.dtype",
          x.dtype(),
          y.dtype());
    }
    Tensor left = x.dtype() == DType.BOOL ? x.to(y.dtype()) : x;
    return left.sub(y.dtype() == DType.BOOL ? y.to(x.dtype()) : y);
  }

  // The losses are written where the input's dtype must hold them.
  private static void requireCast(DType given, Tensor input) {
    if (given.category() > input.dtype().category()) {
      throw InPlaceChecks.cast(given, input.dtype());
    }
  }

  static Tensor record(String name, Tensor result, @Nullable Partial[] partials, Tensor... inputs) {
    Node node = result.dtype().isFloating() ? Node.begin(name, partials, inputs) : null;
    return node == null ? result : node.end(result);
  }

  private static void warnIfDifferent(Tensor input, Tensor target) {
    if (!input.shape().equals(target.shape())) {
      Warnings.warn(
          ("Using a target size (%s) that is different to the input size (%s). This will likely lead"
                  + " to incorrect results due to broadcasting. Please ensure they have the same"
                  + " size.")
              .formatted(target.shape().torch(), input.shape().torch()));
    }
  }

  /// Two tensors of one shape.
  record Pair(Tensor first, Tensor second) {
    static Pair broadcast(Tensor first, Tensor second) {
      Shape shape = Shape.broadcast(first.shape(), second.shape());
      return new Pair(expand(first, shape), expand(second, shape));
    }

    private static Tensor expand(Tensor x, Shape shape) {
      return x.shape().equals(shape) ? x : x.expand(shape.toArray());
    }
  }

  /// Throws PyTorch's error for two shapes that had better be equal.
  static ArgumentException differentSize(Tensor input, Tensor target) {
    return new ArgumentException(
        ("Using a target size (%s) that is different to the input size (%s) is deprecated. Please"
                + " ensure they have the same size.")
            .formatted(target.shape().torch(), input.shape().torch()),
        "loss.size",
        input.shape(),
        target.shape());
  }
}
