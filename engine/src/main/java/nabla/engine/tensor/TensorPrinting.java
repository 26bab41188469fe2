package nabla.engine.tensor;

import nabla.engine.autograd.Node;
import nabla.engine.error.GradientException;
import nabla.engine.format.Printable;
import nabla.engine.format.TensorText;
import org.jspecify.annotations.Nullable;

/// Shows a tensor to the printer, which looks at no more elements than it prints.
final class TensorPrinting implements Printable {
  private final Tensor tensor;

  TensorPrinting(Tensor tensor) {
    this.tensor = tensor;
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

  private int position(int[] index) {
    int position = tensor.storageOffset();
    int[] steps = tensor.steps();
    for (int d = 0; d < steps.length; d++) {
      position += index[d] * steps[d];
    }
    return position;
  }

  @Override
  public double doubleAt(int[] index) {
    return tensor.backend().readDouble(tensor.storage().buffer(), position(index));
  }

  @Override
  public long longAt(int[] index) {
    return tensor.backend().readLong(tensor.storage().buffer(), position(index));
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
