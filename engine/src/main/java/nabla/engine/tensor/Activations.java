package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.input;
import static nabla.engine.autograd.Partial.output;

import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.error.ShapeException;
import nabla.engine.formula.Formula;
import org.jspecify.annotations.Nullable;

/// The activations of neural networks, pointwise but for [#glu(int)].
///
/// Floating point only unless said otherwise; the result has the shape and dtype of this tensor.
sealed interface Activations permits Tensor {
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
        x -> Formula.select(x[0].le(Formula.constant(0L)), Formula.constant(0L), x[0]),
        output((g, y) -> g.maskedFill(y.le(0), 0.0)),
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
        x -> x[0].max(x[1]).min(x[2]),
        input((g, x) -> g.maskedFill(x.le(min).logicalOr(x.ge(max)), 0.0)),
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
        input((g, x) -> Functional.where(x.gt(0), g, g.mul(slope))),
        self(),
        slope);
  }

  /// Returns `x` where it is positive, else `weight · x`, with one weight or one for each channel
  /// (dimension 1). Gradient: `g`, `weight · g`; of the weight `x · g` where `x` is not positive.
  default Tensor prelu(Tensor weight) {
    Tensor x = self();
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

  /// Does [#elu(double)] with the factor 1.
  default Tensor elu() {
    return elu(1);
  }

  /// Does [#elu()] in place and returns this tensor.
  default Tensor elu_() {
    return elu_(1);
  }

  /// Returns `x` where it is positive, else `alpha · (eˣ - 1)`. Gradient: `g`, `g · alpha · eˣ`.
  default Tensor elu(double alpha) {
    return elu(Target.FRESH, alpha);
  }

  /// Does [#elu(double)] in place and returns this tensor.
  default Tensor elu_(double alpha) {
    return elu(Target.IN_PLACE, alpha);
  }

  private Tensor elu(Target target, double alpha) {
    return exponential(target, "Elu", alpha, 1, 1);
  }

  /// Does [#celu(double)] with the factor 1.
  default Tensor celu() {
    return celu(1);
  }

  /// Does [#celu()] in place and returns this tensor.
  default Tensor celu_() {
    return celu_(1);
  }

  /// Returns `x` where it is positive, else `alpha · (eˣᐟᵃˡᵖʰᵃ - 1)`, smooth at 0. Gradient: `g`,
  /// `g · eˣᐟᵃˡᵖʰᵃ`.
  default Tensor celu(double alpha) {
    return celu(Target.FRESH, alpha);
  }

  /// Does [#celu(double)] in place and returns this tensor.
  default Tensor celu_(double alpha) {
    return celu(Target.IN_PLACE, alpha);
  }

  private Tensor celu(Target target, double alpha) {
    if (alpha == 0) {
      throw new ArgumentException("ZeroDivisionError: alpha cannot be 0 for CELU", "celu.alpha");
    }
    return exponential(target, "Celu", alpha, 1, 1 / alpha);
  }

  /// Returns [#elu(double)] with the two constants that keep mean 0 and variance 1 from layer to
  /// layer.
  default Tensor selu() {
    return selu(Target.FRESH);
  }

  /// Does [#selu()] in place and returns this tensor.
  default Tensor selu_() {
    return selu(Target.IN_PLACE);
  }

  private Tensor selu(Target target) {
    return exponential(target, "Elu", 1.6732632423543772, 1.0507009873554805, 1);
  }

  // scale · x, and alpha · scale · (e^(rate · x) - 1) below 0.
  private Tensor exponential(Target target, String name, double alpha, double scale, double rate) {
    Guards.floating("elu_cpu", self());
    return Elementwise.map(
        target,
        name,
        Elementwise.Result.PROMOTED,
        x ->
            Formula.select(
                x[0].lt(0.0), x[0].mul(x[3]).expm1().mul(x[1].mul(x[2])), x[0].mul(x[2])),
        // PyTorch's gradient takes the rate from a float, and its second derivative at 0 is 0.
        input((g, x) -> Rules.elu(g, x, alpha, scale, rate == 1 ? 1 : 1.0 / (float) alpha)),
        self(),
        alpha,
        scale,
        rate);
  }

  /// Returns `x · Φ(x)` with the distribution function of the normal distribution. Gradient: `g ·
  /// (Φ(x) + x · φ(x))`.
  default Tensor gelu() {
    return gelu(Approximation.NONE);
  }

  /// Returns `x · Φ(x)`, exactly or approximately.
  default Tensor gelu(Approximation approximation) {
    Guards.floating("GeluKernelImpl", self());
    return approximation == Approximation.NONE
        ? Elementwise.map(
            Target.FRESH,
            "Gelu",
            Elementwise.Result.PROMOTED,
            self().dtype() == DType.FLOAT32
                ? x -> gelu(x[0]).add(x[0].mul(0.0)) // there PyTorch gives NaN for infinities
                : x -> gelu(x[0]),
            input(Rules::gelu),
            self())
        : Elementwise.map(
            Target.FRESH,
            "Gelu",
            Elementwise.Result.PROMOTED,
            x -> {
              Formula cube = x[0].mul(x[0]).mul(x[0]);
              Formula inner = x[0].add(cube.mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
              return x[0].mul(0.5).mul(inner.tanh().add(1));
            },
            input(Rules::geluTanh),
            self());
  }

  private static Formula gelu(Formula x) {
    return x.mul(0.5).mul(x.mul(Math.sqrt(0.5)).erf().add(1));
  }

  /// Returns the first half of a dimension times the [Unary#sigmoid] of the second. Gradient: `g ·
  /// sigmoid(b)` and `g · a · sigmoid′(b)`.
  default Tensor glu(int dim) {
    Tensor x = self();
    Guards.floating("glu_cpu", x);
    if (x.rank() == 0) {
      throw new ShapeException("glu does not support 0-dimensional tensors", "glu.scalar");
    }
    int d = x.shape().wrap(dim);
    int size = x.size(d);
    if (size % 2 != 0) {
      throw new ShapeException(
          "Halving dimension must be even, but dimension %d is size %d".formatted(d, size),
          "glu.odd",
          d,
          size);
    }
    int half = size / 2;
    Tensor plain = x.detach();
    Node node = Node.begin("Glu", new @Nullable Partial[] {input((g, a) -> Rules.glu(g, a, d))}, x);
    Tensor result = plain.narrow(d, 0, half).mul(plain.narrow(d, half, half).sigmoid());
    return node == null ? result : node.end(result);
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
        input((g, x) -> g.maskedFill(x.ge(-lambda).logicalAnd(x.le(lambda)), 0.0)),
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
    Guards.floating("softshrink_cpu", self());
    if (!(lambda >= 0)) {
      throw new ArgumentException(
          "lambda must be greater or equal to 0, but found to be %s.".formatted(lambda),
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
        input((g, x) -> g.maskedFill(x.ge(-lambda).logicalAnd(x.le(lambda)), 0.0)),
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

  /// Returns `log(sigmoid(x))` without underflow. Gradient: `g · sigmoid(-x)`.
  default Tensor logsigmoid() {
    Guards.floating("log_sigmoid_cpu", self());
    return Elementwise.map(
        Target.FRESH,
        "LogSigmoid",
        Elementwise.Result.PROMOTED,
        x -> x[0].min(0).sub(x[0].abs().neg().exp().log1p()),
        input((g, x) -> g.mul(x.neg().sigmoid())),
        self());
  }

  /// Returns `x · sigmoid(x)`. Gradient: `g · s · (1 + x · (1 - s))` with `s = sigmoid(x)`.
  default Tensor silu() {
    return silu(Target.FRESH);
  }

  /// Does [#silu()] in place and returns this tensor.
  default Tensor silu_() {
    return silu(Target.IN_PLACE);
  }

  private Tensor silu(Target target) {
    Guards.floating("silu_cpu", self());
    return Elementwise.map(
        target,
        "Silu",
        Elementwise.Result.PROMOTED,
        x -> x[0].div(x[0].neg().exp().add(1)),
        input(
            (g, x) -> {
              Tensor s = x.sigmoid();
              return g.mul(s.mul(x.mul(s.rsub(1)).add(1)));
            }),
        self());
  }

  /// Returns `x · tanh(log(1 + eˣ))`. Gradient: `g · (t + x · sigmoid(x) · (1 - t²))` with `t` the
  /// hyperbolic tangent.
  default Tensor mish() {
    return mish(Target.FRESH);
  }

  /// Does [#mish()] in place and returns this tensor.
  default Tensor mish_() {
    return mish(Target.IN_PLACE);
  }

  private Tensor mish(Target target) {
    Guards.floating("mish_cpu", self());
    return Elementwise.map(
        target,
        "Mish",
        Elementwise.Result.PROMOTED,
        x -> x[0].mul(x[0].exp().log1p().tanh()),
        input(
            (g, x) -> {
              Tensor t = x.exp().log1p().tanh();
              return g.mul(t.add(x.mul(x.sigmoid()).mul(t.square().rsub(1))));
            }),
        self());
  }

  /// Does [#softplus(double, double)] with beta 1 and the threshold 20.
  default Tensor softplus() {
    return softplus(1, 20);
  }

  /// Returns `log(1 + e^(beta · x)) / beta`, and `x` itself where `beta · x > threshold`. Gradient:
  /// `g · sigmoid(beta · x)`, `g` beyond the threshold.
  default Tensor softplus(double beta, double threshold) {
    Guards.floating("softplus_cpu", self());
    return Elementwise.map(
        Target.FRESH,
        "Softplus",
        Elementwise.Result.PROMOTED,
        x -> Formula.select(x[0].mul(x[1]).gt(x[2]), x[0], x[0].mul(x[1]).exp().log1p().div(x[1])),
        input(
            (g, x) -> Functional.where(x.mul(beta).gt(threshold), g, g.mul(x.mul(beta).sigmoid()))),
        self(),
        beta,
        threshold);
  }

  /// Returns `x / (1 + |x|)`; whole numbers become floating point.
  default Tensor softsign() {
    return self().div(self().abs().add(1));
  }

  /// Returns `x - tanh(x)`; whole numbers become floating point.
  default Tensor tanhshrink() {
    return self().sub(self().tanh());
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
        input((g, x) -> g.maskedFill(x.le(threshold), 0.0)),
        self(),
        threshold,
        value);
  }
}
