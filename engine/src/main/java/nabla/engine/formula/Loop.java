package nabla.engine.formula;

/// A formula made ready for given memory kinds. Thread safe.
@FunctionalInterface
public interface Loop {
  /// Computes `n` elements: `out[outOffset + i·outStride] = f(in[k][inOffset[k] + i·inStride[k]],
  /// …)` for `0 ≤ i < n`.
  ///
  /// The arrays have the kinds the loop was made for. A stride may be 0 (the operand is broadcast)
  /// or negative. An operand may be the output itself, element for element; otherwise they must not
  /// overlap. The thread being interrupted ends a long run with a
  /// [java.util.concurrent.CancellationException]; the output is then half written.
  void run(
      Object out, int outOffset, int outStride, Object[] in, int[] inOffset, int[] inStride, int n);
}
