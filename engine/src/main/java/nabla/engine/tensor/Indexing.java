package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.none;

import java.util.List;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.error.DTypeException;
import nabla.engine.error.IndexException;
import nabla.engine.error.ShapeException;
import nabla.engine.formula.Formula;
import org.jspecify.annotations.Nullable;

/// The indexing operations: parts of a tensor, by position or by truth values.
///
/// Positions and slices give views; index tensors and masks give copies.
sealed interface Indexing permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns the part at the positions, one per dimension from the first on, as `x[0, 1]` in
  /// Python: a view. Negative positions count from the end.
  default Tensor at(int... positions) {
    Index[] items = new Index[positions.length];
    for (int i = 0; i < items.length; i++) {
      items[i] = Slice.index(positions[i]);
    }
    return at(items);
  }

  /// Returns the part that Python's text in brackets names: `x.at(":, 1")` is `x[:, 1]`.
  ///
  /// Items are separated by commas: a position `-1`, a range `0:2`, `::2` or `:`, `...`, `None`, or
  /// a list of positions `[0, 2]`. Without a list the result is a view.
  default Tensor at(String text) {
    return at(IndexText.parse(text));
  }

  /// Returns the part that slices, int64 tensors of positions and masks name, in any mixture; a
  /// view if there are slices only, else a copy.
  ///
  /// Gradient: `g` added at the positions that were read, 0 elsewhere.
  default Tensor at(Index... items) {
    Tensor x = self();
    Subscript subscript = Subscript.of(x, items);
    if (subscript.isAdvanced()) {
      return Advanced.get(subscript.view(), subscript.indices());
    }
    return subscript.view() == x ? Subscript.alias(x) : subscript.view();
  }

  /// Sets the part at the positions to a value, which broadcasts: `x[0, 1] = v` in Python. Returns
  /// this tensor. Gradient: `g` summed over the part for the value; 0 for what was there.
  default Tensor set_(Tensor value, int... positions) {
    Index[] items = new Index[positions.length];
    for (int i = 0; i < items.length; i++) {
      items[i] = Slice.index(positions[i]);
    }
    return set_(value, items);
  }

  /// Sets the part that Python's text in brackets names: `x.set_(v, ":, 1")` is `x[:, 1] = v`.
  /// Returns this tensor.
  default Tensor set_(Tensor value, String text) {
    return set_(value, IndexText.parse(text));
  }

  /// Sets the part that slices, int64 tensors of positions and masks name. Returns this tensor.
  default Tensor set_(Tensor value, Index... items) {
    Tensor x = self();
    Subscript subscript = Subscript.of(x, items);
    Tensor cast = value.isNumber() ? value.to(x.dtype()) : value;
    if (subscript.isAdvanced()) {
      Advanced.put(
          Target.IN_PLACE, subscript.view(), subscript.indices(), withoutOnes(cast), false);
      return x;
    }
    Tensor view = subscript.view();
    if (cast.rank() == 0 || cast.shape().equals(view.shape())) {
      view.copy_(cast);
    } else {
      view.copy_(withoutOnes(cast).expand(view.shape().toArray()));
    }
    return x;
  }

  private static Tensor withoutOnes(Tensor value) {
    int leading = 0;
    while (leading < value.rank() && value.size(leading) == 1) {
      leading++;
    }
    int[] sizes = value.shape().toArray();
    return leading == 0
        ? value
        : value.view(java.util.Arrays.copyOfRange(sizes, leading, sizes.length));
  }

  /// Sets the part at the positions to a number. Returns this tensor.
  default Tensor set_(double value, int... positions) {
    return set_(Tensor.number(value), positions);
  }

  /// Sets the part that Python's text in brackets names to a number. Returns this tensor.
  default Tensor set_(double value, String text) {
    return set_(Tensor.number(value), text);
  }

  /// Sets the part that slices, int64 tensors of positions and masks name to a number. Returns this
  /// tensor.
  default Tensor set_(double value, Index... items) {
    return set_(Tensor.number(value), items);
  }

  /// Sets the part at the positions to a whole number. Returns this tensor.
  default Tensor set_(long value, int... positions) {
    return set_(Tensor.number(value), positions);
  }

  /// Sets the part that Python's text in brackets names to a whole number. Returns this tensor.
  default Tensor set_(long value, String text) {
    return set_(Tensor.number(value), text);
  }

  /// Sets the part that slices, int64 tensors of positions and masks name to a whole number.
  /// Returns this tensor.
  default Tensor set_(long value, Index... items) {
    return set_(Tensor.number(value), items);
  }

  /// Returns this tensor with values, which broadcast, put where the index tensors point, one per
  /// dimension from the first on (a mask counts for its dimensions); what is put twice is
  /// undefined.
  ///
  /// Gradient: `g` without the positions; for the values `g` at them.
  default Tensor indexPut(List<Tensor> indices, Tensor values) {
    return indexPut(Target.FRESH, indices, values, false);
  }

  /// Does [#indexPut(List, Tensor)] in place and returns this tensor.
  default Tensor indexPut_(List<Tensor> indices, Tensor values) {
    return indexPut(Target.IN_PLACE, indices, values, false);
  }

  /// Returns this tensor with values added where the index tensors point, once for each time that
  /// they do (`accumulate=True` in PyTorch). Gradient: `g`; for the values `g` at the positions.
  default Tensor indexPutAdd(List<Tensor> indices, Tensor values) {
    return indexPut(Target.FRESH, indices, values, true);
  }

  /// Does [#indexPutAdd(List, Tensor)] in place and returns this tensor.
  default Tensor indexPutAdd_(List<Tensor> indices, Tensor values) {
    return indexPut(Target.IN_PLACE, indices, values, true);
  }

  private Tensor indexPut(Target target, List<Tensor> indices, Tensor values, boolean accumulate) {
    Subscript subscript = Subscript.ofIndices(self(), indices);
    return Advanced.put(target, self(), subscript.indices(), values, accumulate);
  }

  /// Returns the part at one position of a dimension, a view without that dimension. Gradient: `g`
  /// at the position, 0 elsewhere.
  default Tensor select(int dim, int index) {
    Tensor x = self();
    if (x.rank() == 0) {
      throw new IndexException("select() cannot be applied to a 0-dim tensor.", "select.scalar");
    }
    int d = x.shape().wrap(dim);
    int size = x.size(d);
    if (index < -size || index >= size) {
      throw new IndexException(
          "select(): index %d out of range for tensor of size %s at dimension %d"
              .formatted(index, x.shape(), d),
          "index.range",
          index,
          size);
    }
    int i = index < 0 ? index + size : index;
    Shape own = x.shape();
    return x.view(
        "Select",
        own.without(d),
        without(x.steps(), d),
        x.storageOffset() + i * x.steps()[d],
        none(g -> Scattered.intoSelect(g, own, d, i)),
        base -> base.select(d, i));
  }

  private static int[] without(int[] values, int position) {
    int[] result = new int[values.length - 1];
    System.arraycopy(values, 0, result, 0, position);
    System.arraycopy(values, position + 1, result, position, result.length - position);
    return result;
  }

  /// Returns the part from `start` (counted from the end if negative) before `end` in steps along a
  /// dimension, a view; bounds beyond the size are cut, as in Python. Gradient: `g` at the
  /// positions, 0 elsewhere.
  default Tensor slice(int dim, int start, int end, int step) {
    Tensor x = self();
    if (step <= 0) {
      throw new nabla.engine.error.ArgumentException(
          "step must be greater than zero", "slice.step", step);
    }
    if (x.rank() == 0) {
      throw new IndexException("slice() cannot be applied to a 0-dim tensor.", "select.scalar");
    }
    int d = x.shape().wrap(dim);
    int size = x.size(d);
    int from = Math.clamp(start < 0 ? (long) start + size : start, 0, size);
    int to = Math.clamp(end < 0 ? (long) end + size : end, from, size);
    int count = (to - from + step - 1) / step;
    int[] steps = x.strides();
    steps[d] *= step;
    Shape own = x.shape();
    return x.view(
        "Slice",
        own.with(d, count),
        steps,
        x.storageOffset() + from * x.steps()[d],
        none(g -> Scattered.intoSlice(g, own, d, from, to, step)),
        base -> base.slice(d, from, to, step));
  }

  /// Returns `length` positions of a dimension from `start` on, a view.
  default Tensor narrow(int dim, int start, int length) {
    Tensor x = self();
    if (x.rank() == 0) {
      throw new ShapeException("narrow() cannot be applied to a 0-dim tensor.", "select.scalar");
    }
    if (length < 0) {
      throw new ShapeException("narrow(): length must be non-negative.", "narrow.length", length);
    }
    int d = x.shape().wrap(dim);
    int size = x.size(d);
    if (start < -size || start > size) {
      throw new IndexException(
          "start out of range (expected to be in range of [%d, %d], but got %d)"
              .formatted(-size, size, start),
          "index.range",
          start,
          size);
    }
    int from = start < 0 ? start + size : start;
    if (from > size - length) {
      throw new ShapeException(
          "start (%d) + length (%d) exceeds dimension size (%d).".formatted(from, length, size),
          "narrow.size",
          from,
          length,
          size);
    }
    return slice(d, from, from + length, 1);
  }

  /// Returns [#narrow(int, int, int)] from the position that a scalar int64 tensor holds.
  default Tensor narrow(int dim, Tensor start, int length) {
    if (start.rank() != 0 || start.dtype() != DType.INT64) {
      throw new ShapeException(
          "start must be an 0-dim integral Tensor.", "narrow.start", start.shape(), start.dtype());
    }
    return narrow(dim, Math.toIntExact(start.itemLong()), length);
  }

  /// Returns the positions of the elements that are not zero, an int64 tensor of one row each, in
  /// row-major order.
  default Tensor nonzero() {
    Tensor x = self();
    long[] values = x.detach().ne(0).toLongArray();
    int[] sizes = x.shape().sizes();
    int count = 0;
    for (long value : values) {
      count += value != 0 ? 1 : 0;
    }
    long[] rows = new long[count * sizes.length];
    int row = 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i] != 0) {
        int rest = i;
        for (int d = sizes.length - 1; d >= 0; d--) {
          rows[row * sizes.length + d] = rest % sizes[d];
          rest /= sizes[d];
        }
        row++;
      }
    }
    return Tensor.ofArray(rows, Shape.shape(count, sizes.length), DType.INT64).to(x.device());
  }

  /// Returns the positions of the elements that are not zero, one tensor per dimension, ready to
  /// index with; a scalar counts as a vector of one.
  default List<Tensor> nonzeroAsTuple() {
    Tensor x = self();
    Tensor rows = x.rank() == 0 ? x.reshape(1).nonzero() : x.nonzero();
    return rows.unbind(1);
  }

  /// Returns [#nonzero].
  default Tensor argwhere() {
    return nonzero();
  }

  /// Returns the elements where the mask is true, a vector; both broadcast. Gradient: `g` at the
  /// positions that were read, 0 elsewhere.
  default Tensor maskedSelect(Tensor mask) {
    Tensor x = self();
    if (mask.dtype() != DType.BOOL) {
      throw new DTypeException(
          "masked_select: expected BoolTensor for mask", "mask.dtype", mask.dtype());
    }
    Shape shape = Shape.broadcast(mask.shape(), x.shape());
    Node node =
        Node.begin(
            "MaskedSelect",
            new @Nullable Partial[] {
              Partial.of(
                  (g, saved) ->
                      Advanced.put(
                          Target.FRESH,
                          Creation.zeros(shape, g.dtype(), g.device()),
                          chosen(saved.input(1), shape),
                          g,
                          false),
                  0,
                  1),
              null
            },
            x,
            mask);
    Tensor result = Advanced.get(x.detach().expand(shape.toArray()), chosen(mask, shape));
    return node == null ? result : node.end(result);
  }

  private static List<Tensor> chosen(Tensor mask, Shape shape) {
    return mask.expand(shape.toArray()).nonzeroAsTuple();
  }

  /// Returns this tensor with `value` where the mask, which broadcasts, is true. Gradient: `g`
  /// where the mask is false.
  default Tensor maskedFill(Tensor mask, double value) {
    return maskedFill(Target.FRESH, mask, Tensor.number(value));
  }

  /// Does [#maskedFill(Tensor, double)] in place and returns this tensor.
  default Tensor maskedFill_(Tensor mask, double value) {
    return maskedFill(Target.IN_PLACE, mask, Tensor.number(value));
  }

  /// Returns this tensor with the value, a scalar, where the mask, which broadcasts, is true.
  /// Gradient: `g` where the mask is false; for the value `g` summed where it is true.
  default Tensor maskedFill(Tensor mask, Tensor value) {
    return maskedFill(Target.FRESH, mask, value);
  }

  /// Does [#maskedFill(Tensor, Tensor)] in place and returns this tensor.
  default Tensor maskedFill_(Tensor mask, Tensor value) {
    return maskedFill(Target.IN_PLACE, mask, value);
  }

  private Tensor maskedFill(Target target, Tensor mask, Tensor value) {
    if (mask.dtype() != DType.BOOL) {
      throw new DTypeException(
          "masked_fill_ only supports boolean masks, but got mask with dtype "
              + mask.dtype().cName(),
          "mask.dtype",
          mask.dtype());
    }
    if (value.rank() != 0) {
      throw new ShapeException(
          ("masked_fill_ only supports a 0-dimensional value tensor, but got tensor with %d"
                  + " dimension(s).")
              .formatted(value.rank()),
          "mask.value",
          value.shape());
    }
    if (target == Target.FRESH) {
      Shape.broadcast(mask.shape(), self().shape());
    }
    return Elementwise.apply(
        target,
        value.isNumber() ? "MaskedFillBackward0" : "MaskedFillBackward1",
        MaskedFill.FORMULA,
        Elementwise.Result.PROMOTED,
        0b10,
        new @Nullable Partial[] {
          Partial.of((g, saved) -> g.maskedFill(saved.input(1), 0.0), 1),
          null,
          Partial.of((g, saved) -> g.maskedFill(saved.input(1).eq(0), 0.0), 1)
        },
        self(),
        mask,
        value.to(self().dtype()));
  }

  /// The formula of [#maskedFill].
  final class MaskedFill {
    static final Formula FORMULA = Formula.select(Formula.flag(1), Formula.arg(2), Formula.arg(0));

    private MaskedFill() {}
  }
}
