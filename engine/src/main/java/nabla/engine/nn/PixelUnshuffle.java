package nabla.engine.nn;

import nabla.engine.tensor.Pictures;
import nabla.engine.tensor.Tensor;

/// Makes more channels of the pixels of a picture: [Pictures#pixelUnshuffle(Tensor, int)].
public final class PixelUnshuffle extends Module {
  private final int factor;

  /// Creates the layer with a factor of the sides.
  public PixelUnshuffle(int factor) {
    this.factor = factor;
  }

  @Override
  public Tensor forward(Tensor input) {
    return Pictures.pixelUnshuffle(input, factor);
  }

  @Override
  protected String extraRepr() {
    return "downscale_factor=" + factor;
  }
}
