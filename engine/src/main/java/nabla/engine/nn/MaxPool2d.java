package nabla.engine.nn;

import nabla.engine.format.PythonText;
import nabla.engine.tensor.PoolOptions;
import nabla.engine.tensor.Pooling;
import nabla.engine.tensor.Tensor;

/// Takes the maxima of windows: [Pooling#maxPool2d(Tensor, PoolOptions)].
public final class MaxPool2d extends Module {
  private final PoolOptions options;

  /// Creates a pooling of windows of a size that lie side by side.
  public MaxPool2d(int kernel) {
    this(PoolOptions.kernel(kernel));
  }

  /// Creates a pooling of windows of a size that moves by a stride.
  public MaxPool2d(int kernel, int stride) {
    this(PoolOptions.kernel(kernel).stride(stride));
  }

  /// Creates a pooling of windows with options: `PoolOptions.kernel(3).stride(2).padding(1)`.
  public MaxPool2d(PoolOptions options) {
    this.options = options;
  }

  @Override
  public Tensor forward(Tensor input) {
    return Pooling.maxPool2d(input, options);
  }

  @Override
  protected String extraRepr() {
    return Texts.window(options)
        + ", dilation=%s, ceil_mode=%s"
            .formatted(Texts.sizes(options.dilation()), PythonText.of(options.ceilMode()));
  }
}
