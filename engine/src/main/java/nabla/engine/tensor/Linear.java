package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.left;
import static nabla.engine.autograd.Partial.right;

import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.error.DTypeException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// Linear algebra.
sealed interface Linear permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns the product of two matrices, `(n, k) × (k, m) → (n, m)`. Gradient: `g × otherᵀ` and
  /// `thisᵀ × g`.
  default Tensor mm(Tensor other) {
    Tensor a = self();
    if (a.rank() != 2 || other.rank() != 2) {
      throw new ShapeException(
          a.rank() != 2 ? "self must be a matrix" : "mat2 must be a matrix",
          "mm.rank",
          a.shape(),
          other.shape());
    }
    if (a.size(1) != other.size(0)) {
      throw new ShapeException(
          "mm: mat1 and mat2 shapes cannot be multiplied (%s and %s)"
              .formatted(a.shape().times(), other.shape().times()),
          "mm.inner",
          a.size(1),
          other.size(0));
    }
    return product(
        "Mm",
        Shape.shape(a.size(0), other.size(1)),
        other,
        right((g, b) -> g.mm(b.t())),
        left((g, x) -> x.t().mm(g)));
  }

  /// Returns the products of two batches of matrices, `(b, n, k) × (b, k, m) → (b, n, m)`.
  /// Gradient: as [#mm], batch by batch.
  default Tensor bmm(Tensor other) {
    Tensor a = self();
    if (a.rank() != 3 || other.rank() != 3) {
      throw new ShapeException(
          a.rank() != 3 ? "batch1 must be a 3D tensor" : "batch2 must be a 3D tensor",
          "bmm.rank",
          a.shape(),
          other.shape());
    }
    if (a.size(0) != other.size(0) || a.size(2) != other.size(1)) {
      throw new ShapeException(
          ("Expected size for first two dimensions of batch2 tensor to be: [%d, %d] but got: [%d,"
                  + " %d].")
              .formatted(a.size(0), a.size(2), other.size(0), other.size(1)),
          "bmm.size",
          a.shape(),
          other.shape());
    }
    return product(
        "Bmm",
        Shape.shape(a.size(0), a.size(1), other.size(2)),
        other,
        right((g, b) -> g.bmm(b.transpose(1, 2))),
        left((g, x) -> x.transpose(1, 2).bmm(g)));
  }

  private Tensor product(String name, Shape shape, Tensor other, Partial byThis, Partial byOther) {
    Tensor a = self();
    if (a.dtype() != other.dtype()) {
      throw new DTypeException(
          "expected m1 and m2 to have the same dtype, but got: %s != %s"
              .formatted(a.dtype().cName(), other.dtype().cName()),
          "mm.dtype",
          a.dtype(),
          other.dtype());
    }
    Node node = Node.begin(name, new @Nullable Partial[] {byThis, byOther}, a, other);
    Tensor result = Tensor.allocate(shape, a.dtype(), Elementwise.device(a, other));
    if (shape.numel() > 0) {
      a.backend().multiply(result.strided(), a.strided(), other.strided());
    }
    return node == null ? result : node.end(result);
  }
}
