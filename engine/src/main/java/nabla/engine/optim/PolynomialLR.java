package nabla.engine.optim;

/// Lets the rate fall to 0 in `totalIters` epochs, along a power of the time that is left.
public final class PolynomialLR extends LRScheduler {
  private final int totalIters;
  private final double power;

  /// Creates a schedule that falls along a straight line in 5 epochs.
  public PolynomialLR(Optimizer optimizer) {
    this(optimizer, 5, 1);
  }

  /// Creates a schedule.
  public PolynomialLR(Optimizer optimizer, int totalIters, double power) {
    super(optimizer);
    this.totalIters = totalIters;
    this.power = power;
    begin();
  }

  @Override
  double rate(int epoch, double now, double base) {
    if (epoch == 0 || epoch > totalIters) {
      return now;
    }
    double left = 1.0 - (double) epoch / totalIters;
    return now * Math.pow(left / (1.0 - (double) (epoch - 1) / totalIters), power);
  }
}
