package nabla.engine.tensor;

import java.math.BigDecimal;
import java.math.MathContext;
import nabla.engine.error.DTypeException;
import nabla.engine.error.DeviceException;

/// Refuses operands of a dtype, or on a device, that an operation is not defined for.
final class Guards {
  private Guards() {}

  /// Throws unless the elements lie on the processor: devices have no kernel of this operation yet.
  ///
  /// @param operation PyTorch's name of it
  static void onProcessor(String operation, Tensor x) {
    if (x.device() != Device.CPU) {
      throw new DeviceException(
          "Could not run 'aten::%s' with arguments from the 'OpenCL' backend.".formatted(operation),
          "opencl.host",
          x.device(),
          operation);
    }
  }

  /// Throws unless the elements are numbers, not truth values.
  ///
  /// @param kernel the name that PyTorch's message gives the operation
  static void number(String kernel, Tensor x) {
    if (x.dtype() == DType.BOOL) {
      throw unsupported(kernel, x.dtype());
    }
  }

  /// Throws if the operands are promoted to truth values. That their shapes do not fit is said
  /// first.
  static void numbers(String kernel, Tensor... operands) {
    DType dtype = Promotion.of(operands);
    if (dtype == DType.BOOL) {
      requireCommonShape(operands);
      throw unsupported(kernel, dtype);
    }
  }

  private static void requireCommonShape(Tensor... operands) {
    Shape common = operands[0].shape();
    for (Tensor operand : operands) {
      common = Shape.broadcast(common, operand.shape());
    }
  }

  /// Throws unless the elements are floating point.
  static void floating(String kernel, Tensor x) {
    if (!x.dtype().isFloating()) {
      throw unsupported(kernel, x.dtype());
    }
  }

  /// Throws unless the operands are promoted to floating point. That their shapes do not fit is
  /// said first.
  static void floatings(String kernel, Tensor... operands) {
    DType dtype = Promotion.of(operands);
    if (!dtype.isFloating()) {
      requireCommonShape(operands);
      throw unsupported(kernel, dtype);
    }
  }

  /// Throws unless the elements are whole numbers or truth values.
  static void whole(String kernel, DType dtype) {
    if (dtype.isFloating()) {
      throw unsupported(kernel, dtype);
    }
  }

  /// Returns a number as C++ prints it in PyTorch's messages: six digits, whole ones without a
  /// point.
  static String shown(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros();
    int power = rounded.precision() - rounded.scale() - 1;
    return rounded.signum() == 0 || power >= -4 && power < 6
        ? rounded.toPlainString()
        : scientific(rounded, power);
  }

  /// Returns a number as Python prints it: with a point, or a power of ten.
  static String python(double value) {
    if (!Double.isFinite(value)) {
      return shown(value);
    }
    BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int power = exact.precision() - exact.scale() - 1;
    if (exact.signum() != 0 && (power < -4 || power >= 16)) {
      return scientific(exact, power);
    }
    String plain = exact.toPlainString();
    return plain.contains(".") ? plain : plain + ".0";
  }

  private static String scientific(BigDecimal value, int power) {
    String digits = value.scaleByPowerOfTen(-power).toPlainString();
    return "%se%s%02d".formatted(digits, power < 0 ? "-" : "+", Math.abs(power));
  }

  /// Returns PyTorch's error of a dtype without a kernel.
  static DTypeException unsupported(String kernel, DType dtype) {
    return new DTypeException(
        "\"%s\" not implemented for '%s'".formatted(kernel, dtype.scalarType()),
        "dtype.kernel",
        dtype);
  }
}
