package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.left;
import static nabla.engine.autograd.Partial.none;
import static nabla.engine.autograd.Partial.right;

import java.util.Arrays;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.autograd.Version;
import nabla.engine.backend.Strided;
import nabla.engine.error.DTypeException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// How products are carried out: which kernel for which ranks, and what surrounds it.
final class Products {
  private Products() {}

  /// Returns a node, or null for a product of whole numbers.
  static @Nullable Node begin(String name, @Nullable Partial[] partials, Tensor... inputs) {
    return inputs[0].dtype().isFloating() ? Node.begin(name, partials, inputs) : null;
  }

  static Tensor end(@Nullable Node node, Tensor result) {
    return node == null ? result : node.end(result);
  }

  static void sameDType(Tensor a, Tensor b) {
    if (a.dtype() != b.dtype()) {
      throw new DTypeException(
          "expected m1 and m2 to have the same dtype, but got: %s != %s"
              .formatted(a.dtype().cName(), b.dtype().cName()),
          "mm.dtype",
          a.dtype(),
          b.dtype());
    }
  }

  /// Throws unless a vector that is added, a matrix and a vector have one dtype.
  static void sameDType(Tensor added, Tensor matrix, Tensor vector) {
    if (added.dtype() != matrix.dtype() || vector.dtype() != matrix.dtype()) {
      throw new DTypeException(
          "addmv input tensors must have the same dtype, but got %s, %s, and %s"
              .formatted(
                  added.dtype().scalarType(),
                  matrix.dtype().scalarType(),
                  vector.dtype().scalarType()),
          "mm.dtype",
          matrix.dtype(),
          vector.dtype());
    }
  }

  /// Returns the product of batches of two dtypes, which only batches without elements have: it
  /// takes the second one's.
  static Tensor emptyBatches(Tensor a, Tensor b) {
    if (a.numel() > 0 && b.numel() > 0) {
      throw expectedType(a.dtype(), b.dtype());
    }
    return Creation.zeros(Shape.shape(a.size(0), a.size(1), b.size(2)), b.dtype(), b.device());
  }

  /// Returns PyTorch's error of a kernel that finds another dtype than that of its first operand.
  static DTypeException expectedType(DType expected, DType found) {
    return new DTypeException(
        "expected scalar type %s but found %s".formatted(expected.scalarType(), found.scalarType()),
        "mm.dtype",
        expected,
        found);
  }

  /// Returns the product of matrices (or of equally many of them), without history.
  static Tensor plain(Tensor a, Tensor b, Shape shape) {
    Tensor result = Tensor.allocate(shape, a.dtype(), Elementwise.device(a, b));
    if (shape.numel() > 0 && a.numel() > 0) {
      a.backend().multiply(result.strided(), a.strided(), b.strided());
    }
    return result;
  }

  /// Returns a contiguous tensor without history under another shape.
  static Tensor as(Tensor fresh, Shape shape) {
    return fresh.share(shape, Strided.contiguousStrides(shape.sizes()), 0, new Version());
  }

  /// Returns a fresh contiguous result under another shape, recorded but no view: nobody else sees
  /// the tensor it was.
  static Tensor unsafeView(Tensor fresh, Shape shape) {
    Shape own = fresh.shape();
    Node node =
        Node.begin("UnsafeView", new Partial[] {none(g -> g.reshape(own.toArray()))}, fresh);
    return end(node, as(fresh, shape));
  }

  static Tensor matmul(Tensor a, Tensor b) {
    int left = a.rank();
    int right = b.rank();
    if (left == 0 || right == 0) {
      throw new ShapeException(
          "both arguments to matmul need to be at least 1D, but they are %dD and %dD"
              .formatted(left, right),
          "matmul.scalar",
          a.shape(),
          b.shape());
    }
    if (left == 1 && right == 1) {
      return a.dot(b);
    }
    if (left == 2 && right == 1) {
      return a.mv(b);
    }
    if (left == 1 && right == 2) {
      return a.unsqueeze(0).mm(b).squeeze(0);
    }
    if (left == 2 && right == 2) {
      return a.mm(b);
    }
    return folds(a, b) ? folded(a, b) : batched(a, b);
  }

  // Whether the larger operand is folded into one matrix rather than the smaller one repeated: then
  // the gradient of the smaller one is not as large as the batch.
  private static boolean folds(Tensor a, Tensor b) {
    boolean larger = a.rank() >= b.rank();
    Tensor big = larger ? a : b;
    Tensor small = larger ? b : a;
    if (big.rank() < 3 || small.rank() > 2) {
      return false;
    }
    if (small.requiresGrad()) {
      return true;
    }
    if (a.rank() == 2) {
      return false;
    }
    return big.numel() == 0 || (larger ? big : big.transpose(-2, -1)).isContiguous();
  }

  private static Tensor folded(Tensor a, Tensor b) {
    boolean larger = a.rank() >= b.rank();
    Tensor big = larger ? a : b.transpose(-2, -1);
    Tensor small = larger || a.rank() == 1 ? (larger ? b : a) : a.t();
    int last = big.rank() - 1;
    int rows = 1;
    for (int d = 0; d < last; d++) {
      rows *= big.size(d);
    }
    Tensor matrix = big.reshape(rows, big.size(last));
    if (small.rank() == 1) {
      return unsafeView(matrix.mv(small), big.shape().without(last));
    }
    Shape shape = big.shape().with(last, small.size(1));
    Tensor result = unsafeView(matrix.mm(small), shape);
    return larger ? result : result.transpose(-2, -1).contiguous();
  }

  private static Tensor batched(Tensor a, Tensor b) {
    int n = a.rank() > 1 ? a.size(-2) : 1;
    int k = a.size(-1);
    int inner = b.rank() > 1 ? b.size(-2) : b.size(-1);
    int p = b.rank() > 1 ? b.size(-1) : 1;
    Shape batch = Shape.broadcast(batch(a), batch(b));
    int count = batch.numel();
    int[] sizes = batch.toArray();
    Tensor left = a.expand(append(sizes, n, k)).reshape(count, n, k);
    Tensor right =
        b.rank() == 1
            ? b.expand(append(sizes, inner)).reshape(count, inner).unsqueeze(2)
            : b.expand(append(sizes, inner, p)).reshape(count, inner, p);
    int[] shape = sizes;
    if (a.rank() > 1) {
      shape = append(shape, n);
    }
    if (b.rank() > 1) {
      shape = append(shape, p);
    }
    return unsafeView(left.bmm(right), Shape.shape(shape));
  }

  private static Shape batch(Tensor x) {
    return Shape.shape(Arrays.copyOf(x.shape().sizes(), Math.max(x.rank() - 2, 0)));
  }

  static int[] append(int[] sizes, int... more) {
    int[] result = Arrays.copyOf(sizes, sizes.length + more.length);
    System.arraycopy(more, 0, result, sizes.length, more.length);
    return result;
  }

  static Tensor kron(Tensor a, Tensor b) {
    int rank = Math.max(a.rank(), b.rank());
    int[] left = new int[2 * rank];
    int[] right = new int[2 * rank];
    int[] shape = new int[rank];
    for (int d = 0; d < rank; d++) {
      int own = d - rank + a.rank();
      int other = d - rank + b.rank();
      left[2 * d] = own < 0 ? 1 : a.size(own);
      left[2 * d + 1] = 1;
      right[2 * d] = 1;
      right[2 * d + 1] = other < 0 ? 1 : b.size(other);
      shape[d] = left[2 * d] * right[2 * d + 1];
    }
    return unsafeView(a.reshape(left).mul(b.reshape(right)), Shape.shape(shape));
  }

  static Tensor cross(Tensor a, Tensor b, int dim) {
    if (a.rank() != b.rank()) {
      throw new ShapeException(
          "linalg.cross: inputs must have the same number of dimensions.",
          "cross.rank",
          a.shape(),
          b.shape());
    }
    int d = a.shape().wrap(dim);
    if (a.size(d) != 3 || b.size(d) != 3) {
      throw new ShapeException(
          "linalg.cross: inputs dimension %d must have length 3. Got %d and %d"
              .formatted(dim, a.size(d), b.size(d)),
          "cross.size",
          dim,
          a.shape(),
          b.shape());
    }
    Shape shape = Shape.broadcast(a.shape(), b.shape());
    if (shape.numel() > 0) {
      Guards.number("cross", a);
      if (a.dtype() != b.dtype()) {
        throw expectedType(a.dtype(), b.dtype());
      }
    }
    Node node =
        begin(
            "LinalgCross",
            new @Nullable Partial[] {
              right((g, y) -> y.expand(shape.toArray()).cross(g, d)),
              left((g, x) -> g.cross(x.expand(shape.toArray()), d))
            },
            a,
            b);
    Tensor x = a.detach().expand(shape.toArray());
    Tensor y = b.detach().expand(shape.toArray());
    Tensor result = Tensor.allocate(shape, Promotion.of(a, b), Elementwise.device(a, b));
    for (int i = 0; i < 3; i++) {
      int j = (i + 1) % 3;
      int k = (i + 2) % 3;
      Tensor element = x.select(d, j).mul(y.select(d, k)).sub(x.select(d, k).mul(y.select(d, j)));
      result.select(d, i).copy_(element);
    }
    return end(node, result);
  }
}
