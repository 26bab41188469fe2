package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.output;

import java.util.Arrays;
import java.util.List;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.error.DTypeException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// Square matrices: determinants, inverses and linear equations. The last two dimensions are the
/// matrix; the others count matrices.
sealed interface Equations permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns the determinant of each matrix. Gradient: `g · det · (this⁻¹)ᵀ`; for a singular matrix
  /// `g` times its cofactors.
  default Tensor det() {
    Tensor a = square("linalg.det");
    Tensor result = Factors.of(a.detach()).determinants();
    Partial partial =
        Partial.of(
            (g, saved) -> {
              Tensor x = saved.input(0);
              Tensor y = saved.output();
              boolean regular = y.detach().ne(0).all().itemBoolean();
              Tensor cofactors =
                  regular ? x.inv().mul(y.unsqueeze(-1).unsqueeze(-1)) : Factors.adjugate(x);
              return cofactors.transpose(-2, -1).mul(g.unsqueeze(-1).unsqueeze(-1));
            },
            0,
            Partial.OUTPUT_TOO);
    Node node = Products.begin("LinalgDet", new @Nullable Partial[] {partial}, a);
    return Products.end(node, result);
  }

  /// Returns the logarithm of the determinant of each matrix: NaN for a negative one, -∞ for 0.
  /// Gradient: `g · (this⁻¹)ᵀ`.
  default Tensor logdet() {
    Slogdet parts = slogdet("logdet");
    return Functional.where(parts.sign().eq(-1), Double.NaN, parts.logAbsDet());
  }

  /// The sign of a determinant and the logarithm of its amount.
  ///
  /// @param sign -1, 0 or 1
  /// @param logAbsDet -∞ for the determinant 0
  record Slogdet(Tensor sign, Tensor logAbsDet) {}

  /// Returns the sign of the determinant of each matrix and the logarithm of its amount, which does
  /// not overflow. Gradient of the logarithm: `g · (this⁻¹)ᵀ`.
  default Slogdet slogdet() {
    return slogdet("linalg.slogdet");
  }

  private Slogdet slogdet(String name) {
    Tensor a = square(name);
    Factors factors = Factors.of(a.detach());
    Tensor sign = factors.signs();
    Tensor logarithm = factors.logarithms();
    Node node =
        Node.begin(
            "LinalgSlogdet",
            (grads, saved, _) -> new @Nullable Tensor[] {byLogarithm(grads[1], saved.input(0))},
            1,
            new boolean[] {true},
            a);
    if (node != null) {
      node.end(List.of(sign, logarithm));
    }
    return new Slogdet(sign, logarithm);
  }

  // The sign does not change but at singular matrices.
  private static @Nullable Tensor byLogarithm(@Nullable Tensor g, Tensor a) {
    return g == null ? null : a.inv().transpose(-2, -1).mul(g.unsqueeze(-1).unsqueeze(-1));
  }

  /// Returns each matrix multiplied by itself `n` times; with a negative `n` its inverse. Gradient:
  /// that of the products.
  default Tensor matrixPower(int n) {
    Tensor a = self();
    if (a.dtype().isFloating()) {
      a = square("linalg.matrix_power");
    } else {
      requireSquare("linalg.matrix_power", a);
    }
    if (n == 0) {
      Tensor identity = Creation.eye(a.size(-1), a.dtype(), a.device());
      Tensor nothing = a.maskedFill(Creation.ones(Shape.shape(), DType.BOOL, a.device()), 0.0);
      return nothing.add(identity);
    }
    Tensor factor = n < 0 ? a.inv() : a;
    Tensor result = null;
    for (long left = Math.abs((long) n); left > 0; left /= 2) {
      if (left % 2 == 1) {
        result = result == null ? factor : result.matmul(factor);
      }
      factor = left > 1 ? factor.matmul(factor) : factor;
    }
    return result == a || result == null ? a.clone() : result;
  }

  /// Returns the inverse of each matrix. Gradient: `-yᵀ × g × yᵀ`, where `y` is the result.
  default Tensor inv() {
    Tensor a = square("linalg.inv");
    int n = a.size(-1);
    Factors factors = Factors.of(a.detach());
    int singular = factors.firstSingular();
    if (singular >= 0) {
      throw new ShapeException(
          ("linalg.inv: %sThe diagonal element %d is zero, the inversion could not be completed because"
                  + " the input matrix is singular.")
              .formatted(element(a, singular), factors.zeroPivot(singular) + 1),
          "linalg.singular");
    }
    Tensor identity = Creation.eye(n, a.dtype(), a.device()).expand(a.shape().toArray());
    Tensor result = factors.solve(identity);
    Partial partial =
        output(
            (g, y) -> {
              Tensor back = y.transpose(-2, -1);
              return back.matmul(g).matmul(back).neg();
            });
    Node node = Products.begin("LinalgInvEx", new @Nullable Partial[] {partial}, a);
    return Products.end(node, result);
  }

  /// Does [#inv].
  default Tensor inverse() {
    return inv();
  }

  private static String element(Tensor a, int batch) {
    return a.rank() > 2 ? "(Batch element %d): ".formatted(batch) : "";
  }

  /// Returns `x` of the equation `this × x = other`; `other` is a matrix or a vector, and its
  /// further dimensions broadcast with those of this tensor. Gradient: `z`, the solution of `thisᵀ
  /// × z = g`, and `-z × xᵀ` for this one.
  default Tensor solve(Tensor other) {
    Tensor a = square("linalg.solve");
    if (a.dtype() != other.dtype()) {
      throw new DTypeException(
          "linalg.solve: Expected A and B to have the same dtype, but found A of type %s and B of type %s instead"
              .formatted(a.dtype().scalarType(), other.dtype().scalarType()),
          "mm.dtype",
          a.dtype(),
          other.dtype());
    }
    int[] vector = Arrays.copyOf(a.shape().sizes(), a.rank() - 1);
    boolean isVector = other.rank() == 1 || Arrays.equals(vector, other.shape().sizes());
    Partial byThis =
        Partial.of(
            (g, saved) -> {
              Tensor z = saved.input(0).transpose(-2, -1).solve(g);
              Tensor x = saved.output();
              return isVector
                  ? z.unsqueeze(-1).mul(x.unsqueeze(-2)).neg()
                  : z.matmul(x.transpose(-2, -1)).neg();
            },
            0,
            Partial.OUTPUT_TOO);
    Partial byOther = Partial.of((g, saved) -> saved.input(0).transpose(-2, -1).solve(g), 0);
    Node node =
        Products.begin("LinalgSolveEx", new @Nullable Partial[] {byThis, byOther}, a, other);
    Tensor columns = isVector ? other.detach().unsqueeze(-1) : other.detach();
    Tensor result = solved(a.detach(), columns);
    return Products.end(
        node, isVector ? Products.as(result, result.shape().without(result.rank() - 1)) : result);
  }

  private static Tensor solved(Tensor a, Tensor b) {
    if (b.rank() < 2 || b.size(-2) != a.size(-2)) {
      throw new ShapeException(
          "linalg.solve: Incompatible shapes of A and B for the equation AX = B (%dx%d and %dx%d)"
              .formatted(a.size(-2), a.size(-1), b.size(-2), b.size(-1)),
          "linalg.shapes",
          a.shape(),
          b.shape());
    }
    Shape batch =
        Shape.broadcast(
            Shape.shape(Arrays.copyOf(a.shape().sizes(), a.rank() - 2)),
            Shape.shape(Arrays.copyOf(b.shape().sizes(), b.rank() - 2)));
    int n = a.size(-1);
    Tensor left = a.expand(Products.append(batch.toArray(), n, n));
    Tensor right = b.expand(Products.append(batch.toArray(), n, b.size(-1)));
    Factors factors = Factors.of(left);
    int singular = factors.firstSingular();
    if (singular >= 0) {
      throw new ShapeException(
          "torch.linalg.solve: %sThe solver failed because the input matrix is singular."
              .formatted(element(left, singular)),
          "linalg.singular");
    }
    return factors.solve(right);
  }

  private static void requireSquare(String name, Tensor a) {
    if (a.rank() < 2) {
      throw new ShapeException(
          name + ": The input tensor A must have at least 2 dimensions.", "linalg.rank", a.shape());
    }
    if (a.size(-1) != a.size(-2)) {
      throw new ShapeException(
          "%s: A must be batches of square matrices, but they are %d by %d matrices"
              .formatted(name, a.size(-2), a.size(-1)),
          "linalg.square",
          a.shape());
    }
  }

  private Tensor square(String name) {
    Tensor a = self();
    requireSquare(name, a);
    if (!a.dtype().isFloating()) {
      throw new DTypeException(
          "%s: Expected a floating point or complex tensor as input. Got %s"
              .formatted(name, a.dtype().scalarType()),
          "linalg.dtype",
          a.dtype());
    }
    return a;
  }
}
