package nabla.engine.nn;

import nabla.engine.tensor.Tensor;

/// Normalises each channel over the batch, `(n, channels)` or `(n, channels, length)` (Ioffe and
/// Szegedy 2015).
///
/// In training a batch is normalised by its own statistics; in evaluation by the running ones.
public final class BatchNorm1d extends RunningNorm {
  /// Creates a normalisation of so many channels.
  public BatchNorm1d(int numFeatures) {
    this(numFeatures, options());
  }

  /// Creates a normalisation of so many channels.
  public BatchNorm1d(int numFeatures, Options options) {
    super(numFeatures, options);
  }

  /// Returns PyTorch's defaults: eps 1e-5, momentum 0.1, affine, with running statistics.
  public static Options options() {
    return new Options(1e-5, 0.1, true, true, true);
  }

  @Override
  public Tensor forward(Tensor input) {
    requireRank(input, 2, 3);
    return normalizeBatch(input);
  }
}
