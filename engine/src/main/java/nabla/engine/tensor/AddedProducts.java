package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.none;

import nabla.engine.autograd.GradMode;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// The products that are added to a tensor: `beta · input + alpha · product`, one operation each.
final class AddedProducts {
  private AddedProducts() {}

  static Tensor addmm(Tensor input, Tensor a, Tensor b, double beta, double alpha) {
    require(input, a, b);
    Tensor added = plain(() -> input.expand(a.size(0), b.size(1)));
    return record(
        "Addmm",
        input,
        added,
        plain(() -> infinite(a, alpha).mm(b)),
        beta,
        alpha,
        Partial.of((g, saved) -> scaled(g.mm(saved.input(2).t()), alpha), 2),
        Partial.of((g, saved) -> scaled(saved.input(1).t().mm(g), alpha), 1),
        a,
        b);
  }

  private static void require(Tensor input, Tensor a, Tensor b) {
    sameDType("self", input, "mat2", b);
    sameDType("mat1", a, "mat2", b);
    for (Tensor matrix : new Tensor[] {a, b}) {
      if (matrix.rank() != 2) {
        throw new ShapeException(
            "addmm: %s must be a matrix, got %d-D tensor"
                .formatted(a.rank() != 2 ? "self" : "mat2", matrix.rank()),
            "mm.rank",
            a.shape(),
            b.shape());
      }
    }
    if (a.size(1) != b.size(0)) {
      throw new ShapeException(
          "addmm: mat1 and mat2 shapes cannot be multiplied (%s and %s)"
              .formatted(a.shape().times(), b.shape().times()),
          "mm.inner",
          a.size(1),
          b.size(0));
    }
  }

  private static void sameDType(String first, Tensor a, String second, Tensor b) {
    if (a.dtype() != b.dtype()) {
      throw new DTypeException(
          "%s and %s must have the same dtype, but got %s and %s"
              .formatted(first, second, a.dtype().scalarType(), b.dtype().scalarType()),
          "mm.dtype",
          a.dtype(),
          b.dtype());
    }
  }

  static Tensor addmv(Tensor input, Tensor matrix, Tensor vector, double beta, double alpha) {
    if (matrix.rank() != 2 || vector.rank() != 1 || input.rank() > 1) {
      throw new ShapeException(
          "vector + matrix @ vector expected, got %d, %d, %d"
              .formatted(input.rank(), matrix.rank(), vector.rank()),
          "mv.rank",
          matrix.shape(),
          vector.shape());
    }
    boolean fits = input.numel() == 1 || input.numel() == matrix.size(0);
    if (matrix.size(1) != vector.size(0) || !fits) {
      throw new ShapeException(
          "size mismatch, got input (%d), mat (%s), vec (%d)"
              .formatted(input.size(0), matrix.shape().times(), vector.size(0)),
          "mv.size",
          matrix.size(1),
          vector.size(0));
    }
    Products.sameDType(input, matrix, vector);
    // Without rows the result keeps the shape of what it is added to.
    Tensor added = matrix.size(0) == 0 ? input : plain(() -> input.expand(matrix.size(0)));
    Tensor product = matrix.size(0) == 0 ? input.zerosLike() : plain(() -> matrix.mv(vector));
    return record(
        "Addmv",
        input,
        added,
        product,
        beta,
        alpha,
        Partial.of((g, saved) -> scaled(g.outer(saved.input(2)), alpha), 2),
        Partial.of((g, saved) -> scaled(saved.input(1).t().mv(g), alpha), 1),
        matrix,
        vector);
  }

  static Tensor addr(Tensor input, Tensor a, Tensor b, double beta, double alpha) {
    vector("vec1", a);
    vector("vec2", b);
    Tensor added = plain(() -> input.expand(a.size(0), b.size(0)));
    if (!Promotion.of(input, a, b).isFloating()) {
      whole("beta", beta);
      whole("alpha", alpha);
    }
    return record(
        "Addr",
        input,
        added.to(Promotion.of(input, a, b)),
        plain(() -> a.outer(b)),
        beta,
        alpha,
        Partial.of((g, saved) -> scaled(g.mv(saved.input(2)), alpha), 2),
        Partial.of((g, saved) -> scaled(g.t().mv(saved.input(1)), alpha), 1),
        a,
        b);
  }

  private static void vector(String name, Tensor x) {
    if (x.rank() != 1) {
      throw new ShapeException(
          "addr: Expected 1-D argument %s, but got %d-D".formatted(name, x.rank()),
          "outer.rank",
          x.shape(),
          x.shape());
    }
  }

  private static void whole(String name, double factor) {
    if (factor != Math.rint(factor)) {
      throw new ArgumentException(
          "For integral input tensors, argument %s must not be a floating point number."
              .formatted(name),
          "alpha.whole",
          factor);
    }
  }

  static Tensor baddbmm(Tensor input, Tensor a, Tensor b, double beta, double alpha) {
    Tensor added = plain(() -> input.expand(a.size(0), a.size(1), b.size(2)));
    if (input.dtype() != a.dtype()) {
      throw new DTypeException(
          "Input dtypes must be the same, got: input %s, batch1: %s, batch2: %s"
              .formatted(input.dtype().cName(), a.dtype().cName(), b.dtype().cName()),
          "mm.dtype",
          input.dtype(),
          a.dtype());
    }
    return record(
        "Baddbmm",
        input,
        added,
        plain(() -> a.bmm(b)),
        beta,
        alpha,
        Partial.of((g, saved) -> scaled(g.bmm(saved.input(2).transpose(1, 2)), alpha), 2),
        Partial.of((g, saved) -> scaled(saved.input(1).transpose(1, 2).bmm(g), alpha), 1),
        a,
        b);
  }

  static Tensor addbmm(Tensor input, Tensor a, Tensor b, double beta, double alpha) {
    Tensor added = plain(() -> input.expand(a.size(1), b.size(2)));
    requireBatches(a, b);
    if (a.size(0) > 0) {
      sameDType("self", input, "mat2", b);
      sameDType("mat1", a, "mat2", b);
    }
    Tensor product =
        a.size(0) > 0
            ? plain(() -> sumOfProducts(infinite(a, alpha), b))
            : Creation.zeros(added.shape(), input.dtype(), input.device());
    int[] sizes = {a.size(0), -1, -1};
    return record(
        "Addbmm",
        input,
        added,
        product,
        beta,
        alpha,
        Partial.of(
            (g, saved) ->
                scaled(g.unsqueeze(0).expand(sizes).bmm(saved.input(2).transpose(1, 2)), alpha),
            2),
        Partial.of(
            (g, saved) ->
                scaled(saved.input(1).transpose(1, 2).bmm(g.unsqueeze(0).expand(sizes)), alpha),
            1),
        a,
        b);
  }

  private static void requireBatches(Tensor a, Tensor b) {
    if (a.rank() != 3 || b.rank() != 3) {
      throw new ShapeException(
          a.rank() != 3 ? "batch1 must be a 3D tensor" : "batch2 must be a 3D tensor",
          "bmm.rank",
          a.shape(),
          b.shape());
    }
    if (a.size(0) != b.size(0)) {
      throw new ShapeException(
          "batch1 and batch2 must have same number of batches, got %d and %d"
              .formatted(a.size(0), b.size(0)),
          "bmm.size",
          a.shape(),
          b.shape());
    }
    if (a.size(2) != b.size(1)) {
      throw new ShapeException(
          "Incompatible matrix sizes for bmm (%dx%d and %dx%d)"
              .formatted(a.size(1), a.size(2), b.size(1), b.size(2)),
          "bmm.size",
          a.shape(),
          b.shape());
    }
  }

  // As one long product, which rounds once.
  private static Tensor sumOfProducts(Tensor a, Tensor b) {
    int inner = a.size(0) * a.size(2);
    Tensor rows = a.transpose(0, 1).reshape(a.size(1), inner);
    return rows.mm(b.reshape(inner, b.size(2)));
  }

  // BLAS multiplies the matrix by its factor, not the sum: with an infinite one that shows.
  private static Tensor infinite(Tensor a, double alpha) {
    return Double.isInfinite(alpha) && a.dtype().isFloating() ? a.mul(alpha) : a;
  }

  private static Tensor plain(GradMode.Computation<Tensor, RuntimeException> product) {
    return GradMode.noGrad(product);
  }

  // What is added comes as it was given, too: expanding it is no operation of its own in PyTorch.
  private static Tensor record(
      String name,
      Tensor input,
      Tensor added,
      Tensor product,
      double beta,
      double alpha,
      Partial byFirst,
      Partial bySecond,
      Tensor first,
      Tensor second) {
    @Nullable Partial[] partials = {none(g -> scaled(g, beta)), byFirst, bySecond};
    boolean counts = factor(added, beta) != 0;
    boolean empty = first.size(-1) == 0 && second.numel() + first.numel() == 0;
    boolean scaledBefore =
        Double.isInfinite(alpha)
            && name.startsWith("Add")
            && !name.equals("Addmv")
            && !name.equals("Addr");
    if (product.numel() == 0) {
      counts = false;
    }
    Tensor result = empty || scaledBefore ? product : scaled(product, alpha);
    // With 0 the input counts for nothing, not even a NaN in it.
    if (counts) {
      result = scaled(added.detach(), beta).add(result);
    }
    Tensor operand = input.dtype() == added.dtype() ? input : input.to(added.dtype());
    Node node =
        result.dtype().isFloating() ? Node.begin(name, partials, operand, first, second) : null;
    return Products.end(node, result);
  }

  /// Returns `x · factor`; for whole numbers the factor is cut to one.
  private static Tensor scaled(Tensor x, double factor) {
    double own = factor(x, factor);
    if (own == 1) {
      return x;
    }
    return switch (x.dtype()) {
      case FLOAT32, FLOAT64 -> x.mul(own);
      case INT64 -> x.mul((long) own);
      case BOOL -> x.mul(Tensor.number(own != 0));
    };
  }

  private static double factor(Tensor x, double factor) {
    return switch (x.dtype()) {
      case FLOAT32, FLOAT64 -> factor;
      case INT64 -> {
        if (!Double.isFinite(factor)) {
          throw new ArgumentException(
              "value cannot be converted to type int64_t without overflow", "alpha.whole", factor);
        }
        yield (long) factor;
      }
      case BOOL -> factor != 0 ? 1 : 0;
    };
  }
}
