package nabla.engine.optim;

import java.util.List;
import nabla.engine.tensor.Tensor;

/// Lowers the rate when a metric, the loss of a validation set say, no longer gets better.
public final class ReduceLROnPlateau {
  private final Optimizer optimizer;
  private final Options options;
  private double best;
  private int bad;
  private int cooldown;

  /// Which way a metric gets better.
  public enum Mode {
    /// The metric shall fall, as a loss.
    MIN,
    /// The metric shall rise, as an accuracy.
    MAX
  }

  /// How the threshold of an improvement counts.
  public enum ThresholdMode {
    /// As a part of the best metric.
    REL,
    /// As it stands.
    ABS
  }

  /// Creates a schedule for a loss, with PyTorch's default options.
  public ReduceLROnPlateau(Optimizer optimizer) {
    this(optimizer, options());
  }

  /// Creates a schedule.
  public ReduceLROnPlateau(Optimizer optimizer, Options options) {
    Checks.factor(options.factor < 1, "Factor should be < 1.0.", options.factor);
    this.optimizer = optimizer;
    this.options = options;
    this.best = options.mode == Mode.MIN ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
  }

  /// Takes the metric of an epoch, and lowers the rates if it is time.
  public void step(Tensor metric) {
    step(metric.item());
  }

  /// Takes the metric of an epoch, and lowers the rates if it is time.
  public void step(double metric) {
    if (isBetter(metric)) {
      best = metric;
      bad = 0;
    } else {
      bad++;
    }
    if (cooldown > 0) {
      cooldown--;
      bad = 0;
    }
    if (bad > options.patience) {
      reduce();
      cooldown = options.cooldown;
      bad = 0;
    }
  }

  /// Returns the learning rates in force, one for each parameter group.
  public List<Double> lastLr() {
    return optimizer.groups().stream().map(ParameterGroup::lr).toList();
  }

  private boolean isBetter(double metric) {
    boolean relative = options.thresholdMode == ThresholdMode.REL;
    if (options.mode == Mode.MIN) {
      return metric < (relative ? best * (1 - options.threshold) : best - options.threshold);
    }
    return metric > (relative ? best * (options.threshold + 1) : best + options.threshold);
  }

  private void reduce() {
    for (ParameterGroup group : optimizer.groups()) {
      double lower = Math.max(group.lr() * options.factor, options.minLr);
      if (group.lr() - lower > options.eps) {
        group.lr(lower);
      }
    }
  }

  /// Returns PyTorch's default options: a tenth of the rate after 10 epochs without improvement.
  public static Options options() {
    return new Options(Mode.MIN, 0.1, 10, 1e-4, ThresholdMode.REL, 0, 0, 1e-8);
  }

  /// The options of [ReduceLROnPlateau].
  ///
  /// @param mode which way the metric gets better
  /// @param factor what multiplies the rate
  /// @param patience how many epochs without improvement are borne
  /// @param threshold how much better counts as better
  /// @param thresholdMode how the threshold counts
  /// @param cooldown how many epochs after a change do not count
  /// @param minLr the lowest rate
  /// @param eps the smallest change that is made
  public record Options(
      Mode mode,
      double factor,
      int patience,
      double threshold,
      ThresholdMode thresholdMode,
      int cooldown,
      double minLr,
      double eps) {
    /// Returns a copy with another direction.
    public Options mode(Mode other) {
      return new Options(other, factor, patience, threshold, thresholdMode, cooldown, minLr, eps);
    }

    /// Returns a copy with another factor.
    public Options factor(double other) {
      return new Options(mode, other, patience, threshold, thresholdMode, cooldown, minLr, eps);
    }

    /// Returns a copy with another patience.
    public Options patience(int other) {
      return new Options(mode, factor, other, threshold, thresholdMode, cooldown, minLr, eps);
    }

    /// Returns a copy with another threshold, relative or absolute.
    public Options threshold(double other, ThresholdMode otherMode) {
      return new Options(mode, factor, patience, other, otherMode, cooldown, minLr, eps);
    }

    /// Returns a copy with another cooldown.
    public Options cooldown(int other) {
      return new Options(mode, factor, patience, threshold, thresholdMode, other, minLr, eps);
    }

    /// Returns a copy with another lowest rate.
    public Options minLr(double other) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, other, eps);
    }

    /// Returns a copy with another smallest change.
    public Options eps(double other) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, other);
    }
  }
}
