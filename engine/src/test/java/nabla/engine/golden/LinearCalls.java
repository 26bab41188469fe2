package nabla.engine.golden;

import static nabla.engine.tensor.Contraction.einsum;

import java.util.List;
import nabla.engine.tensor.Attention;
import nabla.engine.tensor.Dims;
import nabla.engine.tensor.Layers;
import nabla.engine.tensor.Similarity;
import nabla.engine.tensor.Tensor;

/// Linear algebra.
final class LinearCalls {
  private LinearCalls() {}

  static void register(Calls calls) {
    calls.op("mm", a -> a.tensor(0).mm(a.tensor(1, "mat2")));
    calls.op("bmm", a -> a.tensor(0).bmm(a.tensor(1, "mat2")));
    calls.op("matmul", a -> a.tensor(0).matmul(a.tensor(1, "other")));
    calls.op("mv", a -> a.tensor(0).mv(a.tensor(1, "vec")));
    calls.op("dot", a -> a.tensor(0).dot(a.tensor(1, "tensor")));
    calls.op("vdot", a -> a.tensor(0).vdot(a.tensor(1, "other")));
    calls.op("inner", a -> a.tensor(0).inner(a.tensor(1, "other")));
    calls.op("outer", a -> a.tensor(0).outer(a.tensor(1, "vec2")));
    calls.op("kron", a -> a.tensor(0).kron(a.tensor(1, "other")));
    calls.op("cross", a -> a.tensor(0).cross(a.tensor(1, "other"), a.integer(-1, "dim", -1)));
    calls.op("trace", a -> a.tensor(0).trace());
    calls.op("tensordot", LinearCalls::tensordot);
    calls.op(
        "einsum",
        a -> {
          String equation = (String) a.require(0, "equation");
          return a.count() > 1 ? einsum(equation, a.tensors(1, "operands")) : einsum(equation);
        });
    calls.op(
        "linear",
        a -> Layers.linear(a.tensor(0), a.tensor(1, "weight"), a.tensorOrNull(2, "bias")));
    calls.unary("det", Tensor::det);
    calls.unary("inv", Tensor::inv);
    calls.op("solve", a -> a.tensor(0).solve(a.tensor(1, "B")));
    similarities(calls);
    added(calls, "addmm", Tensor::addmm);
    added(calls, "addmv", Tensor::addmv);
    added(calls, "addr", Tensor::addr);
    added(calls, "addbmm", Tensor::addbmm);
    added(calls, "baddbmm", Tensor::baddbmm);
  }

  private static void similarities(Calls calls) {
    calls.op(
        "cosine_similarity",
        a ->
            Similarity.cosineSimilarity(
                a.tensor(0), a.tensor(1, "x2"), a.integer(2, "dim", 1), a.number(3, "eps", 1e-8)));
    calls.op(
        "pairwise_distance",
        a ->
            Similarity.pairwiseDistance(
                a.tensor(0),
                a.tensor(1, "x2"),
                a.number(2, "p", 2),
                a.number(3, "eps", 1e-6),
                a.keepdim(4)));
    calls.op(
        "normalize",
        a ->
            Similarity.normalize(
                a.tensor(0),
                a.number(1, "p", 2),
                a.integer(2, "dim", 1),
                a.number(3, "eps", 1e-12)));
    calls.op(
        "scaled_dot_product_attention",
        a ->
            Attention.scaledDotProductAttention(
                a.tensor(0),
                a.tensor(1, "key"),
                a.tensor(2, "value"),
                Attention.Options.options()
                    .mask(a.tensorOrNull(3, "attn_mask"))
                    .dropout(a.number(4, "dropout_p", 0))
                    .causal(a.flag(5, "is_causal", false))
                    .scale(a.get(-1, "scale") == null ? null : a.number(-1, "scale"))
                    .grouped(a.flag(-1, "enable_gqa", false))));
  }

  @FunctionalInterface
  private interface Added {
    Tensor apply(Tensor input, Tensor first, Tensor second, double beta, double alpha);
  }

  private static void added(Calls calls, String name, Added call) {
    calls.op(
        name,
        a ->
            call.apply(
                a.tensor(0),
                a.tensor(1),
                a.tensor(2),
                a.number(-1, "beta", 1),
                a.number(-1, "alpha", 1)));
  }

  private static Tensor tensordot(Args a) {
    Tensor left = a.tensor(0);
    Tensor right = a.tensor(1, "other");
    if (a.isInteger(2, "dims")) {
      return left.tensordot(right, a.integer(2, "dims"));
    }
    List<?> lists = (List<?>) a.require(2, "dims");
    return left.tensordot(right, dims(lists.get(0)), dims(lists.get(1)));
  }

  private static Dims dims(Object list) {
    return Dims.dims(((List<?>) list).stream().mapToInt(v -> Math.toIntExact((Long) v)).toArray());
  }
}
