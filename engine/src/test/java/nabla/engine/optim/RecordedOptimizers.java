package nabla.engine.optim;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import nabla.engine.tensor.Tensor;

/// Makes the optimizer of a recording from its class and arguments in PyTorch's words.
final class RecordedOptimizers {
  private RecordedOptimizers() {}

  static Optimizer create(String name, JsonObject args, List<Tensor> parameters) {
    Arguments a = new Arguments(args);
    return switch (name) {
      case "SGD" ->
          new SGD(
              parameters,
              SGD.options(a.real("lr", 1e-3))
                  .momentum(a.real("momentum", 0))
                  .dampening(a.real("dampening", 0))
                  .weightDecay(a.real("weight_decay", 0))
                  .nesterov(a.flag("nesterov"))
                  .maximize(a.flag("maximize")));
      case "Adam" -> new Adam(parameters, adam(a, Adam.options()));
      case "AdamW" -> new AdamW(parameters, adam(a, AdamW.options()));
      case "RMSprop" ->
          new RMSprop(
              parameters,
              RMSprop.options(a.real("lr", 1e-2))
                  .alpha(a.real("alpha", 0.99))
                  .eps(a.real("eps", 1e-8))
                  .weightDecay(a.real("weight_decay", 0))
                  .momentum(a.real("momentum", 0))
                  .centered(a.flag("centered"))
                  .maximize(a.flag("maximize")));
      case "Adagrad" ->
          new Adagrad(
              parameters,
              Adagrad.options(a.real("lr", 1e-2))
                  .lrDecay(a.real("lr_decay", 0))
                  .weightDecay(a.real("weight_decay", 0))
                  .initialAccumulatorValue(a.real("initial_accumulator_value", 0))
                  .eps(a.real("eps", 1e-10))
                  .maximize(a.flag("maximize")));
      case "Adadelta" ->
          new Adadelta(
              parameters,
              Adadelta.options(a.real("lr", 1))
                  .rho(a.real("rho", 0.9))
                  .eps(a.real("eps", 1e-6))
                  .weightDecay(a.real("weight_decay", 0))
                  .maximize(a.flag("maximize")));
      case "LBFGS" -> new LBFGS(parameters, lbfgs(a));
      default -> throw new IllegalArgumentException("no optimizer of the name " + name);
    };
  }

  private static LBFGS.Options lbfgs(Arguments a) {
    int iterations = (int) a.real("max_iter", 20);
    int evaluations = a.json.has("max_eval") ? (int) a.real("max_eval", 0) : iterations * 5 / 4;
    LBFGS.Options options =
        LBFGS
            .options(a.real("lr", 1))
            .max(iterations, evaluations)
            .tolerance(a.real("tolerance_grad", 1e-7), a.real("tolerance_change", 1e-9))
            .historySize((int) a.real("history_size", 100));
    return a.json.has("line_search_fn")
        ? options.lineSearch(LBFGS.LineSearch.STRONG_WOLFE)
        : options;
  }

  private static Adam.Options adam(Arguments a, Adam.Options start) {
    JsonArray betas = a.json.getAsJsonArray("betas");
    Adam.Options options =
        start
            .lr(a.real("lr", start.lr()))
            .eps(a.real("eps", start.eps()))
            .weightDecay(a.real("weight_decay", start.weightDecay()))
            .amsgrad(a.flag("amsgrad"))
            .maximize(a.flag("maximize"));
    return betas == null
        ? options
        : options.betas(betas.get(0).getAsDouble(), betas.get(1).getAsDouble());
  }

  private record Arguments(JsonObject json) {
    double real(String key, double otherwise) {
      return json.has(key) ? json.get(key).getAsDouble() : otherwise;
    }

    boolean flag(String key) {
      return json.has(key) && json.get(key).getAsBoolean();
    }
  }
}
