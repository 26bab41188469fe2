package nabla.engine.golden;

import static nabla.engine.tensor.Creation.ones;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import nabla.engine.error.NablaException;
import nabla.engine.optim.ConstantLR;
import nabla.engine.optim.CosineAnnealingLR;
import nabla.engine.optim.CosineAnnealingWarmRestarts;
import nabla.engine.optim.CyclicLR;
import nabla.engine.optim.ExponentialLR;
import nabla.engine.optim.LRScheduler;
import nabla.engine.optim.LinearLR;
import nabla.engine.optim.MultiStepLR;
import nabla.engine.optim.OneCycleLR;
import nabla.engine.optim.Optimizer;
import nabla.engine.optim.PolynomialLR;
import nabla.engine.optim.ReduceLROnPlateau;
import nabla.engine.optim.ReduceLROnPlateau.Mode;
import nabla.engine.optim.ReduceLROnPlateau.ThresholdMode;
import nabla.engine.optim.SGD;
import nabla.engine.optim.StepLR;
import org.jspecify.annotations.Nullable;

/// Runs a recorded schedule of the learning rate and compares each rate.
final class Schedules {
  private static final double RELATIVE = 1e-12;

  private final Optimizer optimizer;
  private final String name;
  private final JsonObject args;

  private Schedules(JsonObject recorded) {
    this.optimizer =
        new SGD(List.of(ones(1).requiresGrad(true)), recorded.get("base_lr").getAsDouble());
    this.name = recorded.get("class").getAsString();
    this.args = recorded.getAsJsonObject("args");
  }

  /// Returns what differs, or null if nothing does.
  static @Nullable String difference(JsonObject recorded) {
    Schedules schedules = new Schedules(recorded);
    boolean plateau = recorded.has("metrics");
    JsonArray expected = recorded.getAsJsonArray(plateau ? "lr_after_step" : "lr_at_step");
    try {
      List<Double> rates =
          plateau
              ? schedules.afterMetrics(recorded.getAsJsonArray("metrics"))
              : schedules.rates(expected.size());
      return compare(rates, expected);
    } catch (NablaException | IllegalArgumentException e) {
      return e.toString();
    }
  }

  private static @Nullable String compare(List<Double> rates, JsonArray expected) {
    for (int i = 0; i < expected.size(); i++) {
      double rate = expected.get(i).getAsDouble();
      if (!(Math.abs(rates.get(i) - rate) <= RELATIVE * Math.abs(rate))) {
        return "step " + i + ": expected " + rate + ", got " + rates.get(i);
      }
    }
    return null;
  }

  private List<Double> rates(int steps) {
    LRScheduler scheduler = scheduler();
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      rates.add(optimizer.groups().getFirst().lr());
      optimizer.step();
      // A plan that has an end may be recorded to its last step.
      if (i < steps - 1) {
        scheduler.step();
      }
    }
    return rates;
  }

  private List<Double> afterMetrics(JsonArray metrics) {
    ReduceLROnPlateau scheduler = new ReduceLROnPlateau(optimizer, plateau());
    List<Double> rates = new ArrayList<>();
    for (JsonElement metric : metrics) {
      optimizer.step();
      scheduler.step(metric.getAsDouble());
      rates.add(scheduler.lastLr().getFirst());
    }
    return rates;
  }

  private LRScheduler scheduler() {
    return switch (name) {
      case "StepLR" -> new StepLR(optimizer, whole("step_size", 0), real("gamma", 0.1));
      case "MultiStepLR" -> new MultiStepLR(optimizer, milestones(), real("gamma", 0.1));
      case "ConstantLR" ->
          new ConstantLR(optimizer, real("factor", 1.0 / 3), whole("total_iters", 5));
      case "LinearLR" ->
          new LinearLR(
              optimizer,
              real("start_factor", 1.0 / 3),
              real("end_factor", 1),
              whole("total_iters", 5));
      case "PolynomialLR" -> new PolynomialLR(optimizer, whole("total_iters", 5), real("power", 1));
      case "ExponentialLR" -> new ExponentialLR(optimizer, real("gamma", 0));
      case "CosineAnnealingLR" ->
          new CosineAnnealingLR(optimizer, whole("T_max", 0), real("eta_min", 0));
      case "CosineAnnealingWarmRestarts" ->
          new CosineAnnealingWarmRestarts(
              optimizer, whole("T_0", 0), whole("T_mult", 1), real("eta_min", 0));
      case "OneCycleLR" -> new OneCycleLR(optimizer, real("max_lr", 0), totalSteps(), oneCycle());
      case "CyclicLR" -> new CyclicLR(optimizer, real("base_lr", 0), real("max_lr", 0), cyclic());
      default -> throw new IllegalArgumentException("no schedule of the name " + name);
    };
  }

  private int totalSteps() {
    return args.has("total_steps")
        ? whole("total_steps", 0)
        : whole("epochs", 0) * whole("steps_per_epoch", 0);
  }

  private CyclicLR.Options cyclic() {
    CyclicLR.Mode mode = CyclicLR.Mode.valueOf(text("mode", "triangular").toUpperCase(Locale.ROOT));
    int up = whole("step_size_up", 2000);
    return CyclicLR.options()
        .steps(up, whole("step_size_down", up))
        .mode(mode, real("gamma", 1))
        .cycleMomentum(flag("cycle_momentum", true))
        .momentum(real("base_momentum", 0.8), real("max_momentum", 0.9));
  }

  private OneCycleLR.Options oneCycle() {
    return OneCycleLR.options()
        .pctStart(real("pct_start", 0.3))
        .linear(text("anneal_strategy", "cos").equals("linear"))
        .cycleMomentum(flag("cycle_momentum", true))
        .momentum(real("base_momentum", 0.85), real("max_momentum", 0.95))
        .divFactor(real("div_factor", 25))
        .finalDivFactor(real("final_div_factor", 1e4))
        .threePhase(flag("three_phase", false));
  }

  private ReduceLROnPlateau.Options plateau() {
    ThresholdMode mode =
        text("threshold_mode", "rel").equals("rel") ? ThresholdMode.REL : ThresholdMode.ABS;
    return ReduceLROnPlateau.options()
        .mode(text("mode", "min").equals("min") ? Mode.MIN : Mode.MAX)
        .factor(real("factor", 0.1))
        .patience(whole("patience", 10))
        .threshold(real("threshold", 1e-4), mode)
        .cooldown(whole("cooldown", 0))
        .minLr(real("min_lr", 0))
        .eps(real("eps", 1e-8));
  }

  private List<Integer> milestones() {
    return StreamSupport.stream(args.getAsJsonArray("milestones").spliterator(), false)
        .map(JsonElement::getAsInt)
        .toList();
  }

  private double real(String key, double otherwise) {
    return given(key, () -> args.get(key).getAsDouble(), otherwise);
  }

  private int whole(String key, int otherwise) {
    return given(key, () -> args.get(key).getAsInt(), otherwise);
  }

  private boolean flag(String key, boolean otherwise) {
    return given(key, () -> args.get(key).getAsBoolean(), otherwise);
  }

  private String text(String key, String otherwise) {
    return given(key, () -> args.get(key).getAsString(), otherwise);
  }

  private <T> T given(String key, Supplier<T> value, T otherwise) {
    return args.has(key) && !args.get(key).isJsonNull() ? value.get() : otherwise;
  }
}
