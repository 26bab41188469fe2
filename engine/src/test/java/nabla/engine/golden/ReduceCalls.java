package nabla.engine.golden;

import java.util.List;
import java.util.function.Function;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Dims;
import nabla.engine.tensor.Flag;
import nabla.engine.tensor.Selected;
import nabla.engine.tensor.Tensor;

/// The reductions.
final class ReduceCalls {
  private ReduceCalls() {}

  static void register(Calls calls) {
    over(calls, "sum", Tensor::sum, Tensor::sum, Tensor::sum);
    over(calls, "mean", Tensor::mean, Tensor::mean, Tensor::mean);
    over(calls, "nansum", Tensor::nansum, Tensor::nansum, Tensor::nansum);
    over(calls, "nanmean", Tensor::nanmean, Tensor::nanmean, Tensor::nanmean);
    over(calls, "any", Tensor::any, Tensor::any, Tensor::any);
    over(calls, "all", Tensor::all, Tensor::all, Tensor::all);
    over(calls, "amax", Tensor::amax, Tensor::amax, Tensor::amax);
    over(calls, "amin", Tensor::amin, Tensor::amin, Tensor::amin);
    over(calls, "logsumexp", x -> x.logsumexp(Dims.dims()), Tensor::logsumexp, Tensor::logsumexp);
    over(
        calls,
        "count_nonzero",
        Tensor::countNonzero,
        (x, dim, _) -> x.countNonzero(dim),
        (x, dims, _) -> x.countNonzero(dims));
    along(calls, "prod", Tensor::prod, Tensor::prod);
    along(calls, "argmax", Tensor::argmax, Tensor::argmax);
    along(calls, "argmin", Tensor::argmin, Tensor::argmin);
    along(calls, "median", Tensor::median, (x, dim, flags) -> list(x.median(dim, flags)));
    along(calls, "mode", x -> list(x.mode()), (x, dim, flags) -> list(x.mode(dim, flags)));
    along(calls, "aminmax", x -> list(x.aminmax()), (x, dim, flags) -> list(x.aminmax(dim, flags)));
    calls.op("max", ReduceCalls::max);
    calls.op("min", ReduceCalls::min);
    calls.op(
        "kthvalue",
        a -> list(a.tensor(0).kthvalue(a.integer(1, "k"), a.integer(2, "dim", -1), a.keepdim(3))));
    calls.op("cumsum", a -> input(a).cumsum(a.integer(1, "dim")));
    calls.op("cumprod", a -> input(a).cumprod(a.integer(1, "dim")));
    calls.op("logcumsumexp", a -> a.tensor(0).logcumsumexp(a.integer(1, "dim")));
    calls.op("cummax", a -> list(a.tensor(0).cummax(a.integer(1, "dim"))));
    calls.op("cummin", a -> list(a.tensor(0).cummin(a.integer(1, "dim"))));
    statistics(calls);
  }

  private static void statistics(Calls calls) {
    calls.op("var", a -> a.tensor(0).var(spread(a), correction(a), keepdim(a)));
    calls.op("std", a -> a.tensor(0).std(spread(a), correction(a), keepdim(a)));
    calls.op(
        "var_mean",
        a -> {
          var pair = a.tensor(0).varMean(spread(a), correction(a), keepdim(a));
          return List.of(pair.variance(), pair.mean());
        });
    calls.op(
        "std_mean",
        a -> {
          var pair = a.tensor(0).stdMean(spread(a), correction(a), keepdim(a));
          return List.of(pair.std(), pair.mean());
        });
    calls.op("norm", ReduceCalls::norm);
    calls.op(
        "vector_norm", a -> input(a).vectorNorm(a.number(1, "ord", 2), dims(a, 2), a.keepdim(3)));
    calls.op("dist", a -> a.tensor(0).dist(a.tensor(1, "other"), a.number(2, "p", 2)));
  }

  private static Tensor norm(Args a) {
    if (a.get(1, "p") instanceof String name) {
      return input(a).norm(name, dims(a, 2), a.keepdim(3));
    }
    return input(a).norm(a.number(1, "p", 2), dims(a, 2), a.keepdim(3));
  }

  // var(input, unbiased) puts a truth value where var(input, dim) has dimensions.
  private static Dims spread(Args a) {
    return a.get(1, "dim") instanceof Boolean ? Dims.dims() : dims(a, 1);
  }

  private static double correction(Args a) {
    if (a.get(1, "dim") instanceof Boolean unbiased) {
      return unbiased ? 1 : 0;
    }
    return a.flag(2, "unbiased", true) ? a.number(-1, "correction", 1) : 0;
  }

  private static Flag[] keepdim(Args a) {
    return a.keepdim(-1);
  }

  private static Object max(Args a) {
    if (a.isTensor(1, "other")) {
      return a.tensor(0).max(a.tensor(1, "other"));
    }
    return a.has(1, "dim")
        ? list(a.tensor(0).max(a.integer(1, "dim"), a.keepdim(2)))
        : a.tensor(0).max();
  }

  private static Object min(Args a) {
    if (a.isTensor(1, "other")) {
      return a.tensor(0).min(a.tensor(1, "other"));
    }
    return a.has(1, "dim")
        ? list(a.tensor(0).min(a.integer(1, "dim"), a.keepdim(2)))
        : a.tensor(0).min();
  }

  private static List<Tensor> list(Selected selected) {
    return List.of(selected.values(), selected.indices());
  }

  private static List<Tensor> list(Tensor.MinMax both) {
    return List.of(both.min(), both.max());
  }

  // In Java the dtype of a reduction is said by converting its input.
  private static Tensor input(Args a) {
    DType dtype = a.dtype(-1, "dtype");
    return dtype == null ? a.tensor(0) : a.tensor(0).to(dtype);
  }

  private static Dims dims(Args a, int position) {
    return a.get(position, "dim") == null ? Dims.dims() : a.dims(position, "dim");
  }

  private interface AlongOne {
    Object apply(Tensor x, int dim, Flag... flags);
  }

  private interface OverSeveral {
    Object apply(Tensor x, Dims dims, Flag... flags);
  }

  private static void along(Calls calls, String name, Function<Tensor, Object> all, AlongOne one) {
    calls.op(
        name,
        a ->
            given(
                a,
                a.get(1, "dim") == null
                    ? all.apply(input(a))
                    : one.apply(input(a), a.integer(1, "dim"), a.keepdim(2))));
  }

  // Truth values are added up as whole numbers, whatever they were converted to before.
  private static Object given(Args a, Object result) {
    return a.dtype(-1, "dtype") == DType.BOOL && result instanceof Tensor tensor
        ? tensor.toBool()
        : result;
  }

  private static void over(
      Calls calls, String name, Function<Tensor, Object> all, AlongOne one, OverSeveral several) {
    calls.op(
        name,
        a -> {
          if (a.get(1, "dim") == null) {
            return given(a, all.apply(input(a)));
          }
          return given(
              a,
              a.isInteger(1, "dim")
                  ? one.apply(input(a), a.integer(1, "dim"), a.keepdim(2))
                  : several.apply(input(a), a.dims(1, "dim"), a.keepdim(2)));
        });
  }
}
