package nabla.engine.optim;

import nabla.engine.error.ArgumentException;

/// Lets the rate rise and fall between two bounds, again and again; momentum does the opposite.
///
/// It is stepped once a batch.
public final class CyclicLR extends LRScheduler {
  private final double baseLr;
  private final double maxLr;
  private final Options options;

  /// How the height of the cycles changes.
  public enum Mode {
    /// It stays.
    TRIANGULAR,
    /// Each cycle is half as high as the one before.
    TRIANGULAR2,
    /// It shrinks by `gamma` with every step.
    EXP_RANGE
  }

  /// Creates a schedule of cycles of 2000 steps up and 2000 steps down.
  public CyclicLR(Optimizer optimizer, double baseLr, double maxLr) {
    this(optimizer, baseLr, maxLr, options());
  }

  /// Creates a schedule.
  public CyclicLR(Optimizer optimizer, double baseLr, double maxLr, Options options) {
    // Schedules that are made after this one begin with its base, as in PyTorch.
    optimizer.groups().forEach(group -> group.lr(baseLr));
    super(optimizer);
    if (options.cycleMomentum
        && optimizer.groups().stream().anyMatch(g -> g.options().inertia().isEmpty())) {
      throw new ArgumentException(
          "optimizer must support momentum or beta1 with `cycle_momentum` option enabled",
          "schedule.momentum");
    }
    this.baseLr = baseLr;
    this.maxLr = maxLr;
    this.options = options;
    begin();
  }

  @Override
  double rate(int epoch, double now, double base) {
    return baseLr + (maxLr - baseLr) * height(epoch) * shrunk(epoch);
  }

  @Override
  void after(int epoch) {
    if (options.cycleMomentum) {
      double reach = options.maxMomentum - options.baseMomentum;
      double momentum = options.maxMomentum - reach * height(epoch) * shrunk(epoch);
      optimizer().groups().forEach(group -> group.inertia(momentum));
    }
  }

  private double cycle(int epoch) {
    return Math.floor(1 + epoch / size());
  }

  private double size() {
    return (double) options.stepSizeUp + options.stepSizeDown;
  }

  private double height(int epoch) {
    double position = 1.0 + epoch / size() - cycle(epoch);
    double top = options.stepSizeUp / size();
    return position <= top ? position / top : (position - 1) / (top - 1);
  }

  private double shrunk(int epoch) {
    return switch (options.mode) {
      case TRIANGULAR -> 1;
      case TRIANGULAR2 -> 1 / Math.pow(2, cycle(epoch) - 1);
      case EXP_RANGE -> Math.pow(options.gamma, epoch);
    };
  }

  /// Returns PyTorch's default options.
  public static Options options() {
    return new Options(2000, 2000, Mode.TRIANGULAR, 1, true, 0.8, 0.9);
  }

  /// The options of [CyclicLR].
  ///
  /// @param stepSizeUp how many steps the rate rises
  /// @param stepSizeDown how many steps it falls
  /// @param mode how the height of the cycles changes
  /// @param gamma by what the height shrinks with every step, in the mode `EXP_RANGE`
  /// @param cycleMomentum whether momentum moves too, against the rate
  /// @param baseMomentum the momentum where the rate is highest
  /// @param maxMomentum the momentum where the rate is lowest
  public record Options(
      int stepSizeUp,
      int stepSizeDown,
      Mode mode,
      double gamma,
      boolean cycleMomentum,
      double baseMomentum,
      double maxMomentum) {
    /// Returns a copy with other numbers of steps.
    public Options steps(int up, int down) {
      return new Options(up, down, mode, gamma, cycleMomentum, baseMomentum, maxMomentum);
    }

    /// Returns a copy with another mode and what it shrinks by.
    public Options mode(Mode other, double otherGamma) {
      return new Options(
          stepSizeUp, stepSizeDown, other, otherGamma, cycleMomentum, baseMomentum, maxMomentum);
    }

    /// Returns a copy that moves momentum, or leaves it.
    public Options cycleMomentum(boolean cycle) {
      return new Options(stepSizeUp, stepSizeDown, mode, gamma, cycle, baseMomentum, maxMomentum);
    }

    /// Returns a copy with other bounds of the momentum.
    public Options momentum(double base, double max) {
      return new Options(stepSizeUp, stepSizeDown, mode, gamma, cycleMomentum, base, max);
    }
  }
}
