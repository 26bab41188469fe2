package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.none;

import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.backend.Backend.Combine;
import nabla.engine.backend.Strided;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.IndexException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// Reading and writing along one dimension at positions that an int64 tensor holds.
sealed interface Gathering permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns the elements that `index`, an int64 tensor of the same rank, names along a dimension:
  /// `result[i, j] = this[index[i, j], j]` for `dim` 0. Gradient: `g` added at the positions that
  /// were read.
  default Tensor gather(int dim, Tensor index) {
    Tensor x = self();
    int d = x.shape().wrap(dim);
    IndexChecks.gather(x, d, index);
    Shape own = x.shape();
    Node node =
        Node.begin(
            "Gather",
            new @Nullable Partial[] {
              Partial.of(
                  (g, saved) ->
                      Creation.zeros(own, g.dtype(), g.device()).scatterAdd(d, saved.input(1), g),
                  0,
                  1),
              null
            },
            x,
            index);
    Tensor result = Tensor.allocate(index.shape(), x.dtype(), x.device());
    x.backend().gather(Layouts.line(result), Layouts.line(x), d, Layouts.line(index));
    return node == null ? result : node.end(result);
  }

  /// Returns the parts at the positions of a dimension that `index`, a vector of int64, names.
  /// Gradient: `g` added at the positions that were read.
  default Tensor indexSelect(int dim, Tensor index) {
    Tensor x = self();
    int d = x.shape().wrap(dim);
    IndexChecks.vector(x, index);
    int size = x.rank() == 0 ? 1 : x.size(d);
    IndexChecks.within(index, size);
    Shape own = x.shape();
    Node node =
        Node.begin(
            "IndexSelect",
            new @Nullable Partial[] {
              Partial.of(
                  (g, saved) ->
                      Creation.zeros(own, g.dtype(), g.device()).indexAdd(d, saved.input(1), g),
                  1),
              null
            },
            x,
            index);
    Shape shape = x.rank() == 0 ? own : own.with(d, index.numel());
    Tensor result = Tensor.allocate(shape, x.dtype(), x.device());
    x.backend()
        .gather(
            Layouts.line(result),
            Layouts.line(x),
            d,
            Layouts.along(index, d, Layouts.line(result)));
    return node == null ? result : node.end(result);
  }

  /// Returns this tensor with `source` added at the positions of a dimension that `index`, a vector
  /// of int64, names. Gradient: `g`; for the source `g` at the positions.
  default Tensor indexAdd(int dim, Tensor index, Tensor source) {
    return indexAdd(Target.FRESH, dim, index, source);
  }

  /// Does [#indexAdd] in place and returns this tensor.
  default Tensor indexAdd_(int dim, Tensor index, Tensor source) {
    return indexAdd(Target.IN_PLACE, dim, index, source);
  }

  /// Returns [#indexAdd] of `alpha · source`.
  default Tensor indexAdd(int dim, Tensor index, Tensor source, double alpha) {
    return indexAdd(dim, index, alpha == 1 ? source : source.mul(alpha).to(source.dtype()));
  }

  private Tensor indexAdd(Target target, int dim, Tensor index, Tensor source) {
    Tensor x = self();
    int d = x.shape().wrap(dim);
    IndexChecks.indexAdd(x, d, index, source);
    if (target == Target.IN_PLACE) {
      InPlaceChecks.writable(x, x, source);
    }
    Shape given = source.shape();
    Partial bySource =
        Partial.of((g, saved) -> g.indexSelect(d, saved.input(2)).expand(given.toArray()), 2);
    Node node =
        Node.begin(
            "IndexAdd", new @Nullable Partial[] {none(g -> g), bySource, null}, x, source, index);
    Tensor result = target == Target.IN_PLACE ? x : x.copyAs(x.dtype());
    Strided from = Layouts.line(source);
    x.backend().scatter(Combine.ADD, Layouts.line(result), d, Layouts.along(index, d, from), from);
    return InPlaceChecks.end(target, result, node);
  }

  /// Returns this tensor with a number at the positions of a dimension that `index`, a vector of
  /// int64, names. Gradient: `g` without the positions.
  default Tensor indexFill(int dim, Tensor index, double value) {
    return indexFill(Target.FRESH, dim, index, Tensor.number(value));
  }

  /// Does [#indexFill(int, Tensor, double)] in place and returns this tensor.
  default Tensor indexFill_(int dim, Tensor index, double value) {
    return indexFill(Target.IN_PLACE, dim, index, Tensor.number(value));
  }

  /// Returns this tensor with the value, a scalar, at the positions of a dimension that `index`, a
  /// vector of int64, names. Gradient: `g` without the positions; for the value `g` summed over
  /// them.
  default Tensor indexFill(int dim, Tensor index, Tensor value) {
    return indexFill(Target.FRESH, dim, index, value);
  }

  /// Does [#indexFill(int, Tensor, Tensor)] in place and returns this tensor.
  default Tensor indexFill_(int dim, Tensor index, Tensor value) {
    return indexFill(Target.IN_PLACE, dim, index, value);
  }

  private Tensor indexFill(Target target, int dim, Tensor index, Tensor value) {
    Tensor x = self();
    int d = x.shape().wrap(dim);
    if (value.rank() != 0) {
      throw new ShapeException(
          ("index_fill_ only supports a 0-dimensional value tensor, but got tensor with %d"
                  + " dimension(s).")
              .formatted(value.rank()),
          "mask.value",
          value.shape());
    }
    IndexChecks.filled(index);
    if (target == Target.IN_PLACE) {
      InPlaceChecks.writable(x, x, value);
    }
    Tensor filled = value.to(x.dtype()).to(x.device());
    Node node =
        Node.begin(
            value.isNumber() ? "IndexFillBackward0" : "IndexFillBackward1",
            new @Nullable Partial[] {
              Partial.of((g, saved) -> g.indexFill(d, saved.input(2), 0.0), 2),
              Partial.of((g, saved) -> g.indexSelect(d, once(saved.input(2), g, d)).sum(), 2),
              null
            },
            x,
            filled,
            index);
    Tensor positions = wrapped(index, x, d);
    if (x.rank() == 0 && index.numel() > 1) {
      positions = positions.narrow(0, 0, 1);
    }
    Tensor result = target == Target.IN_PLACE ? x : x.copyAs(x.dtype());
    if (index.numel() == 0) {
      return InPlaceChecks.end(target, result, node);
    }
    Shape spread = x.rank() == 0 ? x.shape() : x.shape().with(d, index.numel());
    Strided source = Layouts.line(filled.detach().expand(spread.toArray()));
    x.backend()
        .scatter(Combine.SET, Layouts.line(result), d, Layouts.along(positions, d, source), source);
    return InPlaceChecks.end(target, result, node);
  }

  /// Returns the positions counted from the start, each once.
  private static Tensor once(Tensor index, Tensor x, int dim) {
    long[] values = wrapped(index, x, dim).toLongArray();
    return Creation.tensor(
        java.util.Arrays.stream(values).distinct().toArray(), DType.INT64, index.device());
  }

  /// Returns the positions counted from the start, checked.
  private static Tensor wrapped(Tensor index, Tensor x, int dim) {
    long size = x.rank() == 0 ? 1 : x.size(dim);
    long[] values = index.detach().toLongArray();
    for (int i = 0; i < values.length; i++) {
      if (values[i] < -size || values[i] >= size) {
        throw new IndexException(
            "index %d is out of bounds for dimension %d with size %d"
                .formatted(values[i], dim, size),
            "index.range",
            values[i],
            size);
      }
      values[i] += values[i] < 0 ? size : 0;
    }
    return Tensor.ofArray(values, Shape.shape(values.length), DType.INT64).to(index.device());
  }

  /// Returns the elements at the positions that `index` names, counted in row-major order; in the
  /// shape of `index`. Gradient: `g` added at the positions that were read.
  default Tensor take(Tensor index) {
    Tensor x = self();
    IndexChecks.dtype("take(): Expected a long tensor for index, but got %s", index);
    if (x.numel() == 0 && index.numel() != 0) {
      throw new IndexException("take(): tried to take from an empty tensor", "take.empty");
    }
    Shape own = x.shape();
    int count = own.numel();
    Node node =
        Node.begin(
            "Take",
            new @Nullable Partial[] {
              Partial.of(
                  (g, saved) ->
                      Creation.zeros(Shape.shape(count), g.dtype(), g.device())
                          .indexAdd(0, flat(saved.input(1), count), g.reshape(-1))
                          .reshape(own.toArray()),
                  0,
                  1),
              null
            },
            x,
            index);
    Tensor source = x.detach().reshape(count);
    Tensor result =
        index.numel() == 0
            ? Tensor.allocate(index.shape(), x.dtype(), x.device())
            : source.gather(0, flat(index, count));
    Tensor shaped =
        result.share(
            index.shape(),
            Strided.contiguousStrides(index.shape().sizes()),
            0,
            result.meta().version());
    return node == null ? shaped : node.end(shaped);
  }

  private static Tensor flat(Tensor index, int count) {
    long[] values = index.detach().toLongArray();
    for (int i = 0; i < values.length; i++) {
      if (values[i] < -count || values[i] >= count) {
        throw new IndexException(
            "out of range: tried to access index %d on a tensor of %d elements."
                .formatted(values[i], count),
            "index.range",
            values[i],
            count);
      }
      values[i] += values[i] < 0 ? count : 0;
    }
    return Tensor.ofArray(values, Shape.shape(values.length), DType.INT64).to(index.device());
  }

  /// Returns [#gather] of the tensor and the index broadcast to each other in the other dimensions:
  /// the companion of `argsort` and `argmax`.
  default Tensor takeAlongDim(Tensor index, int dim) {
    Tensor x = self();
    if (x.rank() != index.rank()) {
      throw new ShapeException(
          ("torch.take_along_dim(): input and indices should have the same number of dimensions, but"
                  + " got %d dimensions for input, and %d dimensions for indices")
              .formatted(x.rank(), index.rank()),
          "index.rank",
          x.rank(),
          index.rank());
    }
    IndexChecks.dtype("torch.take_along_dim(): dtype of indices should be Long but got %s", index);
    int d = x.shape().wrap(dim);
    if (x.rank() == 0) {
      return x.gather(d, index);
    }
    Shape common = Shape.broadcast(x.shape().with(d, 1), index.shape().with(d, 1));
    if (x.size(d) == 0 && index.numel() > 0) {
      throw new ArgumentException("ZeroDivisionError", "index.range", 0, 0);
    }
    // Positions count on beyond the end, and from the end before the start.
    Tensor positions = x.size(d) == 0 ? index : index.detach().remainder(x.size(d));
    return x.expand(common.with(d, x.size(d)).toArray())
        .gather(d, positions.expand(common.with(d, index.size(d)).toArray()));
  }

  /// Returns the elements at the positions that `index` names, counted in row-major order, as a
  /// vector.
  default Tensor takeAlongDim(Tensor index) {
    return self().view(-1).gather(0, index.view(-1));
  }
}
