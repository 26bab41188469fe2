package nabla.engine.tensor;

import nabla.engine.autograd.Partial;
import nabla.engine.error.DTypeException;
import nabla.engine.error.ShapeException;

/// What a sample tells of the distribution it came from: quantiles, covariances, correlations.
sealed interface Estimates permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns the `q`-quantile of all elements, a scalar; see [#quantile(double, int, Flag...)].
  default Tensor quantile(double q) {
    return self().reshape(-1).quantile(q, 0);
  }

  /// Returns the `q`-quantiles along a dimension: the number below which the share `q` of the
  /// elements lies, interpolated between the two nearest; NaN if there is one. Gradient: `g`,
  /// divided between those two.
  default Tensor quantile(double q, int dim, Flag... flags) {
    return quantile(q, dim, "linear", flags);
  }

  /// Returns the `q`-quantiles along a dimension; between two elements the choice decides.
  ///
  /// @param interpolation `"linear"`, `"lower"`, `"higher"`, `"midpoint"` or `"nearest"`
  default Tensor quantile(double q, int dim, String interpolation, Flag... flags) {
    return Quantiles.of(self(), Quantiles.share(self(), q), dim, interpolation, false, flags);
  }

  /// Returns several quantiles of all elements, a vector as long as `q`.
  default Tensor quantile(Tensor q) {
    return self().reshape(-1).quantile(q, 0);
  }

  /// Returns several quantiles along a dimension; they come first in the result's shape.
  default Tensor quantile(Tensor q, int dim, Flag... flags) {
    return quantile(q, dim, "linear", flags);
  }

  /// Returns several quantiles along a dimension; see [#quantile(double, int, String, Flag...)].
  default Tensor quantile(Tensor q, int dim, String interpolation, Flag... flags) {
    return Quantiles.of(self(), q, dim, interpolation, false, flags);
  }

  /// Returns the `q`-quantile of the elements that are not NaN, a scalar.
  default Tensor nanquantile(double q) {
    return self().reshape(-1).nanquantile(q, 0);
  }

  /// Returns the `q`-quantiles along a dimension of the elements that are not NaN; NaN where there
  /// is no other. Gradient: as [#quantile(double, int, Flag...)].
  default Tensor nanquantile(double q, int dim, Flag... flags) {
    return nanquantile(q, dim, "linear", flags);
  }

  /// Returns the same; see [#quantile(double, int, String, Flag...)] for the interpolation.
  default Tensor nanquantile(double q, int dim, String interpolation, Flag... flags) {
    return Quantiles.of(self(), Quantiles.share(self(), q), dim, interpolation, true, flags);
  }

  /// Returns several quantiles of the elements that are not NaN, a vector as long as `q`.
  default Tensor nanquantile(Tensor q) {
    return self().reshape(-1).nanquantile(q, 0);
  }

  /// Returns several quantiles along a dimension of the elements that are not NaN; they come first
  /// in the result's shape.
  default Tensor nanquantile(Tensor q, int dim, Flag... flags) {
    return nanquantile(q, dim, "linear", flags);
  }

  /// Returns the same; see [#quantile(double, int, String, Flag...)] for the interpolation.
  default Tensor nanquantile(Tensor q, int dim, String interpolation, Flag... flags) {
    return Quantiles.of(self(), q, dim, interpolation, true, flags);
  }

  /// Returns the covariances of variables: the rows are variables, the columns observations; a
  /// vector is one variable. Divided by `n - 1`.
  default Tensor cov() {
    return cov(1);
  }

  /// Returns the covariances of variables, divided by `n - correction`; see [#cov()].
  default Tensor cov(int correction) {
    Tensor x = self();
    requireVariables("cov", x);
    Tensor rows = x.rank() < 2 ? x.reshape(1, x.numel()) : x;
    Tensor real = rows.dtype().isFloating() ? rows : rows.to(DType.defaultDType());
    Tensor centred = real.sub(real.mean(1, Flag.KEEPDIM));
    double degrees = Math.max(rows.size(1) - correction, 0);
    Tensor result = centred.mm(centred.t()).div(degrees);
    return result.squeeze();
  }

  private static void requireVariables(String name, Tensor x) {
    if (x.rank() > 2) {
      throw new ShapeException(
          "%s(): expected input to have two or fewer dimensions but got an input with %d dimensions"
              .formatted(name, x.rank()),
          "cov.rank",
          x.shape());
    }
    if (x.dtype() == DType.BOOL) {
      throw new DTypeException(
          name + "(): bool dtype is not supported for input", "linalg.dtype", x.dtype());
    }
  }

  /// Returns the coefficients of correlation of variables, from -1 to 1: the rows are variables,
  /// the columns observations.
  default Tensor corrcoef() {
    Tensor x = self();
    requireVariables("corrcoef", x);
    Tensor c = x.cov();
    if (c.rank() == 0) {
      return c.div(c);
    }
    Tensor deviation = c.diagonal().sqrt();
    return c.div(deviation.unsqueeze(1)).div(deviation.unsqueeze(0)).clamp(-1.0, 1.0);
  }

  /// Returns the median of the elements that are not NaN, a scalar; of two in the middle the less.
  /// Gradient: `g`, divided evenly among those that are equal to it.
  default Tensor nanmedian() {
    Tensor x = self();
    if (x.numel() == 0 || !x.dtype().isFloating()) {
      return x.median();
    }
    Tensor value = x.detach().reshape(-1).nanmedian(0).values().clone();
    Partial evenly =
        Partial.of(
            (g, saved) -> {
              Tensor own = saved.input(0).detach();
              Tensor there = own.eq(value).logicalOr(own.isnan().logicalAnd(value.isnan()));
              return there.to(g.dtype()).mul(g.div(there.sum().to(g.dtype())));
            },
            0);
    return Reductions.record("NanmedianBackward0", x, value, evenly);
  }

  /// Returns the medians along a dimension of the elements that are not NaN, and their positions;
  /// NaN where there is no other. Gradient: `g` at the position that was found.
  default Selected nanmedian(int dim, Flag... flags) {
    Tensor x = self();
    if (x.rank() == 0 || x.numel() == 0 || !x.dtype().isFloating()) {
      return x.median(dim, flags);
    }
    int d = x.shape().wrap(dim);
    Tensor plain = x.detach();
    // Sorting puts the NaN at the end.
    Tensor order = plain.argsort(d);
    Tensor count = plain.isnan().logicalNot().toLong().sum(d, Flag.KEEPDIM);
    Tensor middle = count.sub(1).clampMin(0).floorDivide(2);
    Tensor found = order.gather(d, middle);
    return Reductions.select("NanmedianBackward1", "nanmedian", x, d, flags, found);
  }
}
