package nabla.engine.nn;

import nabla.engine.format.PythonText;

/// Puts margins around pictures that hold a value: [nabla.engine.tensor.Pictures#pad].
public final class ConstantPad2d extends PadLayer {
  /// Creates the layer with margins of one size.
  public ConstantPad2d(int margin, double value) {
    this(new int[] {margin}, value);
  }

  /// Creates the layer.
  ///
  /// @param margins one number for all sides, or left, right, top, bottom
  /// @param value what the margins hold
  public ConstantPad2d(int[] margins, double value) {
    super(2, margins, "constant", value);
  }

  @Override
  protected String extraRepr() {
    return "padding=" + super.extraRepr() + ", value=" + PythonText.of(value);
  }
}
