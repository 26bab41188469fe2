package nabla.engine.golden;

import java.util.List;
import nabla.engine.tensor.Selected;
import nabla.engine.tensor.Similarity;
import nabla.engine.tensor.Tensor;

/// Operations beyond the corpus; their samples were recorded with PyTorch.
final class EstimateCalls {
  private EstimateCalls() {}

  static void register(Calls calls) {
    calls.op("quantile", EstimateCalls::quantile);
    calls.op("nanmedian", EstimateCalls::nanmedian);
    calls.unary("logdet", Tensor::logdet);
    calls.op(
        "slogdet",
        a -> {
          var parts = a.tensor(0).slogdet();
          return List.of(parts.sign(), parts.logAbsDet());
        });
    calls.op("matrix_power", a -> a.tensor(0).matrixPower(a.integer(1, "n")));
    calls.op("cov", a -> a.tensor(0).cov(a.integer(-1, "correction", 1)));
    calls.unary("corrcoef", Tensor::corrcoef);
    calls.op("cdist", a -> Similarity.cdist(a.tensor(0), a.tensor(1, "x2"), a.number(-1, "p", 2)));
    calls.op(
        "index_copy",
        a -> a.tensor(0).indexCopy(a.integer(1, "dim"), a.tensor(2, "index"), a.tensor(3, "src")));
    calls.op(
        "masked_scatter", a -> a.tensor(0).maskedScatter(a.tensor(1, "mask"), a.tensor(2, "src")));
    calls.unary("isposinf", Tensor::isposinf);
    calls.unary("isneginf", Tensor::isneginf);
  }

  private static Tensor quantile(Args a) {
    Tensor x = a.tensor(0);
    if (a.has(2, "dim")) {
      int dim = a.integer(2, "dim");
      return a.isTensor(1, "q")
          ? x.quantile(a.tensor(1, "q"), dim, a.keepdim(3))
          : x.quantile(a.number(1, "q"), dim, a.keepdim(3));
    }
    return a.isTensor(1, "q") ? x.quantile(a.tensor(1, "q")) : x.quantile(a.number(1, "q"));
  }

  private static Object nanmedian(Args a) {
    if (!a.has(1, "dim")) {
      return a.tensor(0).nanmedian();
    }
    Selected found = a.tensor(0).nanmedian(a.integer(1, "dim"), a.keepdim(2));
    return List.of(found.values(), found.indices());
  }
}
