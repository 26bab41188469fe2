package nabla.engine.tensor;

import java.util.Arrays;
import java.util.List;

/// How a kernel moves over an input: `options().stride(2).padding(1)`.
///
/// One number counts for every dimension of the kernel.
///
/// @param stride how far the kernel moves
/// @param padding how many zeros lie before and after the input
/// @param same whether the padding is such that the result is as large as the input
/// @param dilation how far apart the elements of the kernel lie
/// @param outputPadding how many elements a transposed convolution adds at one end
/// @param groups into how many groups the channels are divided, each with its own kernels
public record ConvOptions(
    List<Integer> stride,
    List<Integer> padding,
    boolean same,
    List<Integer> dilation,
    List<Integer> outputPadding,
    int groups) {

  /// Returns PyTorch's defaults: stride 1, no padding, dilation 1, one group.
  public static ConvOptions options() {
    return new ConvOptions(List.of(1), List.of(0), false, List.of(1), List.of(0), 1);
  }

  /// Returns these options with another stride.
  public ConvOptions stride(int... steps) {
    return new ConvOptions(list(steps), padding, same, dilation, outputPadding, groups);
  }

  /// Returns these options with another padding.
  public ConvOptions padding(int... zeros) {
    return new ConvOptions(stride, list(zeros), false, dilation, outputPadding, groups);
  }

  /// Returns these options with the padding that keeps the size, PyTorch's `padding='same'`.
  public ConvOptions samePadding() {
    return new ConvOptions(stride, List.of(0), true, dilation, outputPadding, groups);
  }

  /// Returns these options with another dilation.
  public ConvOptions dilation(int... distances) {
    return new ConvOptions(stride, padding, same, list(distances), outputPadding, groups);
  }

  /// Returns these options with another padding of a transposed convolution's result.
  public ConvOptions outputPadding(int... elements) {
    return new ConvOptions(stride, padding, same, dilation, list(elements), groups);
  }

  /// Returns these options with another number of groups.
  public ConvOptions groups(int count) {
    return new ConvOptions(stride, padding, same, dilation, outputPadding, count);
  }

  static List<Integer> list(int... values) {
    return Arrays.stream(values).boxed().toList();
  }
}
