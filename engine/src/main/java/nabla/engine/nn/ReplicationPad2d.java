package nabla.engine.nn;

/// Puts margins around pictures that hold the border itself: [nabla.engine.tensor.Pictures#pad].
public final class ReplicationPad2d extends PadLayer {
  /// Creates the layer.
  ///
  /// @param margins one number for all sides, or left, right, top, bottom
  public ReplicationPad2d(int... margins) {
    super(2, margins, "replicate", 0);
  }
}
