package nabla.engine.nn;

import nabla.engine.tensor.Pictures;
import nabla.engine.tensor.Tensor;

/// Makes larger pictures of the pixels of several channels: [Pictures#pixelShuffle(Tensor, int)].
public final class PixelShuffle extends Module {
  private final int factor;

  /// Creates the layer with a factor of the sides.
  public PixelShuffle(int factor) {
    this.factor = factor;
  }

  @Override
  public Tensor forward(Tensor input) {
    return Pictures.pixelShuffle(input, factor);
  }

  @Override
  protected String extraRepr() {
    return "upscale_factor=" + factor;
  }
}
