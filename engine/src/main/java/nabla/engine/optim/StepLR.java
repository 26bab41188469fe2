package nabla.engine.optim;

/// Multiplies the rate by `gamma` every `stepSize` epochs.
public final class StepLR extends LRScheduler {
  private final int stepSize;
  private final double gamma;

  /// Creates a schedule that divides the rate by 10 every `stepSize` epochs.
  public StepLR(Optimizer optimizer, int stepSize) {
    this(optimizer, stepSize, 0.1);
  }

  /// Creates a schedule.
  public StepLR(Optimizer optimizer, int stepSize, double gamma) {
    super(optimizer);
    Checks.steps(stepSize, 1, "integer modulo by zero");
    this.stepSize = stepSize;
    this.gamma = gamma;
    begin();
  }

  @Override
  double rate(int epoch, double now, double base) {
    return epoch == 0 || epoch % stepSize != 0 ? now : now * gamma;
  }
}
