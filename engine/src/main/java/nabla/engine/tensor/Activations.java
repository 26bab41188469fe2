package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.input;

import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.ShapeException;
import nabla.engine.formula.Formula;
import org.jspecify.annotations.Nullable;

/// The smooth activations of neural networks, pointwise but for [#glu(int)].
///
/// Floating point only unless said otherwise; the result has the shape and dtype of this tensor.
sealed interface Activations permits Tensor {
  private Tensor self() {
    return (Tensor) this;
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
    Guards.floating("glu_cpu", x);
    int half = size / 2;
    Tensor plain = x.detach();
    Node node = Node.begin("Glu", new @Nullable Partial[] {input((g, a) -> Rules.glu(g, a, d))}, x);
    Tensor result = plain.narrow(d, 0, half).mul(plain.narrow(d, half, half).sigmoid());
    return node == null ? result : node.end(result);
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
            (g, x) -> {
              // The derivative of the slope itself is 0 from the threshold on.
              Tensor scaled = x.mul(beta);
              Tensor fixed = scaled.detach();
              Tensor bent = fixed.lt(threshold).logicalOr(fixed.isnan());
              Tensor slope = Functional.where(bent, scaled, fixed).sigmoid();
              return Functional.where(fixed.gt(threshold), g, g.mul(slope));
            }),
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
}
