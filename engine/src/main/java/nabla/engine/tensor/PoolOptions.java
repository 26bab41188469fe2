package nabla.engine.tensor;

import java.util.Arrays;
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
    List<Long> kernel,
    List<Long> stride,
    List<Long> padding,
    List<Long> dilation,
    boolean ceilMode,
    boolean countIncludePad,
    @Nullable Integer divisor) {

  /// Returns windows of a size that lie side by side, PyTorch's defaults.
  public static PoolOptions kernel(int... sizes) {
    return new PoolOptions(list(sizes), List.of(), List.of(0L), List.of(1L), false, true, null);
  }

  /// Returns windows of a size, however large.
  public static PoolOptions kernel(long size) {
    return new PoolOptions(List.of(size), List.of(), List.of(0L), List.of(1L), false, true, null);
  }

  /// Returns these options with another stride.
  public PoolOptions stride(int... steps) {
    return new PoolOptions(
        kernel, list(steps), padding, dilation, ceilMode, countIncludePad, divisor);
  }

  /// Returns these options with another stride, however large.
  public PoolOptions stride(long size) {
    return new PoolOptions(
        kernel, List.of(size), padding, dilation, ceilMode, countIncludePad, divisor);
  }

  /// Returns these options with another padding.
  public PoolOptions padding(int... elements) {
    return new PoolOptions(
        kernel, stride, list(elements), dilation, ceilMode, countIncludePad, divisor);
  }

  /// Returns these options with another padding, however large.
  public PoolOptions padding(long size) {
    return new PoolOptions(
        kernel, stride, List.of(size), dilation, ceilMode, countIncludePad, divisor);
  }

  /// Returns these options with another dilation.
  public PoolOptions dilation(int... distances) {
    return new PoolOptions(
        kernel, stride, padding, list(distances), ceilMode, countIncludePad, divisor);
  }

  /// Returns these options with another dilation, however large.
  public PoolOptions dilation(long size) {
    return new PoolOptions(
        kernel, stride, padding, List.of(size), ceilMode, countIncludePad, divisor);
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
        front(1L, kernel),
        stride.isEmpty() ? stride : front(1L, stride),
        front(0L, padding),
        front(1L, dilation),
        ceilMode,
        countIncludePad,
        divisor);
  }

  private static List<Long> front(Long first, List<Long> values) {
    return List.of(first, values.get(0));
  }

  private static List<Long> list(int... values) {
    return Arrays.stream(values).asLongStream().boxed().toList();
  }
}
