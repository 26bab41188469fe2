package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.input;

import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.autograd.Saved;
import nabla.engine.error.DTypeException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// The measures of spread and length: variance, standard deviation, norms, distance.
///
/// Floating point only. Without dimensions they measure all elements.
sealed interface Statistics permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns the variance of all elements with Bessel's correction, a scalar. Gradient: `g · 2 / (n
  /// -
  ///   1) · (x - mean)`.
  default Tensor var() {
    return var(Dims.dims());
  }

  /// Returns the variances along a dimension with Bessel's correction.
  default Tensor var(int dim, Flag... flags) {
    return var(Dims.dims(dim), flags);
  }

  /// Returns the variances over several dimensions with Bessel's correction.
  default Tensor var(Dims dims, Flag... flags) {
    return var(dims, 1, flags);
  }

  /// Returns the variances over several dimensions, over all if none is named: the squares are
  /// divided by `n - correction` (PyTorch's `unbiased=False` is the correction 0).
  default Tensor var(Dims dims, double correction, Flag... flags) {
    return var(Spread.of("var", self(), dims, correction, flags));
  }

  private static Tensor var(Spread spread) {
    return Reductions.record(
        "Var", spread.input(), spread.variance(), input((g, x) -> spread.gradient(g, x)));
  }

  /// Returns the standard deviation of all elements with Bessel's correction, a scalar. Gradient:
  /// that of the variance divided by `2y`, 0 where the deviation `y` is 0.
  default Tensor std() {
    return std(Dims.dims());
  }

  /// Returns the standard deviations along a dimension with Bessel's correction.
  default Tensor std(int dim, Flag... flags) {
    return std(Dims.dims(dim), flags);
  }

  /// Returns the standard deviations over several dimensions with Bessel's correction.
  default Tensor std(Dims dims, Flag... flags) {
    return std(dims, 1, flags);
  }

  /// Returns the standard deviations over several dimensions, over all if none is named: the
  /// squares are divided by `n - correction` (PyTorch's `unbiased=False` is the correction 0).
  default Tensor std(Dims dims, double correction, Flag... flags) {
    return std(Spread.of("std", self(), dims, correction, flags));
  }

  private static Tensor std(Spread spread) {
    return Reductions.record(
        "Std",
        spread.input(),
        spread.deviation(),
        Partial.of(
            (g, saved) -> spread.rootGradient(g, saved.input(0), saved.output()),
            0,
            Partial.OUTPUT_TOO));
  }

  /// The variances and the means.
  record VarMean(Tensor variance, Tensor mean) {}

  /// Returns the variance of all elements with Bessel's correction, and their mean.
  default VarMean varMean() {
    return varMean(Dims.dims());
  }

  /// Returns the variances along a dimension with Bessel's correction, and the means.
  default VarMean varMean(int dim, Flag... flags) {
    return varMean(Dims.dims(dim), flags);
  }

  /// Returns the variances over several dimensions with Bessel's correction, and the means.
  default VarMean varMean(Dims dims, Flag... flags) {
    return varMean(dims, 1, flags);
  }

  /// Returns the variances and means over several dimensions, see [#var(Dims, double, Flag...)].
  default VarMean varMean(Dims dims, double correction, Flag... flags) {
    Tensor[] pair = Spread.of("var_mean", self(), dims, correction, flags).withMean(false);
    return new VarMean(pair[0], pair[1]);
  }

  /// The standard deviations and the means.
  record StdMean(Tensor std, Tensor mean) {}

  /// Returns the standard deviation of all elements with Bessel's correction, and their mean.
  default StdMean stdMean() {
    return stdMean(Dims.dims());
  }

  /// Returns the standard deviations along a dimension with Bessel's correction, and the means.
  default StdMean stdMean(int dim, Flag... flags) {
    return stdMean(Dims.dims(dim), flags);
  }

  /// Returns the standard deviations over several dimensions with Bessel's correction, and the
  /// means.
  default StdMean stdMean(Dims dims, Flag... flags) {
    return stdMean(dims, 1, flags);
  }

  /// Returns the standard deviations and means over several dimensions, see [#std(Dims, double,
  /// Flag...)].
  default StdMean stdMean(Dims dims, double correction, Flag... flags) {
    Tensor[] pair = Spread.of("std_mean", self(), dims, correction, flags).withMean(true);
    return new StdMean(pair[0], pair[1]);
  }

  /// Returns the Euclidean norm of all elements, a scalar. Gradient: `g · x / y`, 0 where the norm
  /// is 0.
  default Tensor norm() {
    return norm(2);
  }

  /// Returns the `p`-norm of all elements, a scalar: `(Σ |x|ᵖ)^(1/p)`; for `p` ∞ the greatest, -∞
  /// the least `|x|`, 0 the number of elements that are not zero.
  default Tensor norm(double p) {
    return norm(p, Dims.dims());
  }

  /// Returns the `p`-norms along a dimension, see [#norm(double)].
  default Tensor norm(double p, int dim, Flag... flags) {
    return norm(p, Dims.dims(dim), flags);
  }

  /// Returns the `p`-norms over several dimensions, see [#norm(double)].
  default Tensor norm(double p, Dims dims, Flag... flags) {
    Tensor x = self();
    if (!x.dtype().isFloating()) {
      throw new DTypeException(
          "linalg.vector_norm: Expected a floating point or complex tensor as input. Got "
              + x.dtype().scalarType(),
          "norm.integer",
          x.dtype());
    }
    ReducedDims over = ReducedDims.of(x, dims.toArray(), flags);
    if (p < 0 || p == Double.POSITIVE_INFINITY) {
      requireElements(x, p, dims);
    }
    Tensor result = Norms.norm(x.detach(), p, over);
    Node node = p == 0 ? counting(x) : Node.begin("LinalgVectorNorm", byInput(p, over), x);
    if (node == null) {
      return result;
    }
    node.end(result);
    if (p == 0) {
      node.keepOutput(result);
    }
    return result;
  }

  private static void requireElements(Tensor x, double p, Dims dims) {
    if (x.numel() > 0) {
      return;
    }
    if (dims.list().isEmpty()) {
      throw new ShapeException(
          ("linalg.vector_norm cannot compute the %s norm on an empty tensor because the operation"
                  + " does not have an identity")
              .formatted(Guards.shown(p)),
          "reduce.emptyAll",
          "norm");
    }
    for (int d : dims.list()) {
      if (x.size(d) == 0) {
        throw new ShapeException(
            ("linalg.vector_norm cannot compute the %s norm on the dimension %dbecause this"
                    + " dimension is empty and the operation does not have an identity")
                .formatted(Guards.shown(p), d),
            "reduce.empty",
            "norm",
            d);
      }
    }
  }

  private static @Nullable Partial[] byInput(double p, ReducedDims over) {
    return new @Nullable Partial[] {
      Partial.of(
          (g, saved) -> Norms.gradient(g, saved.input(0), p, saved.output(), over),
          0,
          Partial.OUTPUT_TOO)
    };
  }

  // The number of elements that are not zero is recorded, but passes no gradient on.
  private static @Nullable Node counting(Tensor x) {
    return Node.begin(
        "LinalgVectorNorm", (_, _, _) -> new @Nullable Tensor[] {null}, 1, new boolean[] {true}, x);
  }

  /// Returns the Frobenius norm, the only one that has a name here: `"fro"`.
  default Tensor norm(String name) {
    return norm(name, Dims.dims());
  }

  /// Returns the Frobenius norms over several dimensions, see [#norm(String)].
  default Tensor norm(String name, Dims dims, Flag... flags) {
    if (!name.equals("fro")) {
      throw new ShapeException(
          "linalg.matrix_norm: Order %s not supported.".formatted(name), "norm.name", name);
    }
    return norm(2, dims, flags);
  }

  /// Returns the `p`-norm of all elements, `torch.linalg.vector_norm`, see [#norm(double)].
  default Tensor vectorNorm(double p) {
    return norm(p);
  }

  /// Returns the `p`-norms over several dimensions, see [#norm(double)].
  default Tensor vectorNorm(double p, Dims dims, Flag... flags) {
    return norm(p, dims, flags);
  }

  /// Returns the Euclidean distance to another tensor, a scalar.
  default Tensor dist(Tensor other) {
    return dist(other, 2);
  }

  /// Returns the `p`-norm of the difference to another tensor, which broadcasts, a scalar.
  /// Gradient: that of the norm, for the other with the opposite sign.
  default Tensor dist(Tensor other, double p) {
    Tensor x = self();
    Tensor difference = x.detach().sub(other.detach());
    if (!difference.dtype().isFloating()) {
      throw new DTypeException(
          "norm(): input dtype should be either floating point or complex. Got %s instead."
              .formatted(difference.dtype().scalarType()),
          "norm.integer",
          difference.dtype());
    }
    ReducedDims over = ReducedDims.of(difference, new int[0]);
    Node node =
        Node.begin(
            "Dist",
            new @Nullable Partial[] {
              Partial.of((g, saved) -> distance(g, saved, p, over), 0, 1, Partial.OUTPUT_TOO),
              Partial.of((g, saved) -> distance(g, saved, p, over).neg(), 0, 1, Partial.OUTPUT_TOO)
            },
            x,
            other);
    Tensor result = Norms.norm(difference, p, over);
    return node == null ? result : node.end(result);
  }

  private static Tensor distance(Tensor g, Saved saved, double p, ReducedDims over) {
    return Norms.gradient(g, saved.input(0).sub(saved.input(1)), p, saved.output(), over);
  }
}
