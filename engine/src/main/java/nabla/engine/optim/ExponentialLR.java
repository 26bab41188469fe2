package nabla.engine.optim;

/// Multiplies the rate by `gamma` every epoch.
public final class ExponentialLR extends LRScheduler {
  private final double gamma;

  /// Creates a schedule.
  public ExponentialLR(Optimizer optimizer, double gamma) {
    super(optimizer);
    this.gamma = gamma;
    begin();
  }

  @Override
  double rate(int epoch, double now, double base) {
    return epoch == 0 ? now : now * gamma;
  }
}
