package nabla.engine.optim;

/// Moves the rate on a straight line from one factor to another: a warm-up.
public final class LinearLR extends LRScheduler {
  private final double start;
  private final double end;
  private final int totalIters;

  /// Creates a warm-up from a third of the rate to the whole in 5 epochs.
  public LinearLR(Optimizer optimizer) {
    this(optimizer, 1.0 / 3, 1, 5);
  }

  /// Creates a schedule from `start` times the rate to `end` times the rate.
  public LinearLR(Optimizer optimizer, double start, double end, int totalIters) {
    super(optimizer);
    Checks.factor(
        start > 0 && start <= 1,
        "Starting multiplicative factor expected to be greater than 0 and less or equal to 1.",
        start);
    Checks.factor(
        end >= 0 && end <= 1, "Ending multiplicative factor expected to be between 0 and 1.", end);
    this.start = start;
    this.end = end;
    this.totalIters = totalIters;
    begin();
  }

  @Override
  double rate(int epoch, double now, double base) {
    if (epoch == 0) {
      return now * start;
    }
    if (epoch > totalIters) {
      return now;
    }
    return now * (1.0 + (end - start) / (totalIters * start + (epoch - 1) * (end - start)));
  }
}
