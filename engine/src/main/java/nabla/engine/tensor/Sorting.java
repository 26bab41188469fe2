package nabla.engine.tensor;

import java.util.Locale;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.error.DTypeException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// Order: sorting, the greatest elements, different values, where a value belongs.
///
/// NaN counts as greater than every number.
sealed interface Sorting permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns the elements in ascending order along the last dimension; see [#sort(int, Flag...)].
  default Selected sort() {
    return sort(-1);
  }

  /// Returns the elements in order along a dimension; equal ones keep theirs. Gradient: `g` at the
  /// places where the elements were.
  ///
  /// @param flags [Flag#DESCENDING]
  default Selected sort(int dim, Flag... flags) {
    Tensor x = self();
    int d = x.shape().wrap(dim);
    return picked("Sort", d, order(x, d, Flag.in(Flag.DESCENDING, flags)));
  }

  /// Returns where the elements in ascending order along the last dimension are.
  default Tensor argsort() {
    return argsort(-1);
  }

  /// Returns where the elements in order along a dimension are.
  ///
  /// @param flags [Flag#DESCENDING]
  default Tensor argsort(int dim, Flag... flags) {
    Tensor x = self();
    return order(x, x.shape().wrap(dim), Flag.in(Flag.DESCENDING, flags));
  }

  /// Returns the elements in ascending order along the first dimension.
  default Tensor msort() {
    return sort(0).values();
  }

  private static Tensor order(Tensor x, int dim, boolean descending) {
    Tensor positions = Tensor.allocate(x.shape(), DType.INT64, x.device());
    if (x.rank() > 0) {
      x.backend().sort(positions.strided(), x.strided(), dim, descending);
    }
    return positions;
  }

  private Selected picked(String name, int dim, Tensor indices) {
    Tensor x = self();
    Shape own = x.shape();
    Node node =
        Node.begin(
            name,
            new @Nullable Partial[] {
              Partial.of(
                  (g, saved) ->
                      Creation.zeros(own, g.dtype(), g.device()).scatterAdd(dim, saved.input(1), g),
                  1),
              null
            },
            x,
            indices);
    Tensor values = x.detach().gather(dim, indices);
    return new Selected(
        name.toLowerCase(Locale.ROOT), node == null ? values : node.end(values), indices);
  }

  /// Returns the `k` greatest elements along the last dimension; see [#topk(int, int, Flag...)].
  default Selected topk(int k) {
    return topk(k, -1);
  }

  /// Returns the `k` greatest elements along a dimension, the greatest first. Gradient: `g` at the
  /// places where the elements were.
  ///
  /// @param flags [Flag#SMALLEST]: the least elements, the least first
  default Selected topk(int k, int dim, Flag... flags) {
    Tensor x = self();
    int d = x.shape().wrap(dim);
    int size = x.rank() == 0 ? 1 : x.size(d);
    if (k < 0 || k > size) {
      throw new ShapeException("selected index k out of range", "topk.range", size, k);
    }
    if (x.dtype() == DType.BOOL) {
      throw new DTypeException(
          "topk does not support bool dtypes on CPU", "dtype.kernel", x.dtype());
    }
    return picked("Topk", d, Selection.topk(x, k, d, !Flag.in(Flag.SMALLEST, flags)));
  }

  /// Returns the different values, ascending, as a vector.
  default Tensor unique() {
    return uniqueWithCounts().values();
  }

  /// Returns the different parts along a dimension, in lexical order.
  default Tensor unique(int dim) {
    return uniqueWithCounts(dim).values();
  }

  /// Returns the different values, which of them each element is, and how often each occurs.
  default Unique uniqueWithCounts() {
    Tensor x = self().detach();
    Unique flat = x.reshape(-1).uniqueWithCounts(0);
    return new Unique(flat.values(), flat.inverse().reshape(x.shape().toArray()), flat.counts());
  }

  /// Returns the different parts along a dimension, which of them each part is, and how often each
  /// occurs.
  default Unique uniqueWithCounts(int dim) {
    Tensor x = self().detach();
    if (x.rank() == 0) {
      x.size(dim); // says that there is none
    }
    int d = x.shape().wrap(dim);
    Tensor lines = x.movedim(d, 0).reshape(x.size(d), x.size(d) == 0 ? 0 : x.numel() / x.size(d));
    return Distinct.of(x, d, lines);
  }

  /// Returns for each element of the values the first place in this ascending sequence (the last
  /// dimension) where it may be put in without breaking the order.
  ///
  /// @param flags [Flag#RIGHT]: the last such place
  default Tensor searchsorted(Tensor values, Flag... flags) {
    return Distinct.search(self(), values, null, Flag.in(Flag.RIGHT, flags));
  }

  /// Returns [#searchsorted(Tensor, Flag...)] of a single number.
  default Tensor searchsorted(double value, Flag... flags) {
    return searchsorted(Tensor.number(value), flags);
  }

  /// Returns [#searchsorted(Tensor, Flag...)] in a sequence that `sorter`, from [#argsort], puts in
  /// order.
  default Tensor searchsorted(Tensor values, Tensor sorter, Flag... flags) {
    return Distinct.search(self(), values, sorter, Flag.in(Flag.RIGHT, flags));
  }

  /// Returns for each element in which of the intervals between ascending boundaries it lies.
  ///
  /// @param flags [Flag#RIGHT]: an element equal to a boundary lies above it
  default Tensor bucketize(Tensor boundaries, Flag... flags) {
    if (boundaries.rank() != 1) {
      throw new ShapeException(
          "boundaries tensor must be 1 dimension, but got dim(%d)".formatted(boundaries.rank()),
          "index.vector",
          boundaries.shape());
    }
    return boundaries.searchsorted(self(), flags);
  }

  /// Returns which elements occur among those of another tensor.
  default Tensor isin(Tensor elements) {
    Tensor x = self().detach();
    Tensor other = elements.detach().reshape(-1);
    if (x.dtype() == DType.BOOL || other.dtype() == DType.BOOL) {
      throw new DTypeException(
          "Unsupported input type encountered for isin(): Bool", "dtype.kernel", DType.BOOL);
    }
    if (other.numel() == 0) {
      return Creation.zeros(x.shape(), DType.BOOL, x.device());
    }
    return x.unsqueeze(-1).eq(other).to(DType.INT64).sum(-1).ne(0);
  }

  /// Returns how often each whole number from 0 to the greatest occurs in a vector.
  default Tensor bincount() {
    return bincount(0);
  }

  /// Returns how often each whole number from 0 on occurs in a vector, for at least `minLength`
  /// numbers.
  default Tensor bincount(int minLength) {
    return Distinct.count(self(), null, minLength);
  }

  /// Returns the sums of the weights of the elements that are 0, 1, …, for at least `minLength`
  /// numbers.
  default Tensor bincount(Tensor weights, int minLength) {
    return Distinct.count(self(), weights, minLength);
  }
}
