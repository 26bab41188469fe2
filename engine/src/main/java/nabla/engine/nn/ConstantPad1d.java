package nabla.engine.nn;

import nabla.engine.format.PythonText;

/// Puts margins around sequences that hold a value: [nabla.engine.tensor.Pictures#pad].
public final class ConstantPad1d extends PadLayer {
  /// Creates the layer with margins of one size.
  public ConstantPad1d(int margin, double value) {
    this(new int[] {margin}, value);
  }

  /// Creates the layer.
  ///
  /// @param margins one number for all sides, or left and right
  /// @param value what the margins hold
  public ConstantPad1d(int[] margins, double value) {
    super(1, margins, "constant", value);
  }

  @Override
  protected String extraRepr() {
    return "padding=" + super.extraRepr() + ", value=" + PythonText.of(value);
  }
}
