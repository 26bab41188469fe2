package nabla.engine.nn;

/// Puts margins around pictures that hold what lies at the other side:
/// [nabla.engine.tensor.Pictures#pad].
public final class CircularPad2d extends PadLayer {
  /// Creates the layer.
  ///
  /// @param margins one number for all sides, or left, right, top, bottom
  public CircularPad2d(int... margins) {
    super(2, margins, "circular", 0);
  }
}
