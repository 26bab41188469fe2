package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.none;

import nabla.engine.autograd.Partial;
import nabla.engine.backend.Backend.Scan;
import nabla.engine.error.IndexException;
import org.jspecify.annotations.Nullable;

/// The running reductions along a dimension: each element of the result takes in the elements up to
/// its place. The result has the shape of this tensor.
sealed interface Cumulative permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns the running sums; of integers and truth values as int64. Gradient: the running sums of
  /// `g` from the end.
  default Tensor cumsum(int dim) {
    Tensor x = self();
    int d = x.shape().wrap(dim);
    return Reductions.record(
        "Cumsum", x, scan(Scan.SUM, counted(x), d, null), none(g -> backwards(g, d)));
  }

  /// Returns the running products; of integers and truth values as int64. Gradient: `Σ g · y / x`
  /// from the end, also where `x` is 0.
  default Tensor cumprod(int dim) {
    Tensor x = self();
    int d = x.shape().wrap(dim);
    return Reductions.record(
        "Cumprod",
        x,
        scan(Scan.PRODUCT, counted(x), d, null),
        x.rank() == 0
            ? none(g -> g)
            : Partial.of(
                (g, saved) -> FactorRules.cumulative(g, saved.input(0), saved.output(), d),
                0,
                Partial.OUTPUT_TOO));
  }

  /// Returns the running `log Σ eˣ` without overflow. Floating point only. Gradient: `Σ g · e^(x -
  /// y)` from the end, where `y` is the result.
  default Tensor logcumsumexp(int dim) {
    Tensor x = self();
    int d = x.shape().wrap(dim);
    Guards.floating("logcumsumexp_out_cpu", x);
    return Reductions.record(
        "Logcumsumexp",
        x,
        scan(Scan.LOG_SUM_EXP, x, d, null),
        Partial.of(
            (g, saved) -> {
              Tensor a = saved.input(0);
              Tensor y = saved.output();
              Tensor positive = weighted(g, a, y, d);
              return positive.sub(weighted(g.neg(), a, y, d));
            },
            0,
            Partial.OUTPUT_TOO));
  }

  // Σ g · e^(x - y) from the end over the positive g, in logarithms.
  private static Tensor weighted(Tensor g, Tensor x, Tensor y, int d) {
    // The least number, not -∞, so that no ∞ - ∞ arises when this is differentiated again.
    double least = g.dtype() == DType.FLOAT32 ? -Float.MAX_VALUE : -Double.MAX_VALUE;
    Tensor log = Functional.where(g.gt(0), g.abs().log(), least);
    Tensor shifted = log.sub(y);
    if (x.rank() == 0) {
      return shifted.add(x).exp();
    }
    Tensor sums = FactorRules.reversed(FactorRules.reversed(shifted, d).logcumsumexp(d), d);
    return sums.add(x).exp();
  }

  /// Returns the running maxima and where each was found, the last of equal ones. Gradient: `g`
  /// added where the maximum was found.
  default Selected cummax(int dim) {
    return extremum("Cummax", "cummax", Scan.MAX, dim);
  }

  /// Returns the running minima and where each was found, the last of equal ones. Gradient: `g`
  /// added where the minimum was found.
  default Selected cummin(int dim) {
    return extremum("Cummin", "cummin", Scan.MIN, dim);
  }

  private Selected extremum(String name, String torchName, Scan scan, int dim) {
    Tensor x = self();
    if (x.rank() == 0 && dim != 0 && dim != -1) {
      throw new IndexException(
          "%s(): Expected reduction dim -1 or 0 for scalar but got %d".formatted(torchName, dim),
          "dim.range",
          dim,
          0);
    }
    int d = x.shape().wrap(dim);
    Tensor indices = Creation.zeros(x.shape(), DType.INT64, x.device());
    Tensor values =
        Reductions.record(
            name,
            x,
            scan(scan, x, d, indices),
            none(g ->
                    x.rank() == 0
                        ? g
                        : Creation.zeros(x.shape(), g.dtype(), g.device())
                            .scatterAdd(d, indices, g))
                .saving(0));
    return new Selected(torchName, values, indices);
  }

  private static Tensor counted(Tensor x) {
    return x.dtype().isFloating() ? x : x.to(DType.INT64);
  }

  private static Tensor scan(Scan scan, Tensor x, int d, @Nullable Tensor positions) {
    if (x.rank() == 0) {
      return x.detach().clone();
    }
    Tensor result = Tensor.allocate(x.shape(), x.dtype(), x.device());
    x.backend()
        .scan(
            scan, result.strided(), positions == null ? null : positions.strided(), x.strided(), d);
    return result;
  }

  /// Returns the running sums from the end, recorded.
  static Tensor backwards(Tensor g, int d) {
    return g.rank() == 0 ? g : FactorRules.reversed(FactorRules.reversed(g, d).cumsum(d), d);
  }
}
