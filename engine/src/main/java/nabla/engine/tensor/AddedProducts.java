package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.none;

import nabla.engine.autograd.GradMode;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.error.DTypeException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// The products that are added to a tensor: `beta · input + alpha · product`, one operation each.
final class AddedProducts {
  private AddedProducts() {}

  static Tensor addmm(Tensor input, Tensor a, Tensor b, double beta, double alpha) {
    require("addmm", input, a, b);
    return record(
        "Addmm",
        input,
        plain(() -> a.mm(b)),
        beta,
        alpha,
        Partial.of((g, saved) -> scaled(g.mm(saved.input(2).t()), alpha), 2),
        Partial.of((g, saved) -> scaled(saved.input(1).t().mm(g), alpha), 1),
        a,
        b);
  }

  private static void require(String name, Tensor input, Tensor a, Tensor b) {
    sameDType("self", input, "mat2", b);
    sameDType("mat1", a, "mat2", b);
    boolean first = a.rank() != 2;
    for (Tensor matrix : new Tensor[] {a, b}) {
      if (matrix.rank() != 2) {
        throw new ShapeException(
            "%s: mat%d must be a matrix, got %d-D tensor"
                .formatted(name, first ? 1 : 2, matrix.rank()),
            "mm.rank",
            a.shape(),
            b.shape());
      }
    }
    if (a.size(1) != b.size(0)) {
      throw new ShapeException(
          "%s: mat1 and mat2 shapes cannot be multiplied (%s and %s)"
              .formatted(name, a.shape().times(), b.shape().times()),
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
    return record(
        "Addmv",
        input,
        plain(() -> matrix.mv(vector)),
        beta,
        alpha,
        Partial.of((g, saved) -> scaled(g.outer(saved.input(2)), alpha), 2),
        Partial.of((g, saved) -> scaled(saved.input(1).t().mv(g), alpha), 1),
        matrix,
        vector);
  }

  static Tensor addr(Tensor input, Tensor a, Tensor b, double beta, double alpha) {
    return record(
        "Addr",
        input,
        plain(() -> a.outer(b)),
        beta,
        alpha,
        Partial.of((g, saved) -> scaled(g.mv(saved.input(2)), alpha), 2),
        Partial.of((g, saved) -> scaled(g.t().mv(saved.input(1)), alpha), 1),
        a,
        b);
  }

  static Tensor baddbmm(Tensor input, Tensor a, Tensor b, double beta, double alpha) {
    return record(
        "Baddbmm",
        input,
        plain(() -> a.bmm(b)),
        beta,
        alpha,
        Partial.of((g, saved) -> scaled(g.bmm(saved.input(2).transpose(1, 2)), alpha), 2),
        Partial.of((g, saved) -> scaled(saved.input(1).transpose(1, 2).bmm(g), alpha), 1),
        a,
        b);
  }

  static Tensor addbmm(Tensor input, Tensor a, Tensor b, double beta, double alpha) {
    Tensor product = plain(() -> sumOfProducts(a, b));
    int[] sizes = {a.rank() == 0 ? 0 : a.size(0), -1, -1};
    return record(
        "Addbmm",
        input,
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

  // As one long product, which rounds once.
  private static Tensor sumOfProducts(Tensor a, Tensor b) {
    if (a.rank() != 3 || b.rank() != 3 || a.size(0) != b.size(0) || a.size(2) != b.size(1)) {
      return a.bmm(b); // says what is wrong
    }
    int inner = a.size(0) * a.size(2);
    Tensor rows = a.transpose(0, 1).reshape(a.size(1), inner);
    return rows.mm(b.reshape(inner, b.size(2)));
  }

  private static Tensor plain(GradMode.Computation<Tensor, RuntimeException> product) {
    return GradMode.noGrad(product);
  }

  private static Tensor record(
      String name,
      Tensor input,
      Tensor product,
      double beta,
      double alpha,
      Partial byFirst,
      Partial bySecond,
      Tensor first,
      Tensor second) {
    Node node =
        Products.begin(
            name,
            new @Nullable Partial[] {none(g -> scaled(g, beta)), byFirst, bySecond},
            input,
            first,
            second);
    Tensor added = input.detach().expand(product.shape().toArray());
    Tensor result = scaled(product, alpha);
    // With 0 the input counts for nothing, not even a NaN in it.
    if (factor(input, beta) != 0) {
      result = scaled(added, beta).add(result);
    }
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
      case INT64 -> (long) factor;
      case BOOL -> factor != 0 ? 1 : 0;
    };
  }
}
