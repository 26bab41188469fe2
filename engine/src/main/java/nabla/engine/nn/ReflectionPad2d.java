package nabla.engine.nn;

/// Puts margins around pictures that hold what is mirrored at the border:
/// [nabla.engine.tensor.Pictures#pad].
public final class ReflectionPad2d extends PadLayer {
  /// Creates the layer.
  ///
  /// @param margins one number for all sides, or left, right, top, bottom
  public ReflectionPad2d(int... margins) {
    super(2, margins, "reflect", 0);
  }
}
