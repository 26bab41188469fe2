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
    return Pooling.adaptiveAvgPool2d(input, kept(input));
  }

  private int[] kept(Tensor input) {
    if (size.length > 2 || size.length == 0 || input.shape().rank() < 3) {
      return size.clone(); // refused with PyTorch's sentence
    }
    int[] result = new int[2];
    for (int d = 0; d < 2; d++) {
      int wanted = size[Math.min(d, size.length - 1)];
      result[d] = wanted < 0 ? input.size(d - 2) : wanted;
    }
    return result;
  }

  @Override
  protected String extraRepr() {
    return "output_size=" + Texts.outputSize(size);
  }
}
