package nabla.engine.golden;

import static nabla.engine.golden.Draw.args;
import static nabla.engine.golden.Draw.with;

/// The losses.
final class LossGradCases {
  private LossGradCases() {}

  static void register(GradCases cases) {
    for (String name : new String[] {"mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"}) {
      cases.op(
          name,
          d -> {
            int[] shape = d.shape();
            return reduced(d, args(d.x(shape), d.x(shape)));
          });
    }
    probabilities(cases);
    classes(cases);
    margins(cases);
  }

  private static Args reduced(Draw d, Args args) {
    return with(args, "reduction", d.oneOf("none", "mean", "sum"));
  }

  private static void probabilities(GradCases cases) {
    cases.op(
        "binary_cross_entropy",
        d -> reduced(d, args(d.within(0.1, 0.9, 2, 3), d.within(0.1, 0.9, 2, 3))));
    cases.op(
        "binary_cross_entropy_with_logits",
        d -> {
          Args args = args(d.x(2, 3), d.within(0.1, 0.9, 2, 3));
          return reduced(d, d.coin() ? with(args, "pos_weight", d.constant(0.5, 2, 3)) : args);
        });
    cases.op(
        "kl_div",
        d -> {
          boolean logarithms = d.coin();
          Args args = args(d.x(2, 3), logarithms ? d.x(2, 3) : d.within(0.1, 0.9, 2, 3));
          return with(
              with(args, "log_target", logarithms),
              "reduction",
              d.oneOf("none", "mean", "sum", "batchmean"));
        });
    cases.op(
        "gaussian_nll_loss",
        d ->
            with(reduced(d, args(d.x(2, 3), d.x(2, 3), d.within(0.3, 2, 2, 3))), "full", d.coin()));
    cases.op(
        "poisson_nll_loss",
        d -> {
          boolean logarithms = d.coin();
          Args args = args(logarithms ? d.x(2, 3) : d.within(0.3, 3, 2, 3), d.within(1.5, 4, 2, 3));
          return with(with(reduced(d, args), "log_input", logarithms), "full", d.coin());
        });
  }

  private static void classes(GradCases cases) {
    cases.op(
        "cross_entropy",
        d ->
            switch (d.between(0, 2)) {
              case 0 -> reduced(d, args(d.x(2, 3), d.within(0.1, 0.9, 2, 3)));
              case 1 -> reduced(d, weighted(d, args(d.x(2, 3), d.index(3, 2))));
              default ->
                  with(reduced(d, args(d.x(2, 3, 2), d.index(3, 2, 2))), "label_smoothing", 0.1);
            });
    cases.op(
        "nll_loss",
        d ->
            d.coin()
                ? with(reduced(d, args(d.x(3, 3), d.index(3, 3))), "ignore_index", 4)
                : reduced(d, weighted(d, args(d.x(2, 3, 2), d.index(3, 2, 2)))));
  }

  private static Args weighted(Draw d, Args args) {
    return d.coin() ? with(args, "weight", d.constant(0.5, 2, 3)) : args;
  }

  private static void margins(GradCases cases) {
    cases.op("soft_margin_loss", d -> reduced(d, args(d.x(2, 3), d.signs(2, 3))));
    cases.op(
        "hinge_embedding_loss",
        d -> with(reduced(d, args(d.x(2, 3), d.signs(2, 3))), "margin", 1.0));
    cases.op(
        "cosine_embedding_loss",
        d -> with(reduced(d, args(d.x(2, 3), d.x(2, 3), d.signs(2))), "margin", -0.9));
    cases.op(
        "margin_ranking_loss",
        d -> with(reduced(d, args(d.x(2, 3), d.x(2, 3), d.signs(2, 3))), "margin", 0.5));
    cases.op(
        "triplet_margin_loss",
        d -> {
          Args args = args(d.x(2, 3), d.x(2, 3), d.x(2, 3));
          return reduced(d, with(with(args, "margin", 10.0), "swap", d.coin()));
        });
  }
}
