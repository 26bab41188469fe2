package nabla.engine.optim;

/// Lets the rate fall along half a cosine wave again and again, each time from the top.
public final class CosineAnnealingWarmRestarts extends LRScheduler {
  private final int first;
  private final int factor;
  private final double etaMin;
  private int length;
  private int position;

  /// Creates a schedule of falls to 0 in `t0` epochs each.
  public CosineAnnealingWarmRestarts(Optimizer optimizer, int t0) {
    this(optimizer, t0, 1, 0);
  }

  /// Creates a schedule.
  ///
  /// @param t0 the length of the first fall in epochs
  /// @param tMult how many times as long each fall is as the one before
  /// @param etaMin where a fall ends
  public CosineAnnealingWarmRestarts(Optimizer optimizer, int t0, int tMult, double etaMin) {
    super(optimizer);
    Checks.steps(t0, 1, "Expected positive integer T_0, but got " + t0);
    Checks.steps(tMult, 1, "Expected integer T_mult >= 1, but got " + tMult);
    this.first = t0;
    this.length = t0;
    this.factor = tMult;
    this.etaMin = etaMin;
    begin();
  }

  @Override
  void rewind() {
    length = first;
    position = 0;
    super.rewind();
  }

  @Override
  void enter() {
    length = first;
    position = 0;
    super.enter();
  }

  @Override
  double rate(int epoch, double now, double base) {
    return etaMin + (base - etaMin) * (1 + Math.cos(Math.PI * position / length)) / 2;
  }

  @Override
  void after(int epoch) {
    position++;
    if (position >= length) {
      position -= length;
      length *= factor;
    }
  }
}
