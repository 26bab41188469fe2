package nabla.engine.nn;

import nabla.engine.tensor.Tensor;

/// Normalises each channel of each example by itself, `(n, channels, length)` or `(channels,
/// length)` (Ulyanov and others 2016).
public final class InstanceNorm1d extends RunningNorm {
  /// Creates a normalisation of so many channels.
  public InstanceNorm1d(int numFeatures) {
    this(numFeatures, options());
  }

  /// Creates a normalisation of so many channels.
  public InstanceNorm1d(int numFeatures, Options options) {
    super(numFeatures, options);
  }

  /// Returns PyTorch's defaults: eps 1e-5, momentum 0.1, nothing learnt, no running statistics.
  public static Options options() {
    return new Options(1e-5, 0.1, false, true, false);
  }

  @Override
  public Tensor forward(Tensor input) {
    requireRank(input, 2, 3);
    return normalizeInstances(input, 2);
  }
}
