package nabla.engine.nn;

/// Puts margins around pictures that hold zeros: [nabla.engine.tensor.Pictures#pad].
public final class ZeroPad2d extends PadLayer {
  /// Creates the layer.
  ///
  /// @param margins one number for all sides, or left, right, top, bottom
  public ZeroPad2d(int... margins) {
    super(2, margins, "constant", 0);
  }
}
