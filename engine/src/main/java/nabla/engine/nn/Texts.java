package nabla.engine.nn;

import java.util.Arrays;
import java.util.List;
import nabla.engine.format.PythonText;
import nabla.engine.tensor.PoolOptions;

/// Writes sizes and windows as Python prints them, for the texts of modules.
final class Texts {
  private Texts() {}

  /// Returns Python's text of a tuple.
  static String tuple(List<? extends Number> values) {
    return PythonText.of(values.stream().mapToInt(Number::intValue).toArray());
  }

  /// Returns a single number as it is, several as a tuple.
  static String sizes(List<? extends Number> values) {
    return values.size() == 1 ? String.valueOf(values.getFirst()) : tuple(values);
  }

  /// Returns a size that a pooling adapts to, in which `None` keeps what there is.
  static String outputSize(int... size) {
    List<String> texts =
        Arrays.stream(size).mapToObj(each -> each < 0 ? "None" : String.valueOf(each)).toList();
    return texts.size() == 1 ? texts.getFirst() : "(" + String.join(", ", texts) + ")";
  }

  /// Returns kernel, stride and padding of a pooling.
  static String window(PoolOptions options) {
    return "kernel_size=%s, stride=%s, padding=%s"
        .formatted(sizes(options.kernel()), sizes(steps(options)), sizes(options.padding()));
  }

  /// Returns kernel, stride and padding of a pooling that PyTorch keeps as tuples.
  static String windowOfOne(PoolOptions options) {
    return "kernel_size=%s, stride=%s, padding=%s"
        .formatted(tuple(options.kernel()), tuple(steps(options)), tuple(options.padding()));
  }

  private static List<Long> steps(PoolOptions options) {
    return options.stride().isEmpty() ? options.kernel() : options.stride();
  }
}
