package nabla.engine.nn;

/// Puts margins around sequences that hold what lies at the other side:
/// [nabla.engine.tensor.Pictures#pad].
public final class CircularPad1d extends PadLayer {
  /// Creates the layer.
  ///
  /// @param margins one number for all sides, or left and right
  public CircularPad1d(int... margins) {
    super(1, margins, "circular", 0);
  }
}
