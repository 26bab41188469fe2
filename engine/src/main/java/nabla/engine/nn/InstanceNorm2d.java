package nabla.engine.nn;

import nabla.engine.tensor.Tensor;

/// Normalises each channel of each example by itself, `(n, channels, height, width)` or `(channels,
/// height, width)` (Ulyanov and others 2016).
public final class InstanceNorm2d extends RunningNorm {
  /// Creates a normalisation of so many channels.
  public InstanceNorm2d(int numFeatures) {
    this(numFeatures, options());
  }

  /// Creates a normalisation of so many channels.
  public InstanceNorm2d(int numFeatures, Options options) {
    super(numFeatures, options);
  }

  /// Returns PyTorch's defaults: eps 1e-5, momentum 0.1, nothing learnt, no running statistics.
  public static Options options() {
    return new Options(1e-5, 0.1, false, true, false);
  }

  @Override
  public Tensor forward(Tensor input) {
    requireRank(input, 3, 4);
    return normalizeInstances(input, 3);
  }
}
