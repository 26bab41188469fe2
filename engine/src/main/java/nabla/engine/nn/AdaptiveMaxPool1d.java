package nabla.engine.nn;

import nabla.engine.tensor.Pooling;
import nabla.engine.tensor.Tensor;

/// Takes the maxima of parts as equally large as can be: [Pooling#adaptiveMaxPool1d(Tensor, int)].
public final class AdaptiveMaxPool1d extends Module {
  private final int size;

  /// Creates a pooling to `size` numbers per channel.
  public AdaptiveMaxPool1d(int size) {
    this.size = size;
  }

  @Override
  public Tensor forward(Tensor input) {
    return Pooling.adaptiveMaxPool1d(input, size);
  }

  @Override
  protected String extraRepr() {
    return "output_size=" + size;
  }
}
