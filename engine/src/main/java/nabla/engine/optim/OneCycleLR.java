package nabla.engine.optim;

import java.util.ArrayList;
import java.util.List;
import nabla.engine.error.ArgumentException;

/// Lets the rate rise to a peak and fall far below its beginning, once; momentum does the opposite.
///
/// It is stepped once a batch, at most `totalSteps` times.
public final class OneCycleLR extends LRScheduler {
  private final double maxLr;
  private final Options options;
  private final int totalSteps;
  private final List<Phase> phases = new ArrayList<>();

  private record Phase(
      double end, double fromLr, double toLr, double fromMomentum, double toMomentum) {}

  /// Creates a schedule of `totalSteps` steps with the peak `maxLr`.
  public OneCycleLR(Optimizer optimizer, double maxLr, int totalSteps) {
    this(optimizer, maxLr, totalSteps, options());
  }

  /// Creates a schedule.
  public OneCycleLR(Optimizer optimizer, double maxLr, int totalSteps, Options options) {
    super(optimizer);
    Checks.steps(totalSteps, 1, "Expected positive integer total_steps, but got " + totalSteps);
    Checks.factor(
        options.pctStart >= 0 && options.pctStart <= 1,
        "Expected float between 0 and 1 pct_start, but got " + Checks.number(options.pctStart),
        options.pctStart);
    if (options.cycleMomentum
        && optimizer.groups().stream().anyMatch(g -> g.options().inertia().isEmpty())) {
      throw new ArgumentException(
          "optimizer must support momentum or beta1 with `cycle_momentum` option enabled",
          "schedule.momentum");
    }
    this.maxLr = maxLr;
    this.totalSteps = totalSteps;
    this.options = options;
    // Schedules that are made after this one begin where it does, as in PyTorch.
    optimizer.groups().forEach(group -> group.initialLr(maxLr / options.divFactor));
    plan();
    begin();
  }

  private void plan() {
    double first = maxLr / options.divFactor;
    double last = first / options.finalDivFactor;
    double low = options.baseMomentum;
    double high = options.maxMomentum;
    double peak = options.pctStart * totalSteps - 1;
    phases.add(new Phase(peak, first, maxLr, high, low));
    if (options.threePhase) {
      phases.add(new Phase(2 * options.pctStart * totalSteps - 2, maxLr, first, low, high));
      phases.add(new Phase(totalSteps - 1, first, last, high, high));
    } else {
      phases.add(new Phase(totalSteps - 1, maxLr, last, low, high));
    }
  }

  @Override
  double rate(int epoch, double now, double base) {
    if (epoch > totalSteps) {
      throw new ArgumentException(
          "Tried to step %d times. The specified number of total steps is %d"
              .formatted(epoch, totalSteps),
          "schedule.over",
          totalSteps);
    }
    Phase phase = phase(epoch);
    return between(phase.fromLr, phase.toLr, way(phase, epoch));
  }

  @Override
  void after(int epoch) {
    if (options.cycleMomentum) {
      Phase phase = phase(epoch);
      double momentum = between(phase.fromMomentum, phase.toMomentum, way(phase, epoch));
      optimizer().groups().forEach(group -> group.inertia(momentum));
    }
  }

  private Phase phase(int epoch) {
    for (Phase phase : phases) {
      if (epoch <= phase.end) {
        return phase;
      }
    }
    return phases.getLast();
  }

  private double way(Phase phase, int epoch) {
    int index = phases.indexOf(phase);
    double start = index == 0 ? 0 : phases.get(index - 1).end;
    return (epoch - start) / (phase.end - start);
  }

  private double between(double from, double to, double way) {
    if (options.linear) {
      return (to - from) * way + from;
    }
    return to + (from - to) / 2.0 * (Math.cos(Math.PI * way) + 1);
  }

  /// Returns PyTorch's default options.
  public static Options options() {
    return new Options(0.3, false, true, 0.85, 0.95, 25, 1e4, false);
  }

  /// The options of [OneCycleLR].
  ///
  /// @param pctStart which part of the steps the rise takes
  /// @param linear whether the rate moves along straight lines instead of cosine waves
  /// @param cycleMomentum whether momentum moves too, against the rate
  /// @param baseMomentum the momentum at the peak of the rate
  /// @param maxMomentum the momentum at both ends
  /// @param divFactor the peak divided by the first rate
  /// @param finalDivFactor the first rate divided by the last
  /// @param threePhase whether the fall is as long as the rise, and a third phase ends
  public record Options(
      double pctStart,
      boolean linear,
      boolean cycleMomentum,
      double baseMomentum,
      double maxMomentum,
      double divFactor,
      double finalDivFactor,
      boolean threePhase) {
    /// Returns a copy with another part for the rise.
    public Options pctStart(double part) {
      return new Options(
          part,
          linear,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          divFactor,
          finalDivFactor,
          threePhase);
    }

    /// Returns a copy with straight lines, or waves.
    public Options linear(boolean lines) {
      return new Options(
          pctStart,
          lines,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          divFactor,
          finalDivFactor,
          threePhase);
    }

    /// Returns a copy that moves momentum, or leaves it.
    public Options cycleMomentum(boolean cycle) {
      return new Options(
          pctStart,
          linear,
          cycle,
          baseMomentum,
          maxMomentum,
          divFactor,
          finalDivFactor,
          threePhase);
    }

    /// Returns a copy with other bounds of the momentum.
    public Options momentum(double base, double max) {
      return new Options(
          pctStart, linear, cycleMomentum, base, max, divFactor, finalDivFactor, threePhase);
    }

    /// Returns a copy with another ratio of the peak to the first rate.
    public Options divFactor(double ratio) {
      return new Options(
          pctStart,
          linear,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          ratio,
          finalDivFactor,
          threePhase);
    }

    /// Returns a copy with another ratio of the first rate to the last.
    public Options finalDivFactor(double ratio) {
      return new Options(
          pctStart, linear, cycleMomentum, baseMomentum, maxMomentum, divFactor, ratio, threePhase);
    }

    /// Returns a copy with three phases, or two.
    public Options threePhase(boolean three) {
      return new Options(
          pctStart,
          linear,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          divFactor,
          finalDivFactor,
          three);
    }
  }
}
