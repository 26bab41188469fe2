package nabla.engine.nn;

/// Puts margins around sequences that hold the border itself: [nabla.engine.tensor.Pictures#pad].
public final class ReplicationPad1d extends PadLayer {
  /// Creates the layer.
  ///
  /// @param margins one number for all sides, or left and right
  public ReplicationPad1d(int... margins) {
    super(1, margins, "replicate", 0);
  }
}
