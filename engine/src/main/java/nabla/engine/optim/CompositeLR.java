package nabla.engine.optim;

import java.util.List;
import nabla.engine.error.ArgumentException;

/// A schedule made of schedules.
abstract class CompositeLR extends LRScheduler {
  private final List<LRScheduler> schedulers;

  CompositeLR(Optimizer optimizer, List<? extends LRScheduler> schedulers) {
    super(optimizer);
    this.schedulers = List.copyOf(schedulers);
  }

  /// Raises PyTorch's error if a schedule changes another optimizer's rates. PyTorch writes that
  /// optimizer with its options; here it is only named.
  static void sameOptimizer(
      String name, Optimizer optimizer, List<? extends LRScheduler> schedulers) {
    for (int i = 0; i < schedulers.size(); i++) {
      LRScheduler scheduler = schedulers.get(i);
      Optimizer other = scheduler.optimizer();
      if (!other.equals(optimizer)) {
        throw new ArgumentException(
            ("%s expects all schedulers to belong to the same optimizer, but got scheduler %s at"
                    + " index %d has %s, which is different from %s.")
                .formatted(
                    name,
                    scheduler.getClass().getSimpleName(),
                    i,
                    other.getClass().getSimpleName(),
                    optimizer.getClass().getSimpleName()),
            "schedule.optimizer",
            name);
      }
    }
  }

  final List<LRScheduler> schedulers() {
    return schedulers;
  }

  @Override
  final double rate(int epoch, double now, double base) {
    return now; // The schedules set the rates.
  }
}
