package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.input;
import static nabla.engine.autograd.Partial.none;

import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.backend.Backend.Folding;
import nabla.engine.error.IndexException;
import nabla.engine.error.Warnings;
import org.jspecify.annotations.Nullable;

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

  /// Returns the sums along a dimension. Gradient: `g` for every element.
  default Tensor sum(int dim, Flag... flags) {
    return sum("SumBackward1", new int[] {dim}, flags);
  }

  /// Returns the sums over several dimensions. Gradient: `g` for every element.
  default Tensor sum(Dims dims, Flag... flags) {
    return sum("SumBackward1", dims.toArray(), flags);
  }

  private Tensor sum(String name, int[] dims, Flag... flags) {
    Tensor x = self();
    boolean keep = Flag.in(Flag.KEEPDIM, flags);
    boolean[] mask = Reductions.mask(x, dims);
    DType dtype = x.dtype().isFloating() ? x.dtype() : DType.INT64;
    return record(
        name,
        Reductions.fold(Folding.SUM, x, mask, keep, dtype),
        none(g -> spread(g, mask, keep, x.shape())));
  }

  private static Tensor spread(Tensor g, boolean[] mask, boolean keep, Shape shape) {
    return Reductions.restore(g, mask, keep, shape.rank()).expand(shape.toArray());
  }

  private Tensor record(String name, Tensor result, Partial partial) {
    Node node =
        result.dtype().isFloating()
            ? Node.begin(name, new @Nullable Partial[] {partial}, self())
            : null;
    return node == null ? result : node.end(result);
  }

  /// Returns the arithmetic mean of all elements, a scalar; NaN of none. Gradient: `g / n` for
  /// every element.
  default Tensor mean() {
    return mean("MeanBackward0", new int[0]);
  }

  /// Returns the means along a dimension. Gradient: `g / n` for every element.
  default Tensor mean(int dim, Flag... flags) {
    return mean("MeanBackward1", new int[] {dim}, flags);
  }

  /// Returns the means over several dimensions. Gradient: `g / n` for every element.
  default Tensor mean(Dims dims, Flag... flags) {
    return mean("MeanBackward1", dims.toArray(), flags);
  }

  private Tensor mean(String name, int[] dims, Flag... flags) {
    Tensor x = self();
    if (!x.dtype().isFloating()) {
      throw new nabla.engine.error.DTypeException(
          "mean(): could not infer output dtype. Input dtype must be either a floating point or"
              + " complex dtype. Got: "
              + x.dtype().scalarType(),
          "mean.integer",
          x.dtype());
    }
    boolean keep = Flag.in(Flag.KEEPDIM, flags);
    boolean[] mask = Reductions.mask(x, dims);
    int count = Reductions.count(x, mask);
    Tensor total = Reductions.fold(Folding.SUM, x, mask, keep, x.dtype());
    return record(
        name,
        total.detach().div((double) count),
        none(g -> spread(g, mask, keep, x.shape()).div((double) count)));
  }

  /// Returns the greatest element, a scalar; NaN if there is one. Gradient: `g`, divided evenly
  /// among equal greatest elements.
  default Tensor max() {
    return extremum("MaxBackward1", Folding.MAX, "max");
  }

  /// Returns the least element, a scalar; NaN if there is one. Gradient: `g`, divided evenly among
  /// equal least elements.
  default Tensor min() {
    return extremum("MinBackward1", Folding.MIN, "min");
  }

  private Tensor extremum(String name, Folding folding, String torchName) {
    Tensor x = self();
    if (x.numel() == 0) {
      throw new IndexException(
          torchName
              + "(): Expected reduction dim to be specified for input.numel() == 0. Specify the"
              + " reduction dim with the 'dim' argument.",
          "reduce.emptyAll",
          torchName);
    }
    Tensor result = Reductions.fold(folding, x, Reductions.mask(x), false, x.dtype());
    return record(
        name,
        result,
        Partial.of(
            (g, saved) -> {
              Tensor best = saved.input(0).eq(saved.output());
              return g.div(best.sum()).mul(best);
            },
            0,
            Partial.OUTPUT_TOO));
  }

  /// The greatest or least elements along a dimension, and where they were found.
  record Extremum(Tensor values, Tensor indices) {
    @Override
    public String toString() {
      return "torch.return_types.max(\nvalues=" + values + ",\nindices=" + indices + ")";
    }
  }

  /// Returns the greatest elements along a dimension and their positions; of equal ones the first.
  /// Gradient: `g` at the position that was found.
  default Extremum max(int dim, Flag... flags) {
    return extremum("MaxBackward0", "max", true, dim, flags);
  }

  /// Returns the least elements along a dimension and their positions; of equal ones the first.
  /// Gradient: `g` at the position that was found.
  default Extremum min(int dim, Flag... flags) {
    return extremum("MinBackward0", "min", false, dim, flags);
  }

  private Extremum extremum(
      String name, String torchName, boolean greatest, int dim, Flag... flags) {
    Tensor x = self();
    Tensor indices = positions(torchName, greatest, dim);
    int d = x.shape().wrap(dim);
    boolean keep = Flag.in(Flag.KEEPDIM, flags);
    boolean[] mask = Reductions.mask(x, dim);
    Tensor values = x.rank() == 0 ? x.detach().clone() : x.detach().gather(d, indices);
    Tensor shown = keep || x.rank() == 0 ? values : Reductions.squeeze(values, mask);
    Tensor result =
        record(
            name,
            shown,
            none(
                g ->
                    x.rank() == 0
                        ? g
                        : Creation.zeros(x.shape(), g.dtype())
                            .scatterAdd(d, indices, Reductions.restore(g, mask, keep, x.rank()))));
    return new Extremum(
        result, keep || x.rank() == 0 ? indices : Reductions.squeeze(indices, mask));
  }

  private Tensor positions(String name, boolean greatest, int dim) {
    Tensor x = self();
    boolean[] mask = Reductions.mask(x, dim);
    Reductions.requireElements(name, x, mask);
    int d = x.shape().wrap(dim);
    if (x.rank() == 0) {
      return Creation.zeros(x.shape(), DType.INT64);
    }
    Tensor indices = Tensor.allocate(x.shape().with(d, 1), DType.INT64, x.device());
    x.backend().argExtremum(greatest, indices.strided(), x.strided(), d);
    return indices;
  }

  /// Returns the position of the greatest element in row-major order, int64.
  default Tensor argmax() {
    return self().detach().flatten().argmax(0);
  }

  /// Returns the positions of the greatest elements along a dimension, int64; of equal ones the
  /// first.
  default Tensor argmax(int dim, Flag... flags) {
    return position("argmax", true, dim, flags);
  }

  /// Returns the position of the least element in row-major order, int64.
  default Tensor argmin() {
    return self().detach().flatten().argmin(0);
  }

  /// Returns the positions of the least elements along a dimension, int64; of equal ones the first.
  default Tensor argmin(int dim, Flag... flags) {
    return position("argmin", false, dim, flags);
  }

  private Tensor position(String name, boolean greatest, int dim, Flag... flags) {
    Tensor indices = positions(name, greatest, dim);
    boolean keep = Flag.in(Flag.KEEPDIM, flags) || self().rank() == 0;
    return keep ? indices : Reductions.squeeze(indices, Reductions.mask(self(), dim));
  }

  /// Tells whether any element is not zero, a bool scalar.
  default Tensor any() {
    return Reductions.fold(Folding.ANY, self(), Reductions.mask(self()), false, DType.BOOL);
  }

  /// Tells whether all elements are not zero, a bool scalar.
  default Tensor all() {
    return Reductions.fold(Folding.ALL, self(), Reductions.mask(self()), false, DType.BOOL);
  }

  /// Returns the Euclidean norm of all elements, a scalar. Gradient: `g · x / y`, 0 where the norm
  /// is 0.
  default Tensor norm() {
    Tensor x = self();
    Tensor result = x.detach().square().sum().sqrt();
    return record(
        "LinalgVectorNormBackward0",
        result,
        Partial.of(
            (g, saved) -> {
              Tensor y = saved.output();
              Tensor ratio = saved.input(0).div(y);
              return g.mul(ratio.maskedFill(y.eq(0), 0.0));
            },
            0,
            Partial.OUTPUT_TOO));
  }

  /// Returns the variance of all elements with Bessel's correction, a scalar. Gradient: `g ·
  /// 2/(n-1) · (x - mean)`.
  default Tensor var() {
    return deviation("VarBackward0", new int[0], false);
  }

  /// Returns the standard deviation of all elements with Bessel's correction, a scalar. Gradient:
  /// `g / 2y · 2/(n-1) · (x - mean)`, 0 where the deviation is 0.
  default Tensor std() {
    return deviation("StdBackward0", new int[0], true);
  }

  private Tensor deviation(String name, int[] dims, boolean root, Flag... flags) {
    Tensor x = self();
    boolean keep = Flag.in(Flag.KEEPDIM, flags);
    boolean[] mask = Reductions.mask(x, dims);
    int degrees = Reductions.count(x, mask) - 1;
    if (degrees <= 0) {
      Warnings.warn(
          (root ? "std" : "var")
              + "(): degrees of freedom is <= 0. Correction should be strictly less than the"
              + " reduction factor (input numel divided by output numel).");
    }
    Tensor centred = x.detach().sub(x.detach().mean(new Dims(all(mask)), Flag.KEEPDIM));
    Tensor variance = Reductions.fold(Folding.SUM, centred.square(), mask, keep, x.dtype());
    variance = variance.div((double) Math.max(degrees, 0));
    Partial byInput =
        root
            ? Partial.of(
                (g, saved) -> {
                  Tensor y = saved.output();
                  Tensor half = g.div(y.mul(2)).maskedFill(y.eq(0), 0.0);
                  return varianceGradient(half, saved.input(0), mask, keep, degrees);
                },
                0,
                Partial.OUTPUT_TOO)
            : input((g, a) -> varianceGradient(g, a, mask, keep, degrees));
    return record(name, root ? variance.sqrt() : variance, byInput);
  }

  private static Tensor varianceGradient(
      Tensor g, Tensor x, boolean[] mask, boolean keep, int degrees) {
    Tensor centred = x.sub(x.mean(new Dims(all(mask)), Flag.KEEPDIM));
    return Reductions.restore(g, mask, keep, x.rank()).mul(2.0 / degrees).mul(centred);
  }

  private static java.util.List<Integer> all(boolean[] mask) {
    return java.util.stream.IntStream.range(0, mask.length).filter(d -> mask[d]).boxed().toList();
  }
}
