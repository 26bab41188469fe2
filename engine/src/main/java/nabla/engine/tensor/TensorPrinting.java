package nabla.engine.tensor;

import nabla.engine.autograd.Node;
import nabla.engine.error.GradientException;
import nabla.engine.format.Printable;
import nabla.engine.format.TensorText;
import org.jspecify.annotations.Nullable;

/// Shows a tensor to the printer, which looks at no more elements than it prints.
final class TensorPrinting implements Printable {
  /// A tensor with more elements is not brought here from a device: then each element that is shown
  /// is.
  private static final int MANY = 1 << 20;

  private final Tensor tensor;
  private @Nullable Tensor elements;

  TensorPrinting(Tensor tensor) {
    this.tensor = tensor;
  }

  /// Returns the tensor whose elements are read.
  private Tensor elements() {
    Tensor known = elements;
    if (known == null) {
      boolean stays = tensor.device() == Device.CPU || tensor.numel() > MANY;
      known = stays ? tensor : tensor.detach().cpu();
      elements = known;
    }
    return known;
  }

  static String text(Tensor tensor) {
    String text = TensorText.of(new TensorPrinting(tensor));
    return tensor instanceof Parameter ? "Parameter containing:\n" + text : text;
  }

  @Override
  public String dtype() {
    return tensor.dtype().toString();
  }

  @Override
  public boolean isFloating() {
    return tensor.dtype().isFloating();
  }

  @Override
  public boolean isDefaultDtype() {
    return tensor.dtype() == DType.defaultDType();
  }

  @Override
  public int[] shape() {
    return tensor.shape().sizes();
  }

  private static int position(Tensor in, int[] index) {
    int position = in.storageOffset();
    int[] steps = in.steps();
    for (int d = 0; d < steps.length; d++) {
      position += index[d] * steps[d];
    }
    return position;
  }

  @Override
  public double doubleAt(int[] index) {
    Tensor in = elements();
    return in.backend().readDouble(in.storage().buffer(), position(in, index));
  }

  @Override
  public long longAt(int[] index) {
    Tensor in = elements();
    return in.backend().readLong(in.storage().buffer(), position(in, index));
  }

  @Override
  public String device() {
    return tensor.device().toString();
  }

  @Override
  public boolean requiresGrad() {
    return tensor.requiresGrad();
  }

  @Override
  public @Nullable String gradFnName() {
    try {
      Node node = tensor.gradFn();
      return node == null ? null : node.name();
    } catch (GradientException _) {
      // Of a view whose history was lost, PyTorch prints this.
      return "Invalid";
    }
  }
}
