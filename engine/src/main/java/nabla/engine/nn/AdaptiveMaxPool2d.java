package nabla.engine.nn;

import nabla.engine.tensor.Pooling;
import nabla.engine.tensor.Tensor;

/// Takes the maxima of parts as equally large as can be: [Pooling#adaptiveMaxPool2d(Tensor,
/// int...)].
public final class AdaptiveMaxPool2d extends Module {
  private final int[] size;

  /// Creates a pooling to pictures of a size: one number for both sides or one for each, -1 to keep
  /// it (`None`).
  public AdaptiveMaxPool2d(int... size) {
    this.size = size.clone();
  }

  @Override
  public Tensor forward(Tensor input) {
    return Pooling.adaptiveMaxPool2d(input, size);
  }

  @Override
  protected String extraRepr() {
    return "output_size=" + Texts.outputSize(size);
  }
}
