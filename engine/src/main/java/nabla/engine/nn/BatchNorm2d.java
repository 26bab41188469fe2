package nabla.engine.nn;

import nabla.engine.tensor.Tensor;

/// Normalises each channel over the batch, `(n, channels, height, width)` (Ioffe and Szegedy 2015).
///
/// In training a batch is normalised by its own statistics; in evaluation by the running ones.
public final class BatchNorm2d extends RunningNorm {
  /// Creates a normalisation of so many channels.
  public BatchNorm2d(int numFeatures) {
    this(numFeatures, options());
  }

  /// Creates a normalisation of so many channels.
  public BatchNorm2d(int numFeatures, Options options) {
    super(numFeatures, options);
  }

  /// Returns PyTorch's defaults: eps 1e-5, momentum 0.1, affine, with running statistics.
  public static Options options() {
    return new Options(1e-5, 0.1, true, true, true);
  }

  @Override
  public Tensor forward(Tensor input) {
    requireRank(input, 4, 4);
    return normalizeBatch(input);
  }
}
