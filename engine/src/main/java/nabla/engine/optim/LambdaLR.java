package nabla.engine.optim;

import java.util.function.IntToDoubleFunction;

/// Multiplies the first rate by a function of the epoch.
public final class LambdaLR extends LRScheduler {
  private final IntToDoubleFunction factor;

  /// Creates a schedule, such as `new LambdaLR(optimizer, epoch -> 1.0 / (1 + epoch))`.
  public LambdaLR(Optimizer optimizer, IntToDoubleFunction factor) {
    super(optimizer);
    this.factor = factor;
    begin();
  }

  @Override
  double rate(int epoch, double now, double base) {
    return base * factor.applyAsDouble(epoch);
  }
}
