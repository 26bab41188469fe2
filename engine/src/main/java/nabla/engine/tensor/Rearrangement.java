package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.none;

import java.util.Arrays;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.autograd.Version;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.error.IndexException;
import nabla.engine.error.Memory;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// The movements that copy: elements in another order, repeated, or cut to a triangle.
sealed interface Rearrangement permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  private static Tensor record(String name, Tensor x, Tensor result, Partial partial) {
    Node node = Node.begin(name, new @Nullable Partial[] {partial}, x);
    return node == null ? result : node.end(result);
  }

  /// Returns the tensor with the order of the elements along dimensions reversed. Gradient: `g`
  /// reversed.
  default Tensor flip(int... dims) {
    Tensor x = self();
    int[] steps = x.strides();
    int offset = x.storageOffset();
    boolean[] seen = new boolean[Math.max(x.rank(), 1)];
    for (int dim : dims) {
      int d = x.shape().wrap(dim);
      if (seen[d]) {
        throw new ShapeException(
            "dim %d appears multiple times in the list of dims".formatted(d), "dim.twice", d);
      }
      seen[d] = true;
      if (x.rank() > 0) {
        offset += Math.max(x.size(d) - 1, 0) * steps[d];
        steps[d] = -steps[d];
      }
    }
    int[] order = dims.clone();
    Tensor backwards = x.share(x.shape(), steps, offset, new Version());
    return record("Flip", x, backwards.copyAs(x.dtype()), none(g -> g.flip(order)));
  }

  /// Returns the tensor with its columns (dimension 1) reversed.
  default Tensor fliplr() {
    if (self().rank() < 2) {
      throw new ShapeException("Input must be >= 2-d.", "flip.rank", 2, self().shape());
    }
    return flip(1);
  }

  /// Returns the tensor with its rows (dimension 0) reversed.
  default Tensor flipud() {
    if (self().rank() < 1) {
      throw new ShapeException("Input must be >= 1-d.", "flip.rank", 1, self().shape());
    }
    return flip(0);
  }

  /// Returns the elements moved forward by `shift` places in row-major order; what leaves at the
  /// end comes in at the beginning. Gradient: `g` moved back.
  default Tensor roll(int shift) {
    Tensor x = self();
    Tensor line = x.detach().reshape(-1);
    Tensor rolled = x.numel() == 0 ? x.copyAs(x.dtype()) : rolled(line, shift, 0);
    Tensor result =
        rolled.share(
            x.shape(),
            nabla.engine.backend.Strided.contiguousStrides(x.shape().sizes()),
            0,
            new Version());
    return record("Roll", x, result, none(g -> g.roll(-shift)));
  }

  /// Returns the elements moved forward by `shift` places along a dimension; what leaves at the end
  /// comes in at the beginning. Gradient: `g` moved back.
  default Tensor roll(int shift, int dim) {
    return roll(new int[] {shift}, Dims.dims(dim));
  }

  /// Returns [#roll(int, int)] for several dimensions at once, one shift each.
  default Tensor roll(int[] shifts, Dims dims) {
    Tensor x = self();
    if (shifts.length == 0) {
      throw new ShapeException("`shifts` required", "roll.none");
    }
    int[] along = dims.toArray();
    if (along.length == 0 && shifts.length == 1) {
      return roll(shifts[0]);
    }
    if (along.length != shifts.length) {
      throw new ShapeException(
          "shifts and dimensions must align. shifts: %d, dims:%d"
              .formatted(shifts.length, along.length),
          "roll.count",
          shifts.length,
          along.length);
    }
    if (x.numel() == 0 && shifts.length == 1) {
      return roll(shifts[0]); // whatever the dimension, as in PyTorch
    }
    Tensor result = x.copyAs(x.dtype());
    int[] back = new int[shifts.length];
    for (int i = 0; i < shifts.length; i++) {
      if (x.rank() == 0) {
        throw new IndexException(
            "Dimension specified as %d but tensor has no dimensions".formatted(along[i]),
            "dim.range",
            along[i],
            0);
      }
      int d = x.shape().wrap(along[i]);
      back[i] = -shifts[i];
      if (x.numel() > 0 && x.rank() > 0) {
        result = rolled(result, shifts[i], d);
      }
    }
    return record("Roll", x, result, none(g -> g.roll(back, dims)));
  }

  private static Tensor rolled(Tensor x, int shift, int dim) {
    int size = x.size(dim);
    int moved = Math.floorMod(shift, size);
    Tensor result = Tensor.allocate(x.shape(), x.dtype(), x.device());
    result.narrow(dim, moved, size - moved).copy_(x.narrow(dim, 0, size - moved));
    if (moved > 0) {
      result.narrow(dim, 0, moved).copy_(x.narrow(dim, size - moved, moved));
    }
    return result.detach();
  }

  /// Returns the tensor turned by `times` quarters in the plane of two dimensions, from the first
  /// towards the second. Gradient: `g` turned back.
  default Tensor rot90(int times, Dims plane) {
    Tensor x = self();
    int[] dims = plane.toArray();
    if (dims.length != 2) {
      throw new ShapeException(
          "expected total rotation dims == 2, but got dims = %d".formatted(dims.length),
          "rot90.plane",
          dims.length);
    }
    if (x.rank() < 2) {
      throw new ShapeException(
          "expected total dims >= 2, but got total dims = %d".formatted(x.rank()),
          "flip.rank",
          2,
          x.shape());
    }
    if (dims[0] == dims[1] || Math.abs(dims[0] - dims[1]) == x.rank()) {
      throw new ShapeException(
          "expected rotation dims to be different, but got dim0 = %d and dim1 = %d"
              .formatted(dims[0], dims[1]),
          "rot90.same");
    }
    int a = x.shape().wrap(dims[0]);
    int b = x.shape().wrap(dims[1]);
    Tensor plain = x.detach();
    Tensor turned =
        switch (Math.floorMod(times, 4)) {
          case 1 -> plain.flip(b).transpose(a, b);
          case 2 -> plain.flip(a, b);
          case 3 -> plain.flip(a).transpose(a, b);
          default -> plain;
        };
    return record("Rot90", x, turned.copyAs(x.dtype()), none(g -> g.rot90(-times, plane)));
  }

  /// Returns the tensor turned by a quarter in the plane of the first two dimensions.
  default Tensor rot90() {
    return rot90(1, Dims.dims(0, 1));
  }

  /// Returns the tensor repeated that often along each dimension; more numbers than dimensions add
  /// dimensions in front. Gradient: `g` summed over the repetitions.
  default Tensor repeat(int... times) {
    Tensor x = self();
    int lead = times.length - x.rank();
    if (lead < 0) {
      throw new ShapeException(
          "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor",
          "repeat.rank",
          x.shape(),
          times.length);
    }
    int[] sizes = new int[times.length];
    int[] pairs = new int[2 * times.length];
    int[] ones = new int[2 * times.length];
    int[] sums = new int[times.length];
    for (int d = 0; d < times.length; d++) {
      int own = d < lead ? 1 : x.size(d - lead);
      sizes[d] = times[d] * own;
      pairs[2 * d] = times[d];
      pairs[2 * d + 1] = own;
      ones[2 * d] = 1;
      ones[2 * d + 1] = own;
      sums[d] = 2 * d;
    }
    Shape own = x.shape();
    Shape shape = Shape.shape(sizes);
    Tensor result = Tensor.allocate(shape, x.dtype(), x.device());
    if (shape.numel() > 0) {
      Tensor cells = x.detach().reshape(ones).expand(pairs);
      result.detach().view(pairs).copy_(cells);
    }
    return record(
        "Repeat",
        x,
        result,
        none(
            g ->
                g.numel() == 0
                    ? Creation.zeros(own, g.dtype(), g.device())
                    : times.length == 0
                        ? g
                        : g.reshape(pairs).sum(Dims.dims(sums)).reshape(own.toArray())));
  }

  /// Returns the tensor repeated that often along each dimension; missing numbers are 1, in front.
  default Tensor tile(int... times) {
    int rank = self().rank();
    if (times.length >= rank) {
      return repeat(times);
    }
    int[] padded = new int[rank];
    Arrays.fill(padded, 1);
    System.arraycopy(times, 0, padded, rank - times.length, times.length);
    return repeat(padded);
  }

  /// Returns each element repeated, one after the other, as a vector.
  default Tensor repeatInterleave(int times) {
    return self().reshape(-1).repeatInterleave(times, 0);
  }

  /// Returns each part along a dimension repeated, one after the other. Gradient: `g` summed over
  /// the repetitions.
  default Tensor repeatInterleave(int times, int dim) {
    Tensor x = self();
    if (times < 0) {
      throw new ArgumentException("Repeats must be non-negative", "repeat.negative", times);
    }
    int size = x.rank() == 0 ? 1 : x.size(dim);
    return repeatInterleave(Creation.full(Shape.shape(size), (long) times, x.device()), dim);
  }

  /// Does [#repeatInterleave(Tensor, int)] and refuses to if the parts are not as many as expected.
  ///
  /// @param outputSize how large the dimension is afterwards
  default Tensor repeatInterleave(Tensor times, int dim, int outputSize) {
    Tensor result = repeatInterleave(times, dim);
    if (outputSize < 0) {
      throw new ShapeException(
          "Trying to create tensor with negative dimension %1$d: [%1$d]".formatted(outputSize),
          "shape.negative",
          outputSize);
    }
    return requireSize(result, dim, outputSize, "allocated size does not match required size");
  }

  /// Does [#repeatInterleave(int, int)] and refuses to if the parts are not as many as expected.
  ///
  /// @param outputSize how large the dimension is afterwards
  default Tensor repeatInterleave(int times, int dim, int outputSize) {
    Tensor result = repeatInterleave(times, dim);
    return requireSize(
        result,
        dim,
        outputSize,
        "repeat_interleave: Invalid output_size, expected %d but got %d"
            .formatted(result.size(dim), outputSize));
  }

  private static Tensor requireSize(Tensor result, int dim, int wanted, String message) {
    if (result.size(dim) != wanted) {
      throw new ShapeException(message, "repeat.size", wanted, result.size(dim));
    }
    return result;
  }

  /// Returns each part along a dimension repeated as often as an int64 vector says.
  default Tensor repeatInterleave(Tensor times, int dim) {
    Tensor x = self();
    if (times.dtype() != DType.INT64) {
      throw new DTypeException(
          "repeats has to be Long or Int tensor", "index.dtype", times.dtype());
    }
    if (times.rank() > 1) {
      throw new ShapeException(
          "repeats must be 0-dim or 1-dim tensor", "index.vector", times.shape());
    }
    int size = x.rank() == 0 ? 1 : x.size(dim);
    if (times.numel() != size && times.numel() != 1) {
      throw new ShapeException(
          ("repeats must have the same size as input along dim, but got repeats.size(0) = %d and"
                  + " input.size(%d) = %d")
              .formatted(times.numel(), dim, size),
          "repeat.count",
          size,
          times.numel());
    }
    long[] counts = times.expand(size).toLongArray();
    long[] positions = Memory.longs(Arrays.stream(counts).map(Rearrangement::positive).sum());
    int next = 0;
    for (int i = 0; i < size; i++) {
      Arrays.fill(positions, next, next + (int) counts[i], i);
      next += (int) counts[i];
    }
    Tensor source = x.rank() == 0 ? x.reshape(1) : x;
    return source.indexSelect(dim, Creation.tensor(positions, DType.INT64, x.device()));
  }

  private static long positive(long count) {
    if (count < 0) {
      throw new ShapeException("repeats can not be negative", "repeat.negative", count);
    }
    return count;
  }

  /// Returns the lower triangle of the matrices in the last two dimensions, 0 above the diagonal
  /// `diagonal` places above the main one. Gradient: the lower triangle of `g`.
  default Tensor tril(int diagonal) {
    return triangle("tril", true, diagonal);
  }

  /// Returns the lower triangle with the main diagonal; see [#tril(int)].
  default Tensor tril() {
    return tril(0);
  }

  /// Returns the upper triangle of the matrices in the last two dimensions, 0 below the diagonal
  /// `diagonal` places above the main one. Gradient: the upper triangle of `g`.
  default Tensor triu(int diagonal) {
    return triangle("triu", false, diagonal);
  }

  /// Returns the upper triangle with the main diagonal; see [#triu(int)].
  default Tensor triu() {
    return triu(0);
  }

  private Tensor triangle(String name, boolean lower, int diagonal) {
    Tensor x = self();
    if (x.rank() < 2) {
      throw new ShapeException(
          name + ": input tensor must have at least 2 dimensions",
          "triangle.rank",
          name,
          x.shape());
    }
    int rows = x.size(-2);
    int columns = x.size(-1);
    byte[] cut = new byte[rows * columns];
    for (int i = 0; i < cut.length; i++) {
      int above = i % columns - i / columns;
      cut[i] = (byte) ((lower ? above > diagonal : above < diagonal) ? 1 : 0);
    }
    Tensor mask = Tensor.ofArray(cut, Shape.shape(rows, columns), DType.BOOL).to(x.device());
    Tensor result = x.detach().maskedFill(mask, 0);
    return record(
        lower ? "Tril" : "Triu", x, result, none(g -> lower ? g.tril(diagonal) : g.triu(diagonal)));
  }

  /// Returns the diagonal of a matrix as a copy, or the matrix with a vector on its diagonal,
  /// `diagonal` places above the main one.
  default Tensor diag(int diagonal) {
    Tensor x = self();
    return switch (x.rank()) {
      case 1 -> diagEmbed(diagonal);
      case 2 -> x.diagonal(diagonal, 0, 1).clone();
      default ->
          throw new ShapeException(
              "diag(): Supports 1D or 2D tensors. Got %dD".formatted(x.rank()),
              "diag.rank",
              x.shape());
    };
  }

  /// Returns the main diagonal of a matrix, or the matrix of a diagonal; see [#diag(int)].
  default Tensor diag() {
    return diag(0);
  }

  /// Returns matrices with the vectors along the last dimension on their diagonals.
  default Tensor diagEmbed() {
    return diagEmbed(0);
  }

  /// Returns matrices with the vectors along the last dimension on the diagonals `offset` places
  /// above the main one, 0 elsewhere.
  default Tensor diagEmbed(int offset) {
    return diagEmbed(offset, -2, -1);
  }

  /// Returns [#diagEmbed(int)] with the matrices in two given dimensions of the result. Gradient:
  /// the diagonals of `g`.
  default Tensor diagEmbed(int offset, int dim1, int dim2) {
    Tensor x = self();
    int rank = x.rank() + 1;
    int rows = Shape.wrap(dim1, rank);
    int columns = Shape.wrap(dim2, rank);
    if (rows == columns) {
      throw new ShapeException(
          "diagonal dimensions cannot be identical %d, %d".formatted(dim1, dim2),
          "diagonal.same",
          dim1);
    }
    int side = Memory.count(x.size(-1) + Math.abs((long) offset));
    Shape shape = x.shape().without(x.rank() - 1);
    shape =
        rows < columns
            ? shape.insert(rows, side).insert(columns, side)
            : shape.insert(columns, side).insert(rows, side);
    Tensor result = Tensor.allocate(shape, x.dtype(), x.device());
    result.detach().diagonal(offset, rows, columns).copy_(x.detach());
    return record("DiagEmbed", x, result, none(g -> g.diagonal(offset, rows, columns)));
  }

  /// Returns the differences of neighbours along the last dimension.
  default Tensor diff() {
    return diff(1, -1);
  }

  /// Returns the differences of neighbours along a dimension, taken `times` times; of truth values
  /// whether they differ.
  default Tensor diff(int times, int dim) {
    return diff(times, dim, null, null);
  }

  /// Returns [#diff(int, int)] of the tensor with others in front and behind, null for none.
  default Tensor diff(int times, int dim, @Nullable Tensor prepend, @Nullable Tensor append) {
    Tensor x = self();
    if (x.rank() == 0) {
      throw new ShapeException(
          "diff expects input to be at least one-dimensional", "select.scalar");
    }
    if (times < 0) {
      throw new ShapeException(
          "order must be non-negative but got %d".formatted(times), "diff.order", times);
    }
    requireBeside(x, dim, prepend);
    requireBeside(x, dim, append);
    if (times == 0) {
      return Subscript.alias(x);
    }
    int d = x.shape().wrap(dim);
    java.util.List<Tensor> parts = new java.util.ArrayList<>();
    if (prepend != null) {
      parts.add(prepend);
    }
    parts.add(x);
    if (append != null) {
      parts.add(append);
    }
    Tensor result = parts.size() == 1 ? x : Joining.cat(parts, d);
    for (int i = Math.min(times, result.size(d)); i > 0; i--) {
      int size = result.size(d);
      Tensor later = result.narrow(d, 1, size - 1);
      Tensor earlier = result.narrow(d, 0, size - 1);
      result = result.dtype() == DType.BOOL ? later.ne(earlier) : later.sub(earlier);
    }
    return result;
  }

  private static void requireBeside(Tensor x, int dim, @Nullable Tensor part) {
    if (part == null) {
      return;
    }
    if (part.rank() != x.rank()) {
      throw new ShapeException(
          "diff expects prepend or append to be the same dimension as input",
          "diff.beside",
          x.shape(),
          part.shape());
    }
    int along = x.shape().wrap(dim);
    for (int d = 0; d < x.rank(); d++) {
      if (d != along && x.size(d) != part.size(d)) {
        throw new ShapeException(
            ("diff expects the shape of tensor to prepend or append to match that of input except"
                    + " along the differencing dimension; input.size(%d) = %d, but got"
                    + " tensor.size(%d) = %d")
                .formatted(d, x.size(d), d, part.size(d)),
            "diff.beside",
            x.shape(),
            part.shape());
      }
    }
  }
}
