package nabla.engine.nn;

import nabla.engine.tensor.Pooling;
import nabla.engine.tensor.Tensor;

/// Takes the means of parts as equally large as can be: [Pooling#adaptiveAvgPool2d(Tensor,
/// int...)].
public final class AdaptiveAvgPool2d extends Module {
  private final int[] size;

  /// Creates a pooling to pictures of a size: one number for both sides or one for each, -1 to keep
  /// it (`None`).
  public AdaptiveAvgPool2d(int... size) {
    this.size = size.clone();
  }

  @Override
  public Tensor forward(Tensor input) {
    return Pooling.adaptiveAvgPool2d(input, size);
  }

  @Override
  protected String extraRepr() {
    return "output_size=" + Texts.outputSize(size);
  }
}
