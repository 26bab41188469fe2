package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.left;
import static nabla.engine.autograd.Partial.none;
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
          a.rank() != 2
              ? "mm: self must be a matrix, got %d-D tensor".formatted(a.rank())
              : "mm: mat2 must be a matrix, got %d-D tensor".formatted(other.rank()),
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
    Products.sameDType(a, other);
    if (a.numel() > 0 && other.numel() > 0) {
      Guards.number("addmm_impl_cpu_", a);
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
    if (a.dtype() != other.dtype()) {
      return Products.emptyBatches(a, other);
    }
    if (a.numel() > 0 && other.numel() > 0) {
      Guards.number("bmm", a);
    }
    return product(
        "Bmm",
        Shape.shape(a.size(0), a.size(1), other.size(2)),
        other,
        right((g, b) -> g.bmm(b.transpose(1, 2))),
        left((g, x) -> x.transpose(1, 2).bmm(g)));
  }

  /// Returns the product of two tensors by their ranks: two vectors give their dot product,
  /// matrices and vectors their product; with more dimensions the last two are matrices and the
  /// others, which broadcast, count them. Gradient: as [#mm], summed over what was broadcast.
  default Tensor matmul(Tensor other) {
    return Products.matmul(self(), other);
  }

  /// Returns the product of a matrix and a vector, `(n, k) × (k) → (n)`. Gradient: the outer
  /// product of `g` and the vector, and `thisᵀ × g`.
  default Tensor mv(Tensor vector) {
    Tensor a = self();
    if (a.rank() != 2 || vector.rank() != 1) {
      throw new ShapeException(
          "vector + matrix @ vector expected, got 1, %d, %d".formatted(a.rank(), vector.rank()),
          "mv.rank",
          a.shape(),
          vector.shape());
    }
    if (a.size(1) != vector.size(0)) {
      throw new ShapeException(
          "size mismatch, got input (%d), mat (%s), vec (%d)"
              .formatted(a.size(0), a.shape().times(), vector.size(0)),
          "mv.size",
          a.size(1),
          vector.size(0));
    }
    Products.sameDType(vector, a, vector);
    if (a.numel() > 0) {
      Guards.number("addmv_impl_cpu", a);
    }
    Node node =
        Products.begin(
            "Mv",
            new @Nullable Partial[] {
              right((g, v) -> g.outer(v)), left((g, x) -> x.t().mv(g)),
            },
            a,
            vector);
    Tensor result = Products.plain(a, vector.detach().unsqueeze(1), Shape.shape(a.size(0), 1));
    return Products.end(node, Products.as(result, Shape.shape(a.size(0))));
  }

  /// Returns the sum of the products of the elements of two vectors, a scalar. Gradient: `g ·
  /// other` and `g · this`.
  default Tensor dot(Tensor other) {
    return dot("Dot", other);
  }

  /// Does [#dot]; for complex numbers, which do not exist here, it would conjugate this vector.
  default Tensor vdot(Tensor other) {
    return dot("Vdot", other);
  }

  private Tensor dot(String name, Tensor other) {
    Tensor a = self();
    if (a.rank() != 1 || other.rank() != 1) {
      throw new ShapeException(
          "1D tensors expected, but got %dD and %dD tensors".formatted(a.rank(), other.rank()),
          "dot.rank",
          a.shape(),
          other.shape());
    }
    if (a.dtype() != other.dtype()) {
      throw new DTypeException(
          "dot : expected both vectors to have same dtype, but found %s and %s"
              .formatted(a.dtype().scalarType(), other.dtype().scalarType()),
          "mm.dtype",
          a.dtype(),
          other.dtype());
    }
    if (a.size(0) != other.size(0)) {
      throw new ShapeException(
          ("inconsistent tensor size, expected tensor %s and src %s to have the same number of"
                  + " elements, but got %d and %d elements respectively")
              .formatted(a.shape(), other.shape(), a.size(0), other.size(0)),
          "dot.size",
          a.size(0),
          other.size(0));
    }
    Guards.number("dot", a);
    Node node =
        Products.begin(
            name,
            new @Nullable Partial[] {right((g, b) -> g.mul(b)), left((g, x) -> g.mul(x))},
            a,
            other);
    int n = a.size(0);
    Tensor row = a.detach().view(1, n);
    Tensor result = Products.plain(row, other.detach().unsqueeze(1), Shape.shape(1, 1));
    return Products.end(node, Products.as(result, Shape.shape()));
  }

  /// Returns the products of every element of this vector with every one of the other, `(n) × (m) →
  /// (n, m)`. Gradient: `g × other` and `gᵀ × this`.
  default Tensor outer(Tensor other) {
    Tensor a = self();
    if (a.rank() != 1 || other.rank() != 1) {
      throw new ShapeException(
          "outer: Expected 1-D argument %s, but got %d-D"
              .formatted(a.rank() != 1 ? "self" : "vec2", a.rank() != 1 ? a.rank() : other.rank()),
          "outer.rank",
          a.shape(),
          other.shape());
    }
    return a.reshape(a.size(0), 1).mul(other);
  }

  /// Does [#outer], under the name of BLAS.
  default Tensor ger(Tensor other) {
    return outer(other);
  }

  /// Returns the sums of the products along the last dimension of both: for vectors the dot
  /// product.
  default Tensor inner(Tensor other) {
    Tensor a = self();
    if (a.rank() == 0 || other.rank() == 0) {
      return a.mul(other);
    }
    if (a.size(-1) != other.size(-1)) {
      throw new ShapeException(
          "inner() the last dimension must match on both input tensors but got shapes %s and %s"
              .formatted(a.shape(), other.shape()),
          "inner.size",
          a.shape(),
          other.shape());
    }
    if (a.rank() == 1 && other.rank() == 1 && a.dtype() == DType.BOOL) {
      return a.dot(other);
    }
    return a.tensordot(other, Dims.dims(-1), Dims.dims(-1));
  }

  /// Returns the sums of products over the last `count` dimensions of this tensor and the first
  /// `count` of the other.
  default Tensor tensordot(Tensor other, int count) {
    return Contraction.tensordot(self(), other, count);
  }

  /// Returns the sums of products over pairs of dimensions; what remains of this tensor comes
  /// first.
  default Tensor tensordot(Tensor other, Dims dims, Dims otherDims) {
    return Contraction.tensordot(self(), other, dims.toArray(), otherDims.toArray());
  }

  /// Returns the Kronecker product: every element of this tensor times the whole other one.
  default Tensor kron(Tensor other) {
    return Products.kron(self(), other);
  }

  /// Returns the cross products of the vectors of three along the last dimension.
  default Tensor cross(Tensor other) {
    return cross(other, -1);
  }

  /// Returns the cross products of the vectors of three along a dimension; the others broadcast.
  /// Gradient: `other × g` and `g × this`.
  default Tensor cross(Tensor other, int dim) {
    return Products.cross(self(), other, dim);
  }

  /// Returns the sum of the diagonal of a matrix. Gradient: `g` on the diagonal.
  default Tensor trace() {
    Tensor x = self();
    if (x.rank() != 2) {
      throw new ShapeException(
          "trace: expected a matrix, but got tensor with dim " + x.rank(), "trace.rank", x.shape());
    }
    Guards.number("trace", x);
    int rows = x.size(0);
    int columns = x.size(1);
    Node node =
        Products.begin(
            "Trace",
            new @Nullable Partial[] {
              none(g -> g.mul(Creation.eye(rows, columns, g.dtype(), g.device())))
            },
            x);
    return Products.end(node, x.detach().diagonal().sum());
  }

  /// Returns `this + mat1 × mat2`; this tensor broadcasts to the product.
  default Tensor addmm(Tensor mat1, Tensor mat2) {
    return addmm(mat1, mat2, 1, 1);
  }

  /// Returns `beta · this + alpha · mat1 × mat2`; with `beta` 0 what this tensor holds is ignored.
  /// Gradient: `beta · g`, and `alpha` times those of [#mm].
  default Tensor addmm(Tensor mat1, Tensor mat2, double beta, double alpha) {
    return AddedProducts.addmm(self(), mat1, mat2, beta, alpha);
  }

  /// Returns `this + matrix × vector`; this tensor broadcasts to the product.
  default Tensor addmv(Tensor matrix, Tensor vector) {
    return addmv(matrix, vector, 1, 1);
  }

  /// Returns `beta · this + alpha · matrix × vector`. Gradient: `beta · g`, and `alpha` times those
  /// of [#mv].
  default Tensor addmv(Tensor matrix, Tensor vector, double beta, double alpha) {
    return AddedProducts.addmv(self(), matrix, vector, beta, alpha);
  }

  /// Returns `this` plus the outer product of two vectors; this tensor broadcasts to it.
  default Tensor addr(Tensor vector1, Tensor vector2) {
    return addr(vector1, vector2, 1, 1);
  }

  /// Returns `beta · this + alpha · vector1 ⊗ vector2`. Gradient: `beta · g`, and `alpha` times
  /// those of [#outer].
  default Tensor addr(Tensor vector1, Tensor vector2, double beta, double alpha) {
    return AddedProducts.addr(self(), vector1, vector2, beta, alpha);
  }

  /// Returns `this` plus the sum of a batch of products; this tensor broadcasts to it.
  default Tensor addbmm(Tensor batch1, Tensor batch2) {
    return addbmm(batch1, batch2, 1, 1);
  }

  /// Returns `beta · this + alpha · Σ batch1 × batch2`, the products of a batch added up. Gradient:
  /// `beta · g`, and `alpha` times those of [#bmm].
  default Tensor addbmm(Tensor batch1, Tensor batch2, double beta, double alpha) {
    return AddedProducts.addbmm(self(), batch1, batch2, beta, alpha);
  }

  /// Returns `this` plus a batch of products; this tensor broadcasts to it.
  default Tensor baddbmm(Tensor batch1, Tensor batch2) {
    return baddbmm(batch1, batch2, 1, 1);
  }

  /// Returns `beta · this + alpha · batch1 × batch2`, batch by batch. Gradient: `beta · g`, and
  /// `alpha` times those of [#bmm].
  default Tensor baddbmm(Tensor batch1, Tensor batch2, double beta, double alpha) {
    return AddedProducts.baddbmm(self(), batch1, batch2, beta, alpha);
  }

  private Tensor product(String name, Shape shape, Tensor other, Partial byThis, Partial byOther) {
    Tensor a = self();
    Node node = Products.begin(name, new @Nullable Partial[] {byThis, byOther}, a, other);
    return Products.end(node, Products.plain(a, other, shape));
  }
}
