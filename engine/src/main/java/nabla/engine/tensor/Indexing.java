package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.none;

import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.backend.Backend.Combine;
import nabla.engine.error.IndexException;
import nabla.engine.formula.Formula;
import org.jspecify.annotations.Nullable;

/// The indexing operations: parts of a tensor, by position or by truth values.
///
/// Positions and slices give views; index tensors and masks give copies.
sealed interface Indexing permits Tensor {
  private Tensor self() {
    return (Tensor) this;
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
    return slice(dim, start, start + length, 1);
  }

  /// Returns the elements that `index`, an int64 tensor of the same rank, names along a dimension:
  /// `result[i, j] = this[index[i, j], j]` for `dim` 0. Gradient: `g` added at the positions that
  /// were read.
  default Tensor gather(int dim, Tensor index) {
    Tensor x = self();
    int d = x.shape().wrap(dim);
    Node node =
        x.dtype().isFloating()
            ? Node.begin(
                "Gather",
                new @Nullable Partial[] {
                  Partial.of(
                      (g, saved) ->
                          Creation.zeros(x.shape(), g.dtype()).scatterAdd(d, saved.input(1), g),
                      1),
                  null
                },
                x,
                index)
            : null;
    Tensor result = Tensor.allocate(index.shape(), x.dtype(), x.device());
    if (x.rank() == 0) {
      result = x.detach().clone();
    } else {
      x.backend().gather(result.strided(), x.strided(), d, index.strided());
    }
    return node == null ? result : node.end(result);
  }

  /// Returns this tensor with the elements of `source` added at the positions that `index` names
  /// along a dimension, the reverse of [#gather]. Gradient: `g`, and `g` gathered at the positions.
  default Tensor scatterAdd(int dim, Tensor index, Tensor source) {
    Tensor x = self();
    int d = x.shape().wrap(dim);
    Node node =
        Node.begin(
            "ScatterAdd",
            new @Nullable Partial[] {
              none(g -> g), Partial.of((g, saved) -> g.gather(d, saved.input(2)), 2), null
            },
            x,
            source,
            index);
    Tensor result = x.copyAs(x.dtype());
    x.backend().scatter(Combine.ADD, result.strided(), d, index.strided(), source.strided());
    return node == null ? result : node.end(result);
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

  private Tensor maskedFill(Target target, Tensor mask, Tensor value) {
    return Elementwise.apply(
        target,
        "MaskedFill",
        MaskedFill.FORMULA,
        Elementwise.Result.PROMOTED,
        0b10,
        new @Nullable Partial[] {
          Partial.of((g, saved) -> g.maskedFill(saved.input(1), 0.0), 1), null, null
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
