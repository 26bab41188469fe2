package nabla.engine.nn;

import nabla.engine.tensor.ConvOptions;
import nabla.engine.tensor.Convolution;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;

/// Convolves pictures, `(n, in, height, width) → (n, out, height, width)`, without `n` for one
/// example: [Convolution#conv2d(Tensor, Tensor, Tensor, ConvOptions)].
///
/// The weight is `(out, in / groups, kernel…)`, the bias `(out)`; see [ConvLayer] for how they
/// begin.
public final class Conv2d extends ConvLayer {
  /// Creates the layer with a kernel as long in every dimension, and PyTorch's defaults.
  public Conv2d(int inChannels, int outChannels, int kernel) {
    this(inChannels, outChannels, kernel, options());
  }

  /// Creates the layer with a kernel as long in every dimension.
  public Conv2d(int inChannels, int outChannels, int kernel, Options options) {
    super(2, inChannels, outChannels, Shape.shape(kernel), options);
  }

  /// Creates the layer with a kernel of a shape, and PyTorch's defaults.
  public Conv2d(int inChannels, int outChannels, Shape kernel) {
    this(inChannels, outChannels, kernel, options());
  }

  /// Creates the layer with a kernel of a shape.
  public Conv2d(int inChannels, int outChannels, Shape kernel, Options options) {
    super(2, inChannels, outChannels, kernel, options);
  }

  @Override
  Tensor apply(Tensor input, ConvOptions windows) {
    return Convolution.conv2d(input, weight(), bias(), windows);
  }
}
