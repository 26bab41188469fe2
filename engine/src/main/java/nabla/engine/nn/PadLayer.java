package nabla.engine.nn;

import java.util.Arrays;
import nabla.engine.error.ShapeException;
import nabla.engine.tensor.Pictures;
import nabla.engine.tensor.Tensor;

/// What all layers that put margins around their input share.
abstract class PadLayer extends Module {
  private final int dims;
  private final int[] margins;
  private final String mode;

  /// What constant margins hold.
  final double value;

  PadLayer(int dims, int[] margins, String mode, double value) {
    this.dims = dims;
    this.margins = margins.length == 1 ? repeated(2 * dims, margins[0]) : margins.clone();
    this.mode = mode;
    this.value = value;
  }

  private static int[] repeated(int count, int margin) {
    int[] all = new int[count];
    Arrays.fill(all, margin);
    return all;
  }

  @Override
  public Tensor forward(Tensor input) {
    if (mode.equals("circular") && input.dim() != dims + 1 && input.dim() != dims + 2) {
      throw new ShapeException(
          "expected %dD or %dD input (got %dD input)".formatted(dims + 1, dims + 2, input.dim()),
          "conv.rank",
          dims + 1,
          dims + 2,
          input.shape());
    }
    return mode.equals("constant")
        ? Pictures.pad(input, margins, value)
        : Pictures.pad(input, margins, mode);
  }

  @Override
  protected String extraRepr() {
    return Texts.tuple(Arrays.stream(margins).boxed().toList());
  }
}
