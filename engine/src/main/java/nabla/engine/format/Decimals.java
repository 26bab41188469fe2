package nabla.engine.format;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Numbers in decimal, as C and Python print them: the exact binary value, rounded half to even.
///
/// `String.format` is no help: it rounds the shortest decimal that identifies the number, half up.
final class Decimals {

  private Decimals() {}

  /// Returns the value with a fixed count of digits after the point, as `%.4f` does in C.
  static String fixed(double value, int precision) {
    if (!Double.isFinite(value)) {
      return notFinite(value);
    }
    BigDecimal exact = new BigDecimal(Math.abs(value));
    return sign(value) + exact.setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
  }

  /// Returns the value as a digit, `precision` decimals and a power of ten, as `%.4e` does in C.
  static String scientific(double value, int precision) {
    if (!Double.isFinite(value)) {
      return notFinite(value);
    }
    BigDecimal rounded =
        new BigDecimal(Math.abs(value))
            .round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
    String digits = rounded.unscaledValue().toString();
    int exponent = rounded.signum() == 0 ? 0 : digits.length() - 1 - rounded.scale();
    // A value with few digits, such as 0.5, has nothing to round and comes short.
    digits += "0".repeat(Math.max(0, precision + 1 - digits.length()));
    String point = precision == 0 ? "" : ".";
    return sign(value)
        + digits.charAt(0)
        + point
        + digits.substring(1)
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }

  private static String sign(double value) {
    return Double.doubleToRawLongBits(value) < 0 ? "-" : "";
  }

  private static String notFinite(double value) {
    return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  }
}
