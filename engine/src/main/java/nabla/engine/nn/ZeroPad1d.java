package nabla.engine.nn;

/// Puts margins around sequences that hold zeros: [nabla.engine.tensor.Pictures#pad].
public final class ZeroPad1d extends PadLayer {
  /// Creates the layer.
  ///
  /// @param margins one number for all sides, or left and right
  public ZeroPad1d(int... margins) {
    super(1, margins, "constant", 0);
  }
}
