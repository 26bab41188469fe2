package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.input;
import static nabla.engine.autograd.Partial.none;

import nabla.engine.autograd.Partial;
import nabla.engine.backend.Backend.Folding;
import nabla.engine.error.DTypeException;

/// The reductions: several elements become one.
///
/// Without a dimension they reduce all. A dimension may count from the end; [Flag#KEEPDIM] keeps
/// the reduced ones with size 1.
sealed interface Reduce permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns the sum of all elements, a scalar; of integers and truth values as int64. Gradient:
  /// `g` for every element.
  default Tensor sum() {
    return sum("SumBackward0", new int[0]);
  }

  /// Returns the sums along a dimension; of integers and truth values as int64. Gradient: `g` for
  /// every element.
  default Tensor sum(int dim, Flag... flags) {
    return sum("SumBackward1", new int[] {dim}, flags);
  }

  /// Returns the sums over several dimensions, over all if none is named; of integers and truth
  /// values as int64. Gradient: `g` for every element.
  default Tensor sum(Dims dims, Flag... flags) {
    return sum("SumBackward1", dims.toArray(), flags);
  }

  private Tensor sum(String name, int[] dims, Flag... flags) {
    Tensor x = self();
    ReducedDims over = ReducedDims.of(x, dims, flags);
    DType dtype = x.dtype().isFloating() ? x.dtype() : DType.INT64;
    return Reductions.record(name, x, over.fold(Folding.SUM, x, dtype), none(g -> over.spread(g)));
  }

  /// Returns the sum without the NaN of all elements, a scalar. Gradient: `g` for every element
  /// that is not NaN.
  default Tensor nansum() {
    return nansum("NansumBackward0", new int[0]);
  }

  /// Returns the sums without the NaN along a dimension. Gradient: `g` for every element that is
  /// not NaN.
  default Tensor nansum(int dim, Flag... flags) {
    return nansum("NansumBackward0", new int[] {dim}, flags);
  }

  /// Returns the sums without the NaN over several dimensions, over all if none is named. Gradient:
  /// `g` for every element that is not NaN.
  default Tensor nansum(Dims dims, Flag... flags) {
    return nansum("NansumBackward0", dims.toArray(), flags);
  }

  private Tensor nansum(String name, int[] dims, Flag... flags) {
    Tensor x = self();
    if (!x.dtype().isFloating()) {
      return sum(name, dims, flags);
    }
    ReducedDims over = ReducedDims.of(x, dims, flags);
    Tensor plain = x.detach();
    Tensor numbers = plain.maskedFill(plain.isnan(), 0.0);
    return Reductions.record(
        name,
        x,
        over.fold(Folding.SUM, numbers, x.dtype()),
        input((g, a) -> over.spread(g).mul(a.isnan().logicalNot())));
  }

  /// Returns the arithmetic mean of all elements, a scalar; NaN of none. Gradient: `g / n` for
  /// every element.
  default Tensor mean() {
    return mean("MeanBackward0", new int[0]);
  }

  /// Returns the arithmetic means along a dimension; NaN of none. Gradient: `g / n` for every
  /// element.
  default Tensor mean(int dim, Flag... flags) {
    return mean("MeanBackward1", new int[] {dim}, flags);
  }

  /// Returns the arithmetic means over several dimensions, over all if none is named; NaN of none.
  /// Gradient: `g / n` for every element.
  default Tensor mean(Dims dims, Flag... flags) {
    return mean("MeanBackward1", dims.toArray(), flags);
  }

  private Tensor mean(String name, int[] dims, Flag... flags) {
    Tensor x = self();
    if (!x.dtype().isFloating()) {
      throw new DTypeException(
          "mean(): could not infer output dtype. Input dtype must be either a floating point or"
              + " complex dtype. Got: "
              + x.dtype().scalarType(),
          "mean.integer",
          x.dtype());
    }
    ReducedDims over = ReducedDims.of(x, dims, flags);
    double count = over.count();
    Tensor total = over.fold(Folding.SUM, x, x.dtype());
    return Reductions.record(name, x, total.div(count), none(g -> over.spread(g).div(count)));
  }

  /// Returns the arithmetic mean of the elements that are not NaN, a scalar.
  default Tensor nanmean() {
    requireFloating();
    return nansum().div(self().detach().isnan().logicalNot().sum());
  }

  /// Returns the arithmetic means of the elements that are not NaN along a dimension.
  default Tensor nanmean(int dim, Flag... flags) {
    return nanmean(Dims.dims(dim), flags);
  }

  /// Returns the arithmetic means of the elements that are not NaN over several dimensions.
  default Tensor nanmean(Dims dims, Flag... flags) {
    requireFloating();
    Tensor count = self().detach().isnan().logicalNot().sum(dims, flags);
    return nansum(dims, flags).div(count);
  }

  private void requireFloating() {
    if (!self().dtype().isFloating()) {
      throw new DTypeException(
          "nanmean(): expected input to have floating point or complex dtype but got "
              + self().dtype().scalarType(),
          "dtype.kernel",
          self().dtype());
    }
  }

  /// Returns the product of all elements, a scalar; of integers and truth values as int64.
  /// Gradient: `g` times the product of the others.
  default Tensor prod() {
    return prod("ProdBackward0", new int[0]);
  }

  /// Returns the products along a dimension. Gradient: `g` times the product of the others.
  default Tensor prod(int dim, Flag... flags) {
    return prod("ProdBackward1", new int[] {dim}, flags);
  }

  private Tensor prod(String name, int[] dims, Flag... flags) {
    Tensor x = self();
    ReducedDims over = ReducedDims.of(x, dims, flags);
    DType dtype = x.dtype().isFloating() ? x.dtype() : DType.INT64;
    return Reductions.record(
        name,
        x,
        over.fold(Folding.PRODUCT, x, dtype),
        Partial.of(
            (g, saved) -> FactorRules.gradient(g, saved.input(0), saved.output(), over),
            0,
            Partial.OUTPUT_TOO));
  }

  /// Returns how many elements are not zero, an int64 scalar.
  default Tensor countNonzero() {
    return self().detach().ne(0).sum();
  }

  /// Returns how many elements along a dimension are not zero.
  default Tensor countNonzero(int dim) {
    return self().detach().ne(0).sum(dim);
  }

  /// Returns how many elements over several dimensions are not zero.
  default Tensor countNonzero(Dims dims) {
    return self().detach().ne(0).sum(dims);
  }

  /// Tells whether any element is not zero, a bool scalar; NaN is not zero.
  default Tensor any() {
    return ReducedDims.of(self(), new int[0]).fold(Folding.ANY, self(), DType.BOOL);
  }

  /// Tells along a dimension whether any element is not zero.
  default Tensor any(int dim, Flag... flags) {
    return ReducedDims.of(self(), new int[] {dim}, flags).fold(Folding.ANY, self(), DType.BOOL);
  }

  /// Tells over several dimensions whether any element is not zero.
  default Tensor any(Dims dims, Flag... flags) {
    return ReducedDims.of(self(), dims.toArray(), flags).fold(Folding.ANY, self(), DType.BOOL);
  }

  /// Tells whether all elements are not zero, a bool scalar; NaN is not zero.
  default Tensor all() {
    return ReducedDims.of(self(), new int[0]).fold(Folding.ALL, self(), DType.BOOL);
  }

  /// Tells along a dimension whether all elements are not zero.
  default Tensor all(int dim, Flag... flags) {
    return ReducedDims.of(self(), new int[] {dim}, flags).fold(Folding.ALL, self(), DType.BOOL);
  }

  /// Tells over several dimensions whether all elements are not zero.
  default Tensor all(Dims dims, Flag... flags) {
    return ReducedDims.of(self(), dims.toArray(), flags).fold(Folding.ALL, self(), DType.BOOL);
  }

  /// Returns `log Σ eˣ` along a dimension without overflow; whole numbers become floating point.
  /// Gradient: `g · softmax(x)`.
  default Tensor logsumexp(int dim, Flag... flags) {
    return logsumexp(Dims.dims(dim), flags);
  }

  /// Returns `log Σ eˣ` over several dimensions. Gradient: `g · e^(x - y)`, where `y` is the
  /// result.
  default Tensor logsumexp(Dims dims, Flag... flags) {
    Tensor x = self().dtype().isFloating() ? self() : self().to(DType.defaultDType());
    ReducedDims over = ReducedDims.of(x, dims.toArray(), flags);
    Tensor plain = x.detach();
    Tensor sum;
    if (plain.numel() == 0) {
      sum = over.fold(Folding.SUM, plain.exp(), x.dtype()).log();
    } else {
      Tensor peak = over.kept().fold(Folding.MAX, plain, x.dtype());
      Tensor finite = peak.maskedFill(peak.abs().eq(Double.POSITIVE_INFINITY), 0.0);
      Tensor shifted = over.kept().fold(Folding.SUM, plain.sub(finite).exp(), x.dtype());
      sum = over.drop(shifted.log().add(finite));
    }
    return Reductions.record(
        "Logsumexp",
        x,
        sum,
        Partial.of(
            (g, saved) ->
                over.restore(g).mul(saved.input(0).sub(over.restore(saved.output())).exp()),
            0,
            Partial.OUTPUT_TOO));
  }
}
