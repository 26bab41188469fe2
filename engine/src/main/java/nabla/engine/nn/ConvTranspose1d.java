package nabla.engine.nn;

import nabla.engine.tensor.ConvOptions;
import nabla.engine.tensor.Convolution;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;

/// Convolves sequences transposed, which makes them longer, `(n, in, length) → (n, out, length)`,
/// without `n` for one example: [Convolution#convTranspose1d(Tensor, Tensor, Tensor, ConvOptions)].
///
/// The weight is `(in, out / groups, kernel…)`, the bias `(out)`; see [ConvLayer] for how they
/// begin.
public final class ConvTranspose1d extends ConvLayer {
  /// Creates the layer with a kernel as long in every dimension, and PyTorch's defaults.
  public ConvTranspose1d(int inChannels, int outChannels, int kernel) {
    this(inChannels, outChannels, kernel, options());
  }

  /// Creates the layer with a kernel as long in every dimension.
  public ConvTranspose1d(int inChannels, int outChannels, int kernel, Options options) {
    super(1, inChannels, outChannels, Shape.shape(kernel), options);
  }

  /// Creates the layer with a kernel of a shape, and PyTorch's defaults.
  public ConvTranspose1d(int inChannels, int outChannels, Shape kernel) {
    this(inChannels, outChannels, kernel, options());
  }

  /// Creates the layer with a kernel of a shape.
  public ConvTranspose1d(int inChannels, int outChannels, Shape kernel, Options options) {
    super(1, inChannels, outChannels, kernel, options);
  }

  @Override
  Tensor apply(Tensor input, ConvOptions windows) {
    return Convolution.convTranspose1d(input, weight(), bias(), windows);
  }
}
