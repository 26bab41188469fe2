package nabla.engine.optim;

/// Lets the rate fall along half a cosine wave in `tMax` epochs, and rise again after.
public final class CosineAnnealingLR extends LRScheduler {
  private final int tMax;
  private final double etaMin;

  /// Creates a schedule that falls to 0.
  public CosineAnnealingLR(Optimizer optimizer, int tMax) {
    this(optimizer, tMax, 0);
  }

  /// Creates a schedule that falls to `etaMin`.
  public CosineAnnealingLR(Optimizer optimizer, int tMax, double etaMin) {
    super(optimizer);
    Checks.steps(tMax, 1, "float division by zero");
    this.tMax = tMax;
    this.etaMin = etaMin;
    begin();
  }

  // The recurrence is PyTorch's: a rate that is changed by hand stays changed.
  @Override
  double rate(int epoch, double now, double base) {
    if (epoch == 0) {
      return now;
    }
    if (Math.floorMod(epoch - 1 - tMax, 2 * tMax) == 0) {
      return now + (base - etaMin) * (1 - Math.cos(Math.PI / tMax)) / 2;
    }
    return (1 + Math.cos(Math.PI * epoch / tMax))
            / (1 + Math.cos(Math.PI * (epoch - 1) / tMax))
            * (now - etaMin)
        + etaMin;
  }
}
