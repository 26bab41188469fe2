package nabla.engine.golden;

import static nabla.engine.golden.Draw.args;
import static nabla.engine.golden.Draw.with;

/// The reductions, accumulations and orders.
final class ReduceGradCases {
  private ReduceGradCases() {}

  static void register(GradCases cases) {
    for (String name :
        new String[] {"sum", "mean", "nansum", "nanmean", "amax", "amin", "logsumexp"}) {
      cases.op(name, d -> over(d, -2.5, 2.5));
    }
    for (String name : new String[] {"prod", "median", "mode", "max", "min"}) {
      cases.op(name, d -> d.coin() ? args(d.x(d.shape())) : along(d));
    }
    cases.op("aminmax", d -> d.coin() ? args(d.x(d.shape())) : with(dim(d), "keepdim", d.coin()));
    for (String name : new String[] {"cumsum", "cumprod", "logcumsumexp", "cummax", "cummin"}) {
      cases.op(name, ReduceGradCases::dim);
    }
    for (String name : new String[] {"var", "std", "var_mean", "std_mean"}) {
      cases.op(name, ReduceGradCases::spread);
    }
    for (String name : new String[] {"norm", "vector_norm"}) {
      cases.op(
          name,
          d -> {
            int[] shape = d.shape(1, 3);
            double p = d.oneOf(1.0, 1.5, 2.0, 3.0, Double.POSITIVE_INFINITY);
            return d.coin()
                ? args(d.within(0.3, 3, shape), p)
                : args(d.within(0.3, 3, shape), p, d.dim(shape), d.coin());
          });
    }
    cases.op(
        "dist",
        d -> {
          int[] shape = d.shape();
          return args(
              d.within(2, 4, shape), d.within(-2, 1, d.beside(shape)), d.oneOf(1.0, 2.0, 3.0));
        });
    ordered(cases);
  }

  private static void ordered(GradCases cases) {
    cases.op(
        "kthvalue",
        d -> {
          int[] shape = d.shape(1, 3);
          int dim = d.dim(shape);
          int size = shape[Math.floorMod(dim, shape.length)];
          return args(d.x(shape), d.between(1, size), dim, d.coin());
        });
    cases.op(
        "topk",
        d -> {
          int[] shape = d.shape(1, 3);
          int dim = d.dim(shape);
          int size = shape[Math.floorMod(dim, shape.length)];
          return args(d.x(shape), d.between(1, size), dim, d.coin());
        });
    cases.op(
        "sort",
        d -> {
          int[] shape = d.shape(1, 3);
          return args(d.x(shape), d.dim(shape), d.coin());
        });
    cases.op("msort", d -> args(d.x(d.shape(1, 3))));
  }

  private static Args dim(Draw d) {
    int[] shape = d.shape(1, 3);
    return args(d.x(shape), d.dim(shape));
  }

  private static Args along(Draw d) {
    int[] shape = d.shape(1, 3);
    return args(d.x(shape), d.dim(shape), d.coin());
  }

  /// Over everything, one dimension or two.
  private static Args over(Draw d, double low, double high) {
    int[] shape = d.shape(2, 3);
    return switch (d.between(0, 2)) {
      case 0 -> args(d.within(low, high, shape));
      case 1 -> args(d.within(low, high, shape), d.dim(shape), d.coin());
      default -> args(d.within(low, high, shape), new int[] {0, -1}, d.coin());
    };
  }

  private static Args spread(Draw d) {
    int[] shape = {d.between(2, 3), d.between(2, 3)};
    if (d.coin()) {
      return with(args(d.x(shape)), "correction", d.oneOf(0.0, 0.5, 1.0));
    }
    return with(with(args(d.x(shape)), "dim", d.dim(shape)), "keepdim", d.coin());
  }
}
