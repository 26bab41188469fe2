package nabla.engine.tensor;

import java.util.function.UnaryOperator;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.error.GradientException;
import org.jspecify.annotations.Nullable;

/// Derivatives that several operations share, or that are long.
final class Rules {
  private Rules() {}

  /// Returns `g · numerator / (a² + b²)`, 0 at the origin.
  static Tensor atan2(Tensor g, Tensor numerator, Tensor a, Tensor b) {
    Tensor squared = a.square().add(b.square());
    Tensor slope = numerator.mul(squared.reciprocal().maskedFill(squared.eq(0), 0.0));
    return g.mul(slope);
  }

  static Tensor sinc(Tensor g, Tensor x) {
    Tensor angle = x.mul(Math.PI);
    Tensor squared = x.mul(x).mul(Math.PI);
    // Near 0 everything cancels, so the order counts in which the second derivative adds up.
    Tensor sine = angle.sin();
    Tensor slope = angle.mul(angle.cos()).sub(sine).div(squared);
    return g.mul(slope).maskedFill(squared.eq(0), 0.0);
  }

  static Tensor logit(Tensor g, Tensor x, @Nullable Double eps) {
    double low = eps == null ? 0 : eps;
    double outside = eps == null ? Double.NaN : 0;
    Tensor slope = g.div(x.mul(x.rsub(1)));
    return slope.maskedFill(x.lt(low).logicalOr(x.gt(1 - low)), outside);
  }

  /// A derivative that PyTorch does not define: asking for it is an error.
  static Partial missing(String operation) {
    return Partial.none(
        _ -> {
          throw new GradientException(
              "derivative for aten::%s is not implemented".formatted(operation),
              "derivative.missing",
              operation);
        });
  }

  /// Returns the gradient of the greater (or lesser) of two: half for each of two equal ones.
  static Tensor ofTwo(Tensor g, Tensor a, Tensor b, Tensor loses) {
    return Functional.where(a.eq(b), g.div(2), g).maskedFill(loses, 0.0);
  }

  /// Returns the gradient of `clamp` by its input: 0 beyond a limit, half at one of two.
  static Tensor clamped(Tensor g, Tensor x, Tensor min, Tensor max) {
    Tensor ties = min.lt(max).logicalAnd(x.eq(min).logicalOr(x.eq(max)));
    return Functional.where(ties, g.div(2), g).maskedFill(x.lt(min).logicalOr(x.gt(max)), 0.0);
  }

  /// Returns a gradient that depends on `x` in steps only: its own derivative by `x` is recorded,
  /// and is 0, so that second derivatives exist as in PyTorch.
  ///
  /// @param rule linear in the gradient that came in
  static Tensor flat(String name, Tensor g, Tensor x, UnaryOperator<Tensor> rule) {
    Node node =
        Node.begin(
            name + "BackwardBackward0",
            new @Nullable Partial[] {Partial.none(rule), Partial.none(Tensor::zerosLike)},
            g,
            x);
    Tensor result = rule.apply(node == null ? g : g.detach());
    return node == null ? result : node.end(result);
  }

  static Tensor clampedMin(Tensor g, Tensor x, Tensor min, Tensor max) {
    Tensor ties = min.lt(max).logicalAnd(x.eq(min));
    Tensor taken = min.le(max).logicalAnd(x.lt(min));
    return Functional.where(taken, g, Functional.where(ties, g.div(2), 0.0));
  }

  /// Limits in the wrong order give the upper one, whatever the input.
  static Tensor clampedMax(Tensor g, Tensor x, Tensor min, Tensor max) {
    Tensor ties = min.lt(max).logicalAnd(x.eq(max));
    Tensor taken = min.gt(max).logicalOr(min.le(max).logicalAnd(x.gt(max)));
    return Functional.where(taken, g, Functional.where(ties, g.div(2), 0.0));
  }

  static Tensor elu(Tensor g, Tensor x, double alpha, double scale, double rate) {
    Tensor negative = Functional.where(x.lt(0), x, 0.0);
    Tensor below = g.mul(negative.mul(rate).exp().mul(alpha * scale * rate));
    return Functional.where(x.le(0), below, g.mul(scale));
  }

  /// Returns the gradient of `gelu`, whose own one is PyTorch's formula: NaN where `x²` overflows.
  static Tensor gelu(Tensor g, Tensor x) {
    return Losses.record(
        "GeluBackward0",
        g.detach().mul(geluSlope(x.detach())),
        new @Nullable Partial[] {
          Partial.of((h, saved) -> h.mul(geluSlope(saved.input(1))), 1),
          Partial.of(
              (h, saved) -> {
                Tensor own = saved.input(1);
                Tensor curve = density(own).mul(Functional.sub(2, own.square()));
                return h.mul(saved.input(0)).mul(curve);
              },
              0,
              1)
        },
        g,
        x);
  }

  private static Tensor geluSlope(Tensor x) {
    Tensor distribution = x.mul(Math.sqrt(0.5)).erf().add(1).mul(0.5);
    return distribution.add(x.mul(density(x)));
  }

  private static Tensor density(Tensor x) {
    return x.square().mul(-0.5).exp().mul(1 / Math.sqrt(2 * Math.PI));
  }

  static Tensor geluTanh(Tensor g, Tensor x) {
    double beta = Math.sqrt(2 / Math.PI);
    Tensor t = x.add(x.pow(3).mul(0.044715)).mul(beta).tanh();
    Tensor inner = x.square().mul(3 * 0.044715).add(1).mul(beta);
    Tensor slope = t.square().rsub(1).mul(inner).mul(x).add(t.add(1)).mul(0.5);
    return g.mul(slope);
  }

  static Tensor glu(Tensor g, Tensor x, int dim) {
    int half = x.size(dim) / 2;
    Tensor a = x.narrow(dim, 0, half);
    Tensor s = x.narrow(dim, half, half).sigmoid();
    Tensor first = g.mul(s);
    Tensor second = first.mul(s.rsub(1)).mul(a);
    Shape shape = x.shape();
    return Scattered.intoSlice(first, shape, dim, 0, half, 1)
        .add(Scattered.intoSlice(second, shape, dim, half, 2 * half, 1));
  }
}
