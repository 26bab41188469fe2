package nabla.engine.format;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes values as Python prints them, for the texts of modules and optimizers.
public final class PythonText {
  private PythonText() {}

  /// Returns a truth value.
  public static String of(boolean value) {
    return value ? "True" : "False";
  }

  /// Returns a number as `repr` writes it: `1e-05` where Java writes `1.0E-5`.
  public static String of(@Nullable Double value) {
    if (value == null) {
      return "None";
    }
    String java = Double.toString(value);
    double size = Math.abs(value);
    if (size == 0 || size >= 1e-4 && size < 1e16) {
      String plain = new BigDecimal(java).toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    int cut = java.indexOf('E');
    if (cut < 0) {
      return java;
    }
    int exponent = Integer.parseInt(java.substring(cut + 1));
    String digits = java.substring(0, cut).replaceFirst("\\.0$", "");
    return "%se%s%02d".formatted(digits, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  /// Returns a tuple.
  public static String of(int... values) {
    return values.length == 1
        ? "(" + values[0] + ",)"
        : Arrays.stream(values)
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(", ", "(", ")"));
  }
}
