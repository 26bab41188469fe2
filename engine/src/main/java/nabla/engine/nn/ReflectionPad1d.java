package nabla.engine.nn;

/// Puts margins around sequences that hold what is mirrored at the border:
/// [nabla.engine.tensor.Pictures#pad].
public final class ReflectionPad1d extends PadLayer {
  /// Creates the layer.
  ///
  /// @param margins one number for all sides, or left and right
  public ReflectionPad1d(int... margins) {
    super(1, margins, "reflect", 0);
  }
}
