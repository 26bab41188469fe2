package nabla.engine.tensor;

import java.util.Arrays;
import java.util.List;
import nabla.engine.error.ShapeException;

/// The pieces of a tensor: several views of one.
sealed interface Pieces permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns the parts of size 1 along a dimension, without it: views. Gradient: the stacked `g`s.
  default List<Tensor> unbind(int dim) {
    return Splitting.unbind(self(), dim);
  }

  /// Returns the parts along the first dimension; see [#unbind(int)].
  default List<Tensor> unbind() {
    return unbind(0);
  }

  /// Returns pieces of a size along a dimension, views; the last may be smaller. Gradient: the `g`s
  /// side by side.
  default List<Tensor> split(int size, int dim) {
    return Splitting.split(self(), size, dim);
  }

  /// Returns pieces of a size along the first dimension; see [#split(int, int)].
  default List<Tensor> split(int size) {
    return split(size, 0);
  }

  /// Returns pieces of these sizes along a dimension, views.
  default List<Tensor> split(int[] sizes, int dim) {
    return Splitting.splitWithSizes(self(), sizes, dim);
  }

  /// Returns at most that many pieces of equal size along a dimension, views; the last may be
  /// smaller.
  default List<Tensor> chunk(int chunks, int dim) {
    return Splitting.chunk(self(), chunks, dim);
  }

  /// Returns pieces along the first dimension; see [#chunk(int, int)].
  default List<Tensor> chunk(int chunks) {
    return chunk(chunks, 0);
  }

  /// Returns exactly that many pieces along a dimension, views; the first ones may be larger by
  /// one.
  default List<Tensor> tensorSplit(int sections, int dim) {
    return Splitting.tensorSplit(self(), sections, dim);
  }

  /// Returns the pieces between the given positions of a dimension, views.
  default List<Tensor> tensorSplit(int[] positions, int dim) {
    return Splitting.tensorSplit(self(), positions, dim);
  }

  /// Returns the pieces between the positions that an int64 tensor holds, or as many equal pieces
  /// as a scalar one says.
  default List<Tensor> tensorSplit(Tensor positionsOrSections, int dim) {
    Tensor given = positionsOrSections;
    if (given.dtype() != DType.INT64 || given.rank() > 1) {
      throw new ShapeException(
          "tensor_split expected tensor_indices_or_sections to be a zero-dimensional or"
              + " one-dimensional tensor, but got a tensor with %d dims".formatted(given.rank()),
          "index.vector",
          given.shape());
    }
    if (given.rank() == 0) {
      return tensorSplit(Math.toIntExact(given.itemLong()), dim);
    }
    int[] positions = Arrays.stream(given.toLongArray()).mapToInt(Math::toIntExact).toArray();
    return tensorSplit(positions, dim);
  }

  /// Returns equal pieces side by side, views: along the second dimension, of a vector along its
  /// only one.
  default List<Tensor> hsplit(int sections) {
    return Splitting.equally("hsplit", 1, self(), sections, Math.min(1, self().rank() - 1));
  }

  /// Returns the pieces side by side between the given positions; see [#hsplit(int)].
  default List<Tensor> hsplit(int[] positions) {
    Splitting.requireRank("hsplit", 1, self());
    return tensorSplit(positions, Math.min(1, self().rank() - 1));
  }

  /// Returns equal pieces one below the other, views: along the first dimension.
  default List<Tensor> vsplit(int sections) {
    return Splitting.equally("vsplit", 2, self(), sections, 0);
  }

  /// Returns the pieces one below the other between the given positions; see [#vsplit(int)].
  default List<Tensor> vsplit(int[] positions) {
    Splitting.requireRank("vsplit", 2, self());
    return tensorSplit(positions, 0);
  }

  /// Returns equal pieces one behind the other, views: along the third dimension.
  default List<Tensor> dsplit(int sections) {
    return Splitting.equally("dsplit", 3, self(), sections, 2);
  }

  /// Returns the pieces one behind the other between the given positions; see [#dsplit(int)].
  default List<Tensor> dsplit(int[] positions) {
    Splitting.requireRank("dsplit", 3, self());
    return tensorSplit(positions, 2);
  }
}
