package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.input;
import static nabla.engine.autograd.Partial.output;

import nabla.engine.autograd.Partial;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.error.ShapeException;
import nabla.engine.formula.Formula;

/// The activations that are straight lines joined at corners.
///
/// Floating point only unless said otherwise; the result has the shape and dtype of this tensor.
sealed interface Rectifiers permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns `max(x, 0)` of every element, of whole numbers too. Gradient: `g` where the result is
  /// positive, else 0; so 0 at 0.
  default Tensor relu() {
    return relu(Target.FRESH);
  }

  /// Does [#relu()] in place and returns this tensor.
  default Tensor relu_() {
    return relu(Target.IN_PLACE);
  }

  private Tensor relu(Target target) {
    if (self().dtype() == DType.BOOL) {
      throw new DTypeException("Boolean inputs not supported for relu", "activation.bool");
    }
    return Elementwise.map(
        target,
        "Relu",
        Elementwise.Result.PROMOTED,
        x -> Formula.select(x[0].lt(Formula.constant(0L)), Formula.constant(0L), x[0]),
        output((g, y) -> Rules.flat("Threshold", g, y, d -> d.maskedFill(y.le(0), 0.0))),
        self());
  }

  /// Returns every element limited to `[0, 6]`, of whole numbers too. Gradient: `g` strictly
  /// between the limits, else 0.
  default Tensor relu6() {
    return relu6(Target.FRESH);
  }

  /// Does [#relu6()] in place and returns this tensor.
  default Tensor relu6_() {
    return relu6(Target.IN_PLACE);
  }

  private Tensor relu6(Target target) {
    return hardtanh(target, 0, 6);
  }

  /// Does [#hardtanh(double, double)] with the limits -1 and 1.
  default Tensor hardtanh() {
    return hardtanh(-1, 1);
  }

  /// Does [#hardtanh()] in place and returns this tensor.
  default Tensor hardtanh_() {
    return hardtanh_(-1, 1);
  }

  /// Returns every element limited to `[min, max]`, of whole numbers too. Gradient: `g` strictly
  /// between the limits, else 0.
  default Tensor hardtanh(double min, double max) {
    return hardtanh(Target.FRESH, min, max);
  }

  /// Does [#hardtanh(double, double)] in place and returns this tensor.
  default Tensor hardtanh_(double min, double max) {
    return hardtanh(Target.IN_PLACE, min, max);
  }

  private Tensor hardtanh(Target target, double min, double max) {
    if (min > max) {
      throw new ArgumentException(
          "min_val cannot be greater than max_val", "hardtanh.range", min, max);
    }
    if (self().dtype() == DType.BOOL) {
      throw new DTypeException("Bool inputs not supported for hardtanh", "activation.bool");
    }
    return Elementwise.map(
        target,
        "Hardtanh",
        Elementwise.Result.PROMOTED,
        x -> Limits.limited(x[0], x[1], x[2]),
        input(
            (g, x) ->
                Rules.flat(
                    "Hardtanh", g, x, d -> d.maskedFill(x.le(min).logicalOr(x.ge(max)), 0.0))),
        self(),
        min,
        max);
  }

  /// Does [#leakyRelu(double)] with the slope 0.01.
  default Tensor leakyRelu() {
    return leakyRelu(0.01);
  }

  /// Does [#leakyRelu()] in place and returns this tensor.
  default Tensor leakyRelu_() {
    return leakyRelu_(0.01);
  }

  /// Returns `x` where it is positive, else `slope · x`. Gradient: `g`, `slope · g`.
  default Tensor leakyRelu(double slope) {
    return leakyRelu(Target.FRESH, slope);
  }

  /// Does [#leakyRelu(double)] in place and returns this tensor.
  default Tensor leakyRelu_(double slope) {
    return leakyRelu(Target.IN_PLACE, slope);
  }

  private Tensor leakyRelu(Target target, double slope) {
    Guards.floating("leaky_relu_cpu", self());
    return Elementwise.map(
        target,
        "LeakyRelu",
        Elementwise.Result.PROMOTED,
        x -> Formula.select(x[0].gt(0.0), x[0], x[0].mul(x[1])),
        input(
            (g, x) ->
                Rules.flat("LeakyRelu", g, x, d -> Functional.where(x.gt(0), d, d.mul(slope)))),
        self(),
        slope);
  }

  /// Returns `x` where it is positive, else `weight · x`, with one weight or one for each channel
  /// (dimension 1). Gradient: `g`, `weight · g`; of the weight `x · g` where `x` is not positive.
  default Tensor prelu(Tensor weight) {
    Tensor x = self();
    if (x.dtype() != weight.dtype()) {
      throw new DTypeException(
          "prelu: Type promoting not supported. Got %s and %s"
              .formatted(x.dtype().scalarType(), weight.dtype().scalarType()),
          "mm.dtype",
          x.dtype(),
          weight.dtype());
    }
    if (weight.numel() != 1) {
      if (x.rank() == 0) {
        throw new ShapeException("Not allow zero-dim input tensor.", "prelu.scalar");
      }
      int channels = x.rank() > 1 ? x.size(1) : 1;
      if (channels != weight.numel()) {
        throw new ShapeException(
            ("Mismatch of parameter numbers and input channel size. Found parameter numbers = %d"
                    + " and channel size = %d.")
                .formatted(weight.numel(), channels),
            "prelu.channels",
            weight.numel(),
            channels);
      }
    }
    if (weight.rank() > 1) {
      throw new ShapeException(
          "prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = %d"
              .formatted(weight.rank()),
          "prelu.rank",
          weight.rank());
    }
    int[] sizes = new int[x.rank()];
    java.util.Arrays.fill(sizes, 1);
    if (x.rank() > 1) {
      sizes[1] = weight.numel();
    } else if (x.rank() == 1) {
      sizes[0] = weight.numel();
    }
    Guards.floating("prelu_cpu", x);
    Tensor fitted = weight.reshape(sizes);
    return Elementwise.zip(
        Target.FRESH,
        "PreluKernel",
        Elementwise.Result.PROMOTED,
        (a, b) -> Formula.select(a.gt(0.0), a, b.mul(a)),
        Partial.both((g, a, b) -> Functional.where(a.gt(0), g, b.mul(g))),
        Partial.both((g, a, b) -> Functional.where(a.gt(0), 0.0, a.mul(g))),
        x,
        fitted);
  }

  /// Does [#hardshrink(double)] with the bound 0.5.
  default Tensor hardshrink() {
    return hardshrink(0.5);
  }

  /// Does [#hardshrink()] in place and returns this tensor.
  default Tensor hardshrink_() {
    return hardshrink_(0.5);
  }

  /// Returns `x`, and 0 where `|x| ≤ lambda`. Gradient: `g`, 0 where the result was set to 0.
  default Tensor hardshrink(double lambda) {
    return hardshrink(Target.FRESH, lambda);
  }

  /// Does [#hardshrink(double)] in place and returns this tensor.
  default Tensor hardshrink_(double lambda) {
    return hardshrink(Target.IN_PLACE, lambda);
  }

  private Tensor hardshrink(Target target, double lambda) {
    Guards.floating("hardshrink_cpu", self());
    return Elementwise.map(
        target,
        "Hardshrink",
        Elementwise.Result.PROMOTED,
        x -> Formula.select(inside(x), Formula.constant(0.0), x[0]),
        input(
            (g, x) ->
                Rules.flat(
                    "Hardshrink",
                    g,
                    x,
                    d -> d.maskedFill(x.ge(-lambda).logicalAnd(x.le(lambda)), 0.0))),
        self(),
        lambda);
  }

  private static Formula inside(Formula... x) {
    return x[0].ge(x[1].neg()).and(x[0].le(x[1]));
  }

  /// Does [#softshrink(double)] with the bound 0.5.
  default Tensor softshrink() {
    return softshrink(0.5);
  }

  /// Does [#softshrink()] in place and returns this tensor.
  default Tensor softshrink_() {
    return softshrink_(0.5);
  }

  /// Returns `x` moved towards 0 by `lambda`, and 0 where `|x| ≤ lambda`. Gradient: `g`, 0 where
  /// the result was set to 0.
  default Tensor softshrink(double lambda) {
    return softshrink(Target.FRESH, lambda);
  }

  /// Does [#softshrink(double)] in place and returns this tensor.
  default Tensor softshrink_(double lambda) {
    return softshrink(Target.IN_PLACE, lambda);
  }

  private Tensor softshrink(Target target, double lambda) {
    Guards.floating("softshrink_check", self());
    double greatest = self().dtype() == DType.FLOAT64 ? Double.MAX_VALUE : Float.MAX_VALUE;
    if (!(lambda >= 0 && lambda <= greatest)) {
      throw new ArgumentException(
          "lambda must be in range [0, %s] for input dtype %s, but found %s"
              .formatted(Guards.shown(greatest), self().dtype().scalarType(), Guards.shown(lambda)),
          "softshrink.lambda",
          lambda);
    }
    return Elementwise.map(
        target,
        "Softshrink",
        Elementwise.Result.PROMOTED,
        x ->
            Formula.select(
                x[0].gt(x[1]),
                x[0].sub(x[1]),
                Formula.select(x[0].lt(x[1].neg()), x[0].add(x[1]), x[0].mul(0.0))),
        input(
            (g, x) ->
                Rules.flat(
                    "Softshrink",
                    g,
                    x,
                    d -> d.maskedFill(x.ge(-lambda).logicalAnd(x.le(lambda)), 0.0))),
        self(),
        lambda);
  }

  /// Returns `min(max(x + 3, 0), 6) / 6`. Gradient: `g / 6` where `-3 < x < 3`, else 0.
  default Tensor hardsigmoid() {
    return hardsigmoid(Target.FRESH);
  }

  /// Does [#hardsigmoid()] in place and returns this tensor.
  default Tensor hardsigmoid_() {
    return hardsigmoid(Target.IN_PLACE);
  }

  private Tensor hardsigmoid(Target target) {
    Guards.floating("hardsigmoid_cpu", self());
    return Elementwise.map(
        target,
        "Hardsigmoid",
        Elementwise.Result.PROMOTED,
        x -> x[0].add(3).max(0).min(6).div(6),
        input((g, x) -> Functional.where(x.gt(-3).logicalAnd(x.lt(3)), g.mul(1 / 6f), 0.0)),
        self());
  }

  /// Returns `x · min(max(x + 3, 0), 6) / 6`. Gradient: 0 below -3, `g` above 3, `g · (x / 3 + ½)`
  /// between.
  default Tensor hardswish() {
    return hardswish(Target.FRESH);
  }

  /// Does [#hardswish()] in place and returns this tensor.
  default Tensor hardswish_() {
    return hardswish(Target.IN_PLACE);
  }

  private Tensor hardswish(Target target) {
    Guards.floating("hardswish_cpu", self());
    return Elementwise.map(
        target,
        "Hardswish",
        Elementwise.Result.PROMOTED,
        x -> x[0].mul(x[0].add(3).max(0).min(6)).div(6),
        input(
            (g, x) ->
                Functional.where(
                    x.le(-3), 0.0, Functional.where(x.lt(3), g.mul(x.div(3).add(0.5)), g))),
        self());
  }

  /// Returns `x` where it is greater than the threshold, else `value`; of whole numbers too.
  /// Gradient: `g` above the threshold, else 0.
  default Tensor threshold(double threshold, double value) {
    return threshold(Target.FRESH, threshold, value);
  }

  /// Does [#threshold(double, double)] in place and returns this tensor.
  default Tensor threshold_(double threshold, double value) {
    return threshold(Target.IN_PLACE, threshold, value);
  }

  private Tensor threshold(Target target, double threshold, double value) {
    Guards.number("threshold_cpu", self());
    return Elementwise.map(
        target,
        "Threshold",
        Elementwise.Result.PROMOTED,
        x -> Formula.select(x[0].le(x[1]), x[2], x[0]),
        input((g, x) -> Rules.flat("Threshold", g, x, d -> d.maskedFill(x.le(threshold), 0.0))),
        self(),
        threshold,
        value);
  }
}
