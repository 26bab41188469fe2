package nabla.engine.optim;

import java.util.function.IntToDoubleFunction;

/// Multiplies the rate by a function of the epoch, each time the one before.
public final class MultiplicativeLR extends LRScheduler {
  private final IntToDoubleFunction factor;

  /// Creates a schedule, such as `new MultiplicativeLR(optimizer, _ -> 0.95)`.
  public MultiplicativeLR(Optimizer optimizer, IntToDoubleFunction factor) {
    super(optimizer);
    this.factor = factor;
    begin();
  }

  @Override
  double rate(int epoch, double now, double base) {
    return epoch == 0 ? now : now * factor.applyAsDouble(epoch);
  }

  // There is no closed form: PyTorch multiplies what the schedule before has left.
  @Override
  double entryRate(double now, double base) {
    return now * factor.applyAsDouble(0);
  }
}
