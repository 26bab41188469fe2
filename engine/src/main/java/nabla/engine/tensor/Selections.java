package nabla.engine.tensor;

import java.util.List;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.backend.Backend.Folding;
import nabla.engine.error.DTypeException;
import nabla.engine.error.IndexException;
import nabla.engine.error.ShapeException;
import nabla.engine.format.TensorText;
import org.jspecify.annotations.Nullable;

/// The reductions that choose: extrema, the median, the most frequent element.
///
/// Without a dimension they look at all elements.
sealed interface Selections permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns the greatest element, a scalar; NaN if there is one. Gradient: `g`, divided evenly
  /// among equal greatest elements.
  default Tensor max() {
    return extremum("MaxBackward1", Folding.MAX, "max");
  }

  /// Returns the greatest elements along a dimension and their positions; of equal ones the first.
  /// Gradient: `g` at the position that was found.
  default Selected max(int dim, Flag... flags) {
    return Reductions.select(
        "MaxBackward0", "max", self(), dim, flags, positions("max", true, dim));
  }

  /// Returns the greater of each pair, see [Limits#maximum].
  default Tensor max(Tensor other) {
    return self().maximum(other);
  }

  /// Returns the greatest element, a scalar, see [#amax(Dims, Flag...)].
  default Tensor amax() {
    return amax(Dims.dims());
  }

  /// Returns the greatest elements along a dimension, see [#amax(Dims, Flag...)].
  default Tensor amax(int dim, Flag... flags) {
    return amax(Dims.dims(dim), flags);
  }

  /// Returns the greatest elements over several dimensions, over all if none is named. Gradient:
  /// `g`, divided evenly among equal greatest elements.
  default Tensor amax(Dims dims, Flag... flags) {
    return extrema("Amax", "amax", Folding.MAX, dims, flags);
  }

  /// Returns the least element, a scalar; NaN if there is one. Gradient: `g`, divided evenly among
  /// equal least elements.
  default Tensor min() {
    return extremum("MinBackward1", Folding.MIN, "min");
  }

  /// Returns the least elements along a dimension and their positions; of equal ones the first.
  /// Gradient: `g` at the position that was found.
  default Selected min(int dim, Flag... flags) {
    return Reductions.select(
        "MinBackward0", "min", self(), dim, flags, positions("min", false, dim));
  }

  /// Returns the lesser of each pair, see [Limits#minimum].
  default Tensor min(Tensor other) {
    return self().minimum(other);
  }

  /// Returns the least element, a scalar, see [#amin(Dims, Flag...)].
  default Tensor amin() {
    return amin(Dims.dims());
  }

  /// Returns the least elements along a dimension, see [#amin(Dims, Flag...)].
  default Tensor amin(int dim, Flag... flags) {
    return amin(Dims.dims(dim), flags);
  }

  /// Returns the least elements over several dimensions, over all if none is named. Gradient: `g`,
  /// divided evenly among equal least elements.
  default Tensor amin(Dims dims, Flag... flags) {
    return extrema("Amin", "amin", Folding.MIN, dims, flags);
  }

  private Tensor extremum(String name, Folding folding, String torchName) {
    Tensor x = self();
    requireSome(torchName);
    Tensor result = ReducedDims.of(x, new int[0]).fold(folding, x, x.dtype());
    return Reductions.record(name, x, result, evenly());
  }

  private void requireSome(String torchName) {
    if (self().numel() == 0) {
      throw new ShapeException(
          torchName
              + "(): Expected reduction dim to be specified for input.numel() == 0. Specify the"
              + " reduction dim with the 'dim' argument.",
          "reduce.emptyAll",
          torchName);
    }
  }

  // The gradient of a value that several elements may have: each gets an equal part.
  private static Partial evenly() {
    return Partial.of(
        (g, saved) -> {
          Tensor x = saved.input(0);
          Tensor y = saved.output();
          Tensor best = y.detach().isnan().itemBoolean() ? x.isnan() : x.eq(y);
          return g.div(best.sum()).mul(best);
        },
        0,
        Partial.OUTPUT_TOO);
  }

  private Tensor extrema(String name, String torchName, Folding folding, Dims dims, Flag... flags) {
    Tensor x = self();
    ReducedDims over = ReducedDims.of(x, dims.toArray(), flags);
    if (dims.list().isEmpty()) {
      requireSome(torchName);
    }
    over.requireElements(torchName, torchName + "()");
    return Reductions.record(
        name,
        x,
        over.fold(folding, x, x.dtype()),
        Partial.of(
            (g, saved) -> share(g, saved.input(0), saved.output(), over), 0, Partial.OUTPUT_TOO));
  }

  private static Tensor share(Tensor g, Tensor x, Tensor y, ReducedDims over) {
    Tensor best = over.restore(y).eq(x);
    Tensor count = best.sum(over.dims(), Flag.KEEPDIM);
    return over.restore(g).mul(best).div(count);
  }

  /// The least and the greatest elements.
  record MinMax(Tensor min, Tensor max) {
    @Override
    public String toString() {
      return TensorText.results("aminmax", "min", min, "max", max);
    }
  }

  /// Returns the least and the greatest element, scalars, see [#aminmax(int, Flag...)].
  default MinMax aminmax() {
    if (self().numel() == 0) {
      throw new ShapeException(
          "aminmax(): cannot compute aminmax over an empty dimension as the operation has no"
              + " identity.",
          "reduce.emptyAll",
          "aminmax");
    }
    return aminmax(ReducedDims.of(self(), new int[0]));
  }

  /// Returns the least and the greatest elements along a dimension. Gradient: that of both, divided
  /// evenly among equal elements.
  default MinMax aminmax(int dim, Flag... flags) {
    ReducedDims over = ReducedDims.of(self(), new int[] {dim}, flags);
    over.requireElements("aminmax", "aminmax");
    return aminmax(over);
  }

  private MinMax aminmax(ReducedDims over) {
    Tensor x = self();
    Tensor min = over.fold(Folding.MIN, x, x.dtype());
    Tensor max = over.fold(Folding.MAX, x, x.dtype());
    Node node =
        x.dtype().isFloating()
            ? Node.begin(
                "Aminmax",
                (grads, saved, _) ->
                    new @Nullable Tensor[] {
                      both(grads, saved.input(0), min.detach(), max.detach(), over)
                    },
                1,
                new boolean[] {true},
                x)
            : null;
    if (node != null) {
      node.end(List.of(min, max));
      node.keepResults(min, max);
    }
    return new MinMax(min, max);
  }

  private static @Nullable Tensor both(
      @Nullable Tensor[] grads, Tensor x, Tensor min, Tensor max, ReducedDims over) {
    Tensor low = grads[0];
    Tensor high = grads[1];
    Tensor first = low == null ? null : share(low, x, min, over);
    if (high == null) {
      return first;
    }
    Tensor second = share(high, x, max, over);
    return first == null ? second : first.add(second);
  }

  private Tensor positions(String name, boolean greatest, int dim) {
    Tensor x = self();
    ReducedDims.of(x, new int[] {dim}).requireElements(name, name + "()");
    int d = x.shape().wrap(dim);
    if (x.rank() == 0) {
      return Creation.zeros(x.shape(), DType.INT64, x.device());
    }
    Tensor indices = Tensor.allocate(x.shape().with(d, 1), DType.INT64, x.device());
    x.backend().argExtremum(greatest, indices.strided(), x.strided(), d);
    return indices;
  }

  /// Returns the position of the greatest element in row-major order, int64; of equal ones the
  /// first.
  default Tensor argmax() {
    return position("argmax", true);
  }

  /// Returns the positions of the greatest elements along a dimension, int64; of equal ones the
  /// first.
  default Tensor argmax(int dim, Flag... flags) {
    return position("argmax", true, dim, flags);
  }

  /// Returns the position of the least element in row-major order, int64; of equal ones the first.
  default Tensor argmin() {
    return position("argmin", false);
  }

  /// Returns the positions of the least elements along a dimension, int64; of equal ones the first.
  default Tensor argmin(int dim, Flag... flags) {
    return position("argmin", false, dim, flags);
  }

  private Tensor position(String name, boolean greatest) {
    if (self().numel() == 0) {
      throw new IndexException(
          name + "(): Expected reduction dim to be specified for input.numel() == 0.",
          "reduce.emptyAll",
          name);
    }
    Selections flat = self().detach().flatten();
    return flat.position(name, greatest, 0);
  }

  /// Returns the positions of the extrema, for [#argmax()] and [#argmin()].
  private Tensor position(String name, boolean greatest, int dim, Flag... flags) {
    if (self().dtype() == DType.BOOL) {
      throw new DTypeException(name + "(): does not support bool input", "argmax.bool");
    }
    Tensor kept = positions(name, greatest, dim);
    return ReducedDims.of(self(), new int[] {dim}, flags).drop(kept);
  }

  /// Returns the median, a scalar: the lower of the two middle elements, or NaN if there is one.
  /// Gradient: `g`, divided evenly among equal elements.
  default Tensor median() {
    Tensor x = self();
    Guards.number("median_cpu", x);
    Tensor flat = x.detach().flatten();
    Tensor value =
        flat.numel() == 0
            ? Creation.full(Shape.shape(), Double.NaN, x.dtype(), x.device())
            : flat.gather(0, Ranks.middle(flat, 0)).reshape();
    return Reductions.record("MedianBackward0", x, value.clone(), evenly());
  }

  /// Returns the medians along a dimension and their positions. Gradient: `g` at the position that
  /// was found.
  default Selected median(int dim, Flag... flags) {
    Tensor x = self();
    Guards.number("median_cpu", x);
    ReducedDims.of(x, new int[] {dim}).requireElements("median", "median()");
    int d = x.shape().wrap(dim);
    return Reductions.select(
        "MedianBackward1", "median", x, dim, flags, Ranks.middle(x.detach(), d));
  }

  /// Returns the element that is the `k`-th least along the last dimension, counted from 1.
  default Selected kthvalue(int k) {
    return kthvalue(k, -1);
  }

  /// Returns the elements that are the `k`-th least along a dimension, counted from 1, and their
  /// positions. Gradient: `g` at the position that was found.
  default Selected kthvalue(int k, int dim, Flag... flags) {
    Tensor x = self();
    int d = x.shape().wrap(dim);
    ReducedDims.of(x, new int[] {dim}).requireElements("kthvalue", "kthvalue()");
    int size = x.rank() == 0 ? 1 : x.size(d);
    if (k < 1 || k > size) {
      throw new ShapeException(
          "kthvalue(): selected number k out of range for dimension %d".formatted(d),
          "kthvalue.range",
          k,
          d,
          size);
    }
    Guards.number("kthvalue_cpu", x);
    Tensor positions =
        x.rank() == 0
            ? Creation.zeros(x.shape(), DType.INT64, x.device())
            : Ranks.place(x.detach(), d, k - 1);
    return Reductions.select("Kthvalue", "kthvalue", x, dim, flags, positions);
  }

  /// Returns the most frequent elements along the last dimension, see [#mode(int, Flag...)].
  default Selected mode() {
    return mode(-1);
  }

  /// Returns the most frequent elements along a dimension, of equally frequent ones the least, and
  /// their last positions. Gradient: `g` at the position that was found.
  default Selected mode(int dim, Flag... flags) {
    Tensor x = self();
    ReducedDims.of(x, new int[] {dim}).requireElements("mode", "mode()");
    int d = x.shape().wrap(dim);
    return Reductions.select("Mode", "mode", x, dim, flags, Ranks.mostFrequent(x.detach(), d));
  }
}
