package nabla.engine.tensor;

import java.util.function.BinaryOperator;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.error.ArgumentException;
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
        d -> Functional.where(d.abs().ge(beta), d.sign(), d.div(beta)),
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
    if (delta <= 0) {
      throw new ArgumentException(
          "huber_loss does not support non-positive values for delta.", "loss.delta", delta);
    }
    warnIfDifferent(input, target);
    Guards.floatings("huber_cpu", input, target);
    return symmetric(
        "HuberLoss",
        (a, b) -> {
          Formula d = a.sub(b).abs();
          return Formula.select(d.le(delta), d.mul(d).mul(0.5), d.sub(0.5 * delta).mul(delta));
        },
        d -> Functional.where(d.abs().ge(delta), d.sign().mul(delta), d),
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
    Tensor opposite = target.detach().neg();
    if (!input.dtype().isFloating()) {
      throw InPlaceChecks.cast(DType.defaultDType(), input.dtype());
    }
    Tensor losses =
        Elementwise.apply(
            Target.FRESH,
            "",
            Elementwise.formula((a, b) -> a.mul(b).exp().log1p()),
            Elementwise.Result.FLOATING,
            0,
            new @Nullable Partial[] {null, null},
            input.detach(),
            opposite);
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
    int count = losses.numel();
    return record(
        name,
        reduction.of(losses),
        new @Nullable Partial[] {
          Partial.both((g, x, y) -> reduction.spread(g, count).mul(slope.apply(x.sub(y)))),
          Partial.both((g, x, y) -> reduction.spread(g, count).mul(slope.apply(x.sub(y))).neg())
        },
        pair.first(),
        pair.second());
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
