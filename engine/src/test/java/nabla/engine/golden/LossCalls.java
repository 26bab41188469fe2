package nabla.engine.golden;

import nabla.engine.tensor.ClassLossOptions;
import nabla.engine.tensor.ClassLosses;
import nabla.engine.tensor.Losses;
import nabla.engine.tensor.MarginLosses;
import nabla.engine.tensor.ProbabilityLosses;
import nabla.engine.tensor.Reduction;
import nabla.engine.tensor.Tensor;

/// The losses.
final class LossCalls {
  private LossCalls() {}

  static void register(Calls calls) {
    probabilities(calls);
    margins(calls);
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

  private static void probabilities(Calls calls) {
    calls.op(
        "binary_cross_entropy",
        a ->
            ProbabilityLosses.binaryCrossEntropy(
                a.tensor(0), a.tensor(1, "target"), a.tensorOrNull(2, "weight"), reduction(a)));
    calls.op(
        "binary_cross_entropy_with_logits",
        a ->
            ProbabilityLosses.binaryCrossEntropyWithLogits(
                a.tensor(0),
                a.tensor(1, "target"),
                a.tensorOrNull(2, "weight"),
                a.tensorOrNull(-1, "pos_weight"),
                reduction(a)));
    calls.op(
        "kl_div",
        a ->
            ProbabilityLosses.klDiv(
                a.tensor(0),
                a.tensor(1, "target"),
                a.flag(-1, "log_target", false)
                    ? ProbabilityLosses.KlTarget.LOGARITHMS
                    : ProbabilityLosses.KlTarget.PROBABILITIES,
                a.text(-1, "reduction", "mean").equals("batchmean")
                    ? Reduction.BATCHMEAN
                    : reduction(a)));
    calls.op(
        "gaussian_nll_loss",
        a ->
            ProbabilityLosses.gaussianNllLoss(
                a.tensor(0),
                a.tensor(1, "target"),
                a.tensor(2, "var"),
                terms(a),
                a.number(-1, "eps", 1e-6),
                Reduction.namedPlainly(a.text(-1, "reduction", "mean"))));
    calls.op(
        "poisson_nll_loss",
        a ->
            ProbabilityLosses.poissonNllLoss(
                a.tensor(0),
                a.tensor(1, "target"),
                a.flag(2, "log_input", true)
                    ? ProbabilityLosses.PoissonInput.LOGARITHMS
                    : ProbabilityLosses.PoissonInput.COUNTS,
                terms(a),
                a.number(-1, "eps", 1e-8),
                reduction(a)));
  }

  private static ProbabilityLosses.Terms terms(Args a) {
    return a.flag(-1, "full", false)
        ? ProbabilityLosses.Terms.FULL
        : ProbabilityLosses.Terms.NEEDED;
  }

  private static void margins(Calls calls) {
    calls.op(
        "hinge_embedding_loss",
        a ->
            MarginLosses.hingeEmbeddingLoss(
                a.tensor(0), a.tensor(1), a.number(2, "margin", 1), reduction(a)));
    calls.op(
        "cosine_embedding_loss",
        a ->
            MarginLosses.cosineEmbeddingLoss(
                a.tensor(0), a.tensor(1), a.tensor(2), a.number(3, "margin", 0), reduction(a)));
    calls.op(
        "margin_ranking_loss",
        a ->
            MarginLosses.marginRankingLoss(
                a.tensor(0), a.tensor(1), a.tensor(2), a.number(3, "margin", 0), reduction(a)));
    calls.op(
        "triplet_margin_loss",
        a ->
            MarginLosses.tripletMarginLoss(
                a.tensor(0),
                a.tensor(1),
                a.tensor(2),
                new MarginLosses.TripletOptions(
                    a.number(3, "margin", 1),
                    a.number(4, "p", 2),
                    a.number(5, "eps", 1e-6),
                    a.flag(6, "swap", false)),
                reduction(a)));
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
