package nabla.engine.format;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;

/// The texts of the elements that are shown, in their order, and the column width they aim at.
///
/// The width is decided by the numbers that are neither zero nor infinite nor NaN, so a text may be
/// longer than it.
record Elements(List<String> texts, int width) {

  static Elements booleans(long[] values) {
    return padded(Arrays.stream(values).mapToObj(v -> v == 0 ? "False" : "True"));
  }

  static Elements integers(long[] values) {
    return padded(Arrays.stream(values).mapToObj(Long::toString));
  }

  private static Elements padded(Stream<String> unpadded) {
    String[] texts = unpadded.toArray(String[]::new);
    int width = Arrays.stream(texts).mapToInt(String::length).reduce(1, Math::max);
    return aligned(texts, width);
  }

  static Elements floats(double[] values, PrintOptions options) {
    Range range = Range.of(values);
    DoubleFunction<String> format = range.format(options);
    String[] texts = new String[values.length];
    int width = 1;
    for (int i = 0; i < values.length; i++) {
      texts[i] = format.apply(values[i]);
      if (Range.counts(values[i])) {
        width = Math.max(width, texts[i].length());
      }
    }
    return aligned(texts, width);
  }

  private static Elements aligned(String[] texts, int width) {
    for (int i = 0; i < texts.length; i++) {
      texts[i] = " ".repeat(Math.max(0, width - texts[i].length())) + texts[i];
    }
    return new Elements(List.of(texts), width);
  }

  /// What of the values decides their notation.
  ///
  /// @param least the smallest magnitude that counts; greater than `greatest` if none counts
  /// @param greatest the largest magnitude that counts
  /// @param whole whether all that count are whole numbers
  private record Range(double least, double greatest, boolean whole) {

    static boolean counts(double value) {
      return value != 0 && Double.isFinite(value);
    }

    static Range of(double[] values) {
      double least = Double.POSITIVE_INFINITY;
      double greatest = 0;
      boolean whole = true;
      for (double value : values) {
        if (counts(value)) {
          least = Math.min(least, Math.abs(value));
          greatest = Math.max(greatest, Math.abs(value));
          whole &= value == Math.rint(value);
        }
      }
      return new Range(least, greatest, whole);
    }

    DoubleFunction<String> format(PrintOptions options) {
      if (isScientific(options)) {
        return value -> Decimals.scientific(value, options.precision());
      }
      if (whole) {
        // The point tells that the dtype is a floating one.
        return value -> Decimals.fixed(value, 0) + (Double.isFinite(value) ? "." : "");
      }
      return value -> Decimals.fixed(value, options.precision());
    }

    private boolean isScientific(PrintOptions options) {
      if (least > greatest) {
        return false; // Even when the options ask for it: PyTorch prints such a tensor as `0.`.
      }
      Boolean asked = options.sciMode();
      return asked != null ? asked : greatest / least > 1000 || greatest > 1e8 || least < 1e-4;
    }
  }
}
