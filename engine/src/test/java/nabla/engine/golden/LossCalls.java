package nabla.engine.golden;

import nabla.engine.tensor.ClassLossOptions;
import nabla.engine.tensor.ClassLosses;
import nabla.engine.tensor.Losses;
import nabla.engine.tensor.Reduction;
import nabla.engine.tensor.Tensor;

/// The losses.
final class LossCalls {
  private LossCalls() {}

  static void register(Calls calls) {
    pair(calls, "mse_loss", Losses::mseLoss);
    pair(calls, "l1_loss", Losses::l1Loss);
    pair(calls, "soft_margin_loss", Losses::softMarginLoss);
    calls.op(
        "smooth_l1_loss",
        a -> Losses.smoothL1Loss(a.tensor(0), a.tensor(1), a.number(-1, "beta", 1), reduction(a)));
    calls.op(
        "huber_loss",
        a -> Losses.huberLoss(a.tensor(0), a.tensor(1), a.number(-1, "delta", 1), reduction(a)));
    calls.op(
        "cross_entropy",
        a -> ClassLosses.crossEntropy(a.tensor(0), a.tensor(1, "target"), options(a)));
    calls.op("nll_loss", a -> ClassLosses.nllLoss(a.tensor(0), a.tensor(1, "target"), options(a)));
  }

  private static ClassLossOptions options(Args a) {
    return new ClassLossOptions(
        a.tensorOrNull(2, "weight"),
        a.integer(-1, "ignore_index", -100),
        reduction(a),
        a.number(-1, "label_smoothing", 0));
  }

  static Reduction reduction(Args a) {
    return Reduction.named(a.text(-1, "reduction", "mean"));
  }

  @FunctionalInterface
  private interface Loss {
    Tensor apply(Tensor input, Tensor target, Reduction reduction);
  }

  private static void pair(Calls calls, String name, Loss loss) {
    calls.op(name, a -> loss.apply(a.tensor(0), a.tensor(1, "target"), reduction(a)));
  }
}
