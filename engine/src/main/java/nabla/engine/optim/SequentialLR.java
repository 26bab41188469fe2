package nabla.engine.optim;

import java.util.List;
import nabla.engine.error.ArgumentException;

/// Follows one schedule after another, a warm-up and then a fall, say.
///
/// Each schedule begins at its milestone with the rate with which the optimizer began. Schedules
/// that are made of others cannot be parts.
public final class SequentialLR extends CompositeLR {
  private final List<Integer> milestones;
  private int epoch;

  /// Creates a schedule, such as `new SequentialLR(optimizer, List.of(new LinearLR(optimizer), new
  /// ExponentialLR(optimizer, 0.9)), List.of(5))`.
  ///
  /// @param schedulers schedules of this optimizer
  /// @param milestones the epochs at which the second schedule begins, the third, and so on
  public SequentialLR(
      Optimizer optimizer, List<? extends LRScheduler> schedulers, List<Integer> milestones) {
    check(optimizer, schedulers, milestones);
    super(optimizer, schedulers);
    this.milestones = List.copyOf(milestones);
    optimizer.groups().forEach(group -> group.lr(group.initialLr()));
    schedulers().get(position()).rewind();
  }

  private static void check(
      Optimizer optimizer, List<? extends LRScheduler> schedulers, List<Integer> milestones) {
    if (schedulers.isEmpty()) {
      throw new ArgumentException(
          "SequentialLR expects at least one scheduler, but got no scheduler.",
          "schedule.none",
          "SequentialLR");
    }
    sameOptimizer("SequentialLR", optimizer, schedulers);
    if (milestones.size() != schedulers.size() - 1) {
      throw new ArgumentException(
          ("Sequential Schedulers expects number of schedulers provided to be one more than the"
                  + " number of milestone points, but got number of schedulers %d and the number of"
                  + " milestones to be equal to %d")
              .formatted(schedulers.size(), milestones.size()),
          "schedule.milestones",
          schedulers.size() - 1);
    }
    if (schedulers.stream().anyMatch(CompositeLR.class::isInstance)) {
      throw new ArgumentException(
          "SequentialLR does not take a SequentialLR or a ChainedScheduler", "schedule.nested");
    }
  }

  @Override
  public void step() {
    epoch++;
    int position = position();
    LRScheduler scheduler = schedulers().get(position);
    if (position > 0 && milestones.get(position - 1) == epoch) {
      scheduler.enter();
    } else {
      scheduler.step();
    }
  }

  /// Returns how many milestones have been reached, which are in ascending order.
  private int position() {
    return (int) milestones.stream().takeWhile(milestone -> milestone <= epoch).count();
  }
}
