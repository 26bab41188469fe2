package nabla.engine.optim;

/// Multiplies the rate by `factor` for the first `totalIters` epochs.
public final class ConstantLR extends LRScheduler {
  private final double factor;
  private final int totalIters;

  /// Creates a schedule with a third of the rate for 5 epochs.
  public ConstantLR(Optimizer optimizer) {
    this(optimizer, 1.0 / 3, 5);
  }

  /// Creates a schedule.
  public ConstantLR(Optimizer optimizer, double factor, int totalIters) {
    super(optimizer);
    Checks.factor(
        factor >= 0 && factor <= 1,
        "Constant multiplicative factor expected to be between 0 and 1.",
        factor);
    this.factor = factor;
    this.totalIters = totalIters;
    begin();
  }

  @Override
  double rate(int epoch, double now, double base) {
    if (epoch == 0) {
      return now * factor;
    }
    return epoch == totalIters ? now * (1.0 / factor) : now;
  }

  @Override
  double entryRate(double now, double base) {
    return totalIters > 0 ? base * factor : base;
  }
}
