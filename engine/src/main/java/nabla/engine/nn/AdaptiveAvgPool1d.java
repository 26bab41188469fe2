package nabla.engine.nn;

import nabla.engine.tensor.Pooling;
import nabla.engine.tensor.Tensor;

/// Takes the means of parts as equally large as can be: [Pooling#adaptiveAvgPool1d(Tensor,
/// int...)].
public final class AdaptiveAvgPool1d extends Module {
  private final int size;

  /// Creates a pooling to `size` numbers per channel.
  public AdaptiveAvgPool1d(int size) {
    this.size = size;
  }

  @Override
  public Tensor forward(Tensor input) {
    return Pooling.adaptiveAvgPool1d(input, size);
  }

  @Override
  protected String extraRepr() {
    return "output_size=" + size;
  }
}
