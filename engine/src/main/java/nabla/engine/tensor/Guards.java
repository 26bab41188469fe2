package nabla.engine.tensor;

import nabla.engine.error.DTypeException;

/// Refuses operands of a dtype that an operation is not defined for.
final class Guards {
  private Guards() {}

  /// Throws unless the elements are numbers, not truth values.
  ///
  /// @param kernel the name that PyTorch's message gives the operation
  static void number(String kernel, Tensor x) {
    if (x.dtype() == DType.BOOL) {
      throw unsupported(kernel, x.dtype());
    }
  }

  /// Throws if the operands are promoted to truth values.
  static void numbers(String kernel, Tensor... operands) {
    DType dtype = Promotion.of(operands);
    if (dtype == DType.BOOL) {
      throw unsupported(kernel, dtype);
    }
  }

  /// Throws unless the elements are floating point.
  static void floating(String kernel, Tensor x) {
    if (!x.dtype().isFloating()) {
      throw unsupported(kernel, x.dtype());
    }
  }

  /// Throws unless the operands are promoted to floating point.
  static void floatings(String kernel, Tensor... operands) {
    DType dtype = Promotion.of(operands);
    if (!dtype.isFloating()) {
      throw unsupported(kernel, dtype);
    }
  }

  /// Throws unless the elements are whole numbers or truth values.
  static void whole(String kernel, DType dtype) {
    if (dtype.isFloating()) {
      throw unsupported(kernel, dtype);
    }
  }

  /// Returns a number as C++ prints it in PyTorch's messages: whole ones without a point.
  static String shown(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e6
        ? Long.toString((long) value)
        : Double.toString(value).replace("Infinity", "inf").replace("NaN", "nan");
  }

  /// Returns PyTorch's error of a dtype without a kernel.
  static DTypeException unsupported(String kernel, DType dtype) {
    return new DTypeException(
        "\"%s\" not implemented for '%s'".formatted(kernel, dtype.scalarType()),
        "dtype.kernel",
        dtype);
  }
}
