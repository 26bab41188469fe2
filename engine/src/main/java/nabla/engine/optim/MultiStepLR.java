package nabla.engine.optim;

import java.util.Collections;
import java.util.List;

/// Multiplies the rate by `gamma` at given epochs; at one given twice, twice.
public final class MultiStepLR extends LRScheduler {
  private final List<Integer> milestones;
  private final double gamma;

  /// Creates a schedule that divides the rate by 10 at each milestone.
  public MultiStepLR(Optimizer optimizer, List<Integer> milestones) {
    this(optimizer, milestones, 0.1);
  }

  /// Creates a schedule.
  public MultiStepLR(Optimizer optimizer, List<Integer> milestones, double gamma) {
    super(optimizer);
    this.milestones = List.copyOf(milestones);
    this.gamma = gamma;
    begin();
  }

  @Override
  double rate(int epoch, double now, double base) {
    int times = Collections.frequency(milestones, epoch);
    return times == 0 ? now : now * Math.pow(gamma, times);
  }
}
