package nabla.engine.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Prints Java values as Python prints their counterparts, so that recorded output can be compared.
final class Python {

  private Python() {}

  /// Returns Python's `str` of the value. A list counts as a tuple: ours cannot be changed either.
  static String py(@Nullable Object value) {
    return switch (value) {
      case null -> "None";
      case Boolean truth -> truth ? "True" : "False";
      case Double number -> real(number);
      case List<?> items when items.size() == 1 -> "(" + py(items.getFirst()) + ",)";
      case List<?> items ->
          items.stream().map(Python::py).collect(Collectors.joining(", ", "(", ")"));
      default -> value.toString();
    };
  }

  /// Returns what `print(…)` writes for the values.
  static String line(@Nullable Object... values) {
    return Arrays.stream(values).map(Python::py).collect(Collectors.joining(" ", "", "\n"));
  }

  /// Covers the numbers that scenarios print: none needs an exponent.
  private static String real(double number) {
    if (Double.isNaN(number)) {
      return "nan";
    }
    return Double.isInfinite(number) ? (number > 0 ? "inf" : "-inf") : Double.toString(number);
  }
}
