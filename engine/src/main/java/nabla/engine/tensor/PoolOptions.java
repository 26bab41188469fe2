package nabla.engine.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The windows of a pooling: `kernel(3).stride(2).padding(1)`.
///
/// One number counts for both dimensions of an image.
///
/// @param kernel how large a window is
/// @param stride how far it moves; empty for as far as it is large
/// @param padding how far it may begin outside of the input
/// @param dilation how far apart its elements lie, for maxima only
/// @param ceilMode whether a last window may end outside of the input and its padding
/// @param countIncludePad whether padding counts in a mean
/// @param divisor what a sum is divided by instead of the number of elements, or null
public record PoolOptions(
    List<Integer> kernel,
    List<Integer> stride,
    List<Integer> padding,
    List<Integer> dilation,
    boolean ceilMode,
    boolean countIncludePad,
    @Nullable Integer divisor) {

  /// Returns windows of a size that lie side by side, PyTorch's defaults.
  public static PoolOptions kernel(int... sizes) {
    return new PoolOptions(
        ConvOptions.list(sizes), List.of(), List.of(0), List.of(1), false, true, null);
  }

  /// Returns these options with another stride.
  public PoolOptions stride(int... steps) {
    return new PoolOptions(
        kernel, ConvOptions.list(steps), padding, dilation, ceilMode, countIncludePad, divisor);
  }

  /// Returns these options with another padding.
  public PoolOptions padding(int... elements) {
    return new PoolOptions(
        kernel, stride, ConvOptions.list(elements), dilation, ceilMode, countIncludePad, divisor);
  }

  /// Returns these options with another dilation.
  public PoolOptions dilation(int... distances) {
    return new PoolOptions(
        kernel, stride, padding, ConvOptions.list(distances), ceilMode, countIncludePad, divisor);
  }

  /// Returns these options with the size of the result rounded up, or down again.
  public PoolOptions ceilMode(boolean up) {
    return new PoolOptions(kernel, stride, padding, dilation, up, countIncludePad, divisor);
  }

  /// Returns these options with padding counted in a mean, or not.
  public PoolOptions countIncludePad(boolean count) {
    return new PoolOptions(kernel, stride, padding, dilation, ceilMode, count, divisor);
  }

  /// Returns these options with another divisor of the sums.
  public PoolOptions divisor(@Nullable Integer number) {
    return new PoolOptions(kernel, stride, padding, dilation, ceilMode, countIncludePad, number);
  }

  // The same windows over an image of one row.
  PoolOptions inRow() {
    return new PoolOptions(
        front(1, kernel),
        stride.isEmpty() ? stride : front(1, stride),
        front(0, padding),
        front(1, dilation),
        ceilMode,
        countIncludePad,
        divisor);
  }

  private static List<Integer> front(int first, List<Integer> values) {
    return List.of(first, values.get(0));
  }
}
