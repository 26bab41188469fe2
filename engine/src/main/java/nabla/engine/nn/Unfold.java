package nabla.engine.nn;

import java.util.Arrays;
import java.util.List;
import nabla.engine.tensor.ConvOptions;
import nabla.engine.tensor.Convolution;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;

/// Lays the windows of pictures out as columns: [Convolution#unfold(Tensor, List, ConvOptions)].
public final class Unfold extends Module {
  private final List<Integer> kernel;
  private final ConvOptions options;

  /// Creates the layer with square windows that move by 1.
  public Unfold(int kernel) {
    this(Shape.shape(kernel), ConvOptions.options());
  }

  /// Creates the layer with windows of a shape; stride, padding and dilation count.
  public Unfold(Shape kernel, ConvOptions options) {
    this.kernel = Arrays.stream(kernel.toArray()).boxed().toList();
    this.options = options;
  }

  @Override
  public Tensor forward(Tensor input) {
    return Convolution.unfold(input, kernel, options);
  }

  @Override
  protected String extraRepr() {
    return "kernel_size=%s, dilation=%s, padding=%s, stride=%s"
        .formatted(
            Texts.sizes(kernel),
            Texts.sizes(options.dilation()),
            Texts.sizes(options.padding()),
            Texts.sizes(options.stride()));
  }
}
