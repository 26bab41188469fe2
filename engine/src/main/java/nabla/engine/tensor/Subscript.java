package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.none;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.IndexException;
import org.jspecify.annotations.Nullable;

/// What brackets mean for a tensor: a view by the positions, slices and new dimensions, then the
/// index tensors that remain, one entry per dimension of the view, null where there is none.
record Subscript(Tensor view, List<@Nullable Tensor> indices) {

  static Subscript of(Tensor x, Index... items) {
    int named = 0;
    int ellipses = 0;
    for (Index item : items) {
      named += named(item);
      ellipses += item instanceof Slice.Ellipsis ? 1 : 0;
    }
    check(x, named, ellipses, items);
    Reader reader = new Reader(x);
    for (Index item : items) {
      reader.read(item, x.rank() - named);
    }
    return new Subscript(reader.view, reader.indices);
  }

  /// Returns how many dimensions an item names.
  private static int named(Index item) {
    return switch (item) {
      case Slice.Position _, Slice.Range _ -> 1;
      case Slice.NewAxis _, Slice.Ellipsis _ -> 0;
      case Tensor t -> t.dtype() == DType.BOOL ? t.rank() : 1;
    };
  }

  private static void check(Tensor x, int named, int ellipses, Index... items) {
    if (x.rank() == 0 && items.length == 1 && named == 1) {
      throw new IndexException(
          "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in"
              + " C++ to convert a 0-dim tensor to a number",
          "select.scalar");
    }
    if (named > x.rank()) {
      throw new IndexException(
          "too many indices for tensor of dimension %d".formatted(x.rank()),
          "index.tooMany",
          x.shape(),
          named);
    }
    if (ellipses > 1) {
      throw new IndexException(
          "an index can only have a single ellipsis ('...')", "index.ellipses");
    }
  }

  /// Tells whether index tensors remain.
  boolean isAdvanced() {
    return indices.stream().anyMatch(Objects::nonNull);
  }

  private static final class Reader {
    private final List<@Nullable Tensor> indices = new ArrayList<>();
    private Tensor view;
    // The next dimension of the view, and of the tensor itself.
    private int dim;
    private int own;

    Reader(Tensor x) {
      this.view = x;
    }

    void read(Index item, int missing) {
      switch (item) {
        case Slice.Position position -> position(position.index());
        case Slice.Range range -> range(range);
        case Slice.NewAxis _ -> view = view.unsqueeze(dim++);
        case Slice.Ellipsis _ -> {
          dim += missing;
          own += missing;
        }
        case Tensor t when t.dtype() == DType.BOOL -> mask(t);
        case Tensor t when t.dtype() != DType.INT64 ->
            throw new IndexException(
                "tensors used as indices must be long, int, byte or bool tensors",
                "index.dtype",
                t.dtype());
        case Tensor t when t.rank() == 0 -> position(Math.toIntExact(t.itemLong()));
        case Tensor t -> {
          put(t);
          own++;
        }
      }
    }

    private void position(int index) {
      int size = view.size(dim);
      if (index < -size || index >= size) {
        throw new IndexException(
            "index %d is out of bounds for dimension %d with size %d".formatted(index, own, size),
            "index.range",
            index,
            size);
      }
      view = view.select(dim, index);
      own++;
    }

    private void range(Slice.Range range) {
      if (range.step() <= 0) {
        throw new ArgumentException("step must be greater than zero", "slice.step", range.step());
      }
      int size = view.size(dim);
      int start = Objects.requireNonNullElse(range.start(), 0);
      int stop = Objects.requireNonNullElse(range.stop(), Integer.MAX_VALUE);
      if (start != 0 || stop < size || range.step() != 1) {
        view = view.slice(dim, start, stop, range.step());
      }
      dim++;
      own++;
    }

    private void put(Tensor index) {
      while (indices.size() < dim) {
        indices.add(null);
      }
      indices.add(index);
      dim++;
    }

    private void mask(Tensor mask) {
      if (mask.rank() == 0) {
        view = view.unsqueeze(dim);
        put(Creation.arange(mask.itemBoolean() ? 1 : 0, view.device()));
        return;
      }
      for (int d = 0; d < mask.rank(); d++) {
        if (mask.size(d) != view.size(dim + d)) {
          throw new IndexException(
              ("The shape of the mask %s at index %d does not match the shape of the indexed tensor"
                      + " %s at index %d")
                  .formatted(mask.shape(), d, view.shape(), dim + d),
              "index.mask",
              mask.shape(),
              view.shape());
        }
      }
      for (Tensor positions : mask.nonzeroAsTuple()) {
        put(positions);
      }
      own += mask.rank();
    }
  }

  /// Returns the tensor itself as a view, recorded; `x[...]` in Python.
  static Tensor alias(Tensor x) {
    return x.view(
        "Alias", x.shape(), x.strides(), x.storageOffset(), none(g -> g), Subscript::alias);
  }

  /// Returns index tensors that stand for these: a mask becomes the positions where it is true.
  static Subscript ofIndices(Tensor x, List<? extends @Nullable Tensor> indices) {
    Index[] items = new Index[indices.size()];
    for (int i = 0; i < items.length; i++) {
      Tensor index = indices.get(i);
      items[i] = index == null ? Slice.all() : index.rank() == 0 ? index.reshape(1) : index;
    }
    return of(x, items);
  }
}
