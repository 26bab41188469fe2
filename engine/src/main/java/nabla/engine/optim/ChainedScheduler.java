package nabla.engine.optim;

import java.util.List;
import nabla.engine.error.ArgumentException;

/// Steps several schedules at once, so that their factors multiply.
public final class ChainedScheduler extends CompositeLR {

  /// Creates a schedule of schedules of the same optimizer; each has begun when it was made.
  public ChainedScheduler(List<? extends LRScheduler> schedulers) {
    super(optimizer(schedulers), schedulers);
  }

  private static Optimizer optimizer(List<? extends LRScheduler> schedulers) {
    if (schedulers.isEmpty()) {
      throw new ArgumentException(
          "ChainedScheduler expects at least one scheduler to be chained, but got no scheduler.",
          "schedule.none",
          "ChainedScheduler");
    }
    Optimizer optimizer = schedulers.getFirst().optimizer();
    sameOptimizer("ChainedScheduler", optimizer, schedulers);
    return optimizer;
  }

  @Override
  public void step() {
    schedulers().forEach(LRScheduler::step);
  }
}
