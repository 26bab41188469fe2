package nabla.engine.golden;

import static nabla.engine.golden.Draw.args;
import static nabla.engine.golden.Draw.with;

import java.util.List;

/// Linear algebra, convolution, pooling, normalisation.
final class LinearGradCases {
  private LinearGradCases() {}

  static void register(GradCases cases) {
    products(cases);
    sums(cases);
    matrices(cases);
    distances(cases);
    convolutions(cases);
    pools(cases);
    norms(cases);
  }

  private static int size(Draw d) {
    return d.between(1, 3);
  }

  private static void products(GradCases cases) {
    cases.op("mm", d -> inner(d, new int[] {size(d)}, new int[] {size(d)}));
    cases.op(
        "matmul",
        d ->
            switch (d.between(0, 3)) {
              case 0 -> args(d.x(3), d.x(3));
              case 1 -> args(d.x(2, 3), d.x(3));
              case 2 -> args(d.x(3), d.x(2, 3, 2));
              default -> args(d.x(2, 1, 2, 3), d.x(2, 3, 1));
            });
    cases.op("bmm", d -> args(d.x(2, size(d), 3), d.x(2, 3, size(d))));
    cases.op("mv", d -> args(d.x(size(d), 3), d.x(3)));
    for (String name : new String[] {"dot", "vdot"}) {
      cases.op(
          name,
          d -> {
            int n = size(d);
            return args(d.x(n), d.x(n));
          });
    }
    cases.op("inner", d -> args(d.x(size(d), 3), d.x(size(d), 3)));
    cases.op("outer", d -> args(d.x(size(d)), d.x(size(d))));
    cases.op("kron", d -> args(d.x(size(d), 2), d.x(d.shape(1, 2))));
    cases.op("cross", d -> args(d.x(size(d), 3), d.x(1, 3)));
    cases.op(
        "tensordot", d -> args(d.x(2, 3, 1), d.x(3, 2, 2), List.of(List.of(0, 1), List.of(1, 0))));
    cases.op(
        "einsum",
        d ->
            switch (d.between(0, 3)) {
              case 0 -> args("ij,jk->ik", List.of(d.x(2, 3), d.x(3, 2)));
              case 1 -> args("bij,bij->b", List.of(d.x(2, 2, 2), d.x(2, 2, 2)));
              case 2 -> args("ii->i", List.of(d.x(3, 3)));
              default -> args("i,ij,j", List.of(d.x(2), d.x(2, 3), d.x(3)));
            });
    cases.op(
        "linear",
        d -> {
          int out = size(d);
          return d.coin()
              ? args(d.x(size(d), 3), d.x(out, 3), d.x(out))
              : args(d.x(2, 1, 3), d.x(out, 3));
        });
  }

  private static Args inner(Draw d, int[] left, int[] right) {
    int k = size(d);
    return args(d.x(left[0], k), d.x(k, right[0]));
  }

  private static void sums(GradCases cases) {
    cases.op("addmm", d -> scaled(d, args(d.x(d.beside(2, 3)), d.x(2, 2), d.x(2, 3))));
    cases.op("addmv", d -> scaled(d, args(d.x(2), d.x(2, 3), d.x(3))));
    cases.op("addr", d -> scaled(d, args(d.x(2, 3), d.x(2), d.x(3))));
    cases.op("addbmm", d -> scaled(d, args(d.x(2, 3), d.x(2, 2, 1), d.x(2, 1, 3))));
    cases.op("baddbmm", d -> scaled(d, args(d.x(2, 2, 3), d.x(2, 2, 1), d.x(2, 1, 3))));
  }

  private static Args scaled(Draw d, Args args) {
    return with(with(args, "beta", d.real(-2, 2)), "alpha", d.real(-2, 2));
  }

  private static void matrices(GradCases cases) {
    cases.op("det", d -> args(d.coin() ? d.square(size(d)) : d.square(2, 2)));
    cases.op("inv", d -> args(d.coin() ? d.square(size(d)) : d.square(2, 2)));
    cases.op(
        "solve",
        d -> {
          int n = size(d);
          return args(d.square(n), d.coin() ? d.x(n) : d.x(n, 2));
        });
  }

  private static void distances(GradCases cases) {
    cases.op("cosine_similarity", d -> args(d.x(2, 3), d.x(d.oneOf(1, 2), 3), d.between(0, 1)));
    cases.op(
        "pairwise_distance",
        d -> args(d.within(2, 4, 2, 3), d.within(-3, 1, 2, 3), d.oneOf(1.0, 2.0, 3.0)));
    cases.op(
        "normalize", d -> args(d.within(0.3, 3, 2, 3), d.oneOf(1.0, 2.0, 3.0), d.between(0, 1)));
    cases.op(
        "scaled_dot_product_attention",
        d -> {
          Args args = args(d.x(1, 2, 3), d.x(1, 3, 3), d.x(1, 3, 2));
          return switch (d.between(0, 2)) {
            case 0 -> args;
            case 1 -> with(args, "is_causal", true);
            default -> with(args, "attn_mask", d.x(2, 3));
          };
        });
  }

  private static void convolutions(GradCases cases) {
    cases.op("conv1d", d -> strided(d, args(d.x(1, 2, 5), d.x(2, 2, 2), d.coin() ? d.x(2) : null)));
    cases.op("conv2d", d -> strided(d, args(d.x(1, 1, 3, 4), d.x(2, 1, 2, 2), d.x(2))));
    cases.op("conv_transpose1d", d -> strided(d, args(d.x(1, 2, 3), d.x(2, 1, 2), d.x(1))));
    cases.op("conv_transpose2d", d -> strided(d, args(d.x(1, 1, 2, 2), d.x(1, 2, 2, 2), d.x(2))));
    cases.op("im2col", d -> args(d.x(1, 2, 3, 3), 2, 1, d.between(0, 1), d.between(1, 2)));
  }

  private static Args strided(Draw d, Args args) {
    Args strided = with(with(args, "stride", d.between(1, 2)), "padding", d.between(0, 1));
    return with(strided, "dilation", d.between(1, 2));
  }

  private static void pools(GradCases cases) {
    cases.op(
        "avg_pool1d",
        d -> args(d.x(1, 2, 5), 2, d.between(1, 3), d.between(0, 1), d.coin(), d.coin()));
    cases.op(
        "avg_pool2d",
        d -> args(d.x(1, 3, 4), 2, d.between(1, 2), d.between(0, 1), d.coin(), d.coin()));
    cases.op("max_pool1d", d -> args(d.x(1, 2, 5), 2, d.between(1, 3), d.between(0, 1)));
    cases.op("max_pool2d", d -> args(d.x(1, 3, 4), 2, d.between(1, 2), d.between(0, 1)));
    cases.op("adaptive_avg_pool1d", d -> args(d.x(1, 2, 5), d.between(1, 4)));
    cases.op("adaptive_avg_pool2d", d -> args(d.x(1, 3, 4), new int[] {d.between(1, 3), 2}));
  }

  private static void norms(GradCases cases) {
    cases.op(
        "batch_norm",
        d ->
            d.coin()
                ? with(args(d.x(3, 2), null, null, d.x(2), d.x(2)), "training", true)
                : args(d.x(3, 2), d.constant(-1, 1, 2), d.constant(0.5, 2, 2), d.x(2), d.x(2)));
    cases.op(
        "instance_norm", d -> with(with(args(d.x(2, 2, 3)), "weight", d.x(2)), "bias", d.x(2)));
    cases.op("layer_norm", d -> args(d.x(2, 3), new int[] {3}, d.x(3), d.x(3)));
    cases.op("group_norm", d -> args(d.x(1, 4, 2), d.oneOf(1, 2), d.x(4), d.x(4)));
    cases.op("rms_norm", d -> args(d.x(2, 3), new int[] {3}, d.coin() ? d.x(3) : null));
  }
}
