package nabla.engine.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.IndexException;
import nabla.engine.error.ShapeException;

/// The sizes of a tensor, one per dimension; no sizes at all is a scalar's shape.
///
/// The rules of broadcasting and of counting dimensions from the end live here, with their errors.
public final class Shape {
  private static final Shape SCALAR = new Shape(new int[0]);

  private final int[] sizes;

  private Shape(int[] sizes) {
    this.sizes = sizes;
  }

  /// Returns the shape of these sizes: `shape(2, 3)` is two rows of three; `shape()` is a scalar.
  public static Shape shape(int... sizes) {
    if (sizes.length == 0) {
      return SCALAR;
    }
    long count = 1;
    for (int size : sizes) {
      if (size < 0) {
        throw new ShapeException(
            "Trying to create tensor with negative dimension %d: %s"
                .formatted(size, Arrays.toString(sizes)),
            "shape.negative",
            size);
      }
      count = Math.multiplyExact(count, (long) size);
      if (count > Integer.MAX_VALUE) {
        throw new ArgumentException(
            "Storage size calculation overflowed with sizes=%s".formatted(Arrays.toString(sizes)),
            "shape.overflow",
            Integer.MAX_VALUE);
      }
    }
    return new Shape(sizes.clone());
  }

  /// Returns the number of dimensions.
  public int rank() {
    return sizes.length;
  }

  /// Returns the size of a dimension; a negative one counts from the end.
  public int size(int dim) {
    if (sizes.length == 0) {
      throw new IndexException(
          "Dimension specified as %d but tensor has no dimensions".formatted(dim),
          "dim.range",
          dim,
          0);
    }
    return sizes[wrap(dim)];
  }

  /// Returns the number of elements.
  public int numel() {
    int count = 1;
    for (int size : sizes) {
      count *= size;
    }
    return count;
  }

  /// Returns the sizes as a new array.
  public int[] toArray() {
    return sizes.clone();
  }

  int[] sizes() {
    return sizes;
  }

  /// Returns the dimension, counted from the start, that `dim` names; a scalar has the dimensions 0
  /// and -1, as in PyTorch.
  int wrap(int dim) {
    return wrap(dim, sizes.length);
  }

  static int wrap(int dim, int rank) {
    int range = Math.max(rank, 1);
    if (dim < -range || dim >= range) {
      throw new IndexException(
          "Dimension out of range (expected to be in range of [%d, %d], but got %d)"
              .formatted(-range, range - 1, dim),
          "dim.range",
          dim,
          rank);
    }
    return dim < 0 ? dim + range : dim;
  }

  /// Returns the shape that both broadcast to: aligned at the last dimension, where one size is 1
  /// the other counts.
  static Shape broadcast(Shape a, Shape b) {
    if (a.equals(b)) {
      return a;
    }
    int rank = Math.max(a.rank(), b.rank());
    int[] result = new int[rank];
    for (int d = rank - 1; d >= 0; d--) {
      int left = a.fromEnd(rank - 1 - d);
      int right = b.fromEnd(rank - 1 - d);
      if (left != right && left != 1 && right != 1) {
        throw new ShapeException(
            "The size of tensor a (%d) must match the size of tensor b (%d) at non-singleton dimension %d"
                .formatted(left, right, d),
            "shape.broadcast",
            a,
            b,
            d);
      }
      result[d] = left == 1 ? right : left;
    }
    return shape(result);
  }

  private int fromEnd(int position) {
    return position < sizes.length ? sizes[sizes.length - 1 - position] : 1;
  }

  /// Tells whether a tensor of this shape can be expanded to the target.
  public boolean broadcastsTo(Shape target) {
    if (rank() > target.rank()) {
      return false;
    }
    for (int i = 0; i < rank(); i++) {
      int own = fromEnd(i);
      if (own != 1 && own != target.fromEnd(i)) {
        return false;
      }
    }
    return true;
  }

  /// Returns this shape with one size replaced.
  Shape with(int dim, int size) {
    int[] result = sizes.clone();
    result[dim] = size;
    return shape(result);
  }

  /// Returns this shape without one dimension.
  Shape without(int dim) {
    int[] result = new int[sizes.length - 1];
    System.arraycopy(sizes, 0, result, 0, dim);
    System.arraycopy(sizes, dim + 1, result, dim, result.length - dim);
    return shape(result);
  }

  /// Returns this shape with one more dimension.
  Shape insert(int dim, int size) {
    int[] result = new int[sizes.length + 1];
    System.arraycopy(sizes, 0, result, 0, dim);
    result[dim] = size;
    System.arraycopy(sizes, dim, result, dim + 1, sizes.length - dim);
    return shape(result);
  }

  /// Returns the shape as PyTorch's messages write it: `torch.Size([2, 3])`.
  public String torch() {
    return "torch.Size(" + this + ")";
  }

  /// Returns the shape as `2x3`, the form of PyTorch's messages about matrices.
  String times() {
    return Arrays.stream(sizes).mapToObj(String::valueOf).collect(Collectors.joining("x"));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  /// Returns the sizes in brackets: `[2, 3]`.
  @Override
  public String toString() {
    return Arrays.toString(sizes);
  }
}
