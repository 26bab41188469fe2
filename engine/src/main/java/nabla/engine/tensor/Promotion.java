package nabla.engine.tensor;

import org.jspecify.annotations.Nullable;

/// PyTorch's type promotion: which dtype the result of several operands has.
///
/// Operands count in three classes: tensors with dimensions, scalars (rank 0) and Java numbers. A
/// lower class decides only if its category (bool, integer, floating point) is higher.
final class Promotion {
  private @Nullable DType dimensioned;
  private @Nullable DType scalar;
  private @Nullable DType number;

  private Promotion() {}

  /// Returns the dtype of the result of these operands.
  static DType of(Tensor... operands) {
    if (operands.length == 1) {
      return operands[0].isNumber() ? asNumber(operands[0].dtype()) : operands[0].dtype();
    }
    Promotion promotion = new Promotion();
    for (Tensor operand : operands) {
      promotion.add(operand);
    }
    return promotion.result();
  }

  private static DType asNumber(DType dtype) {
    return dtype.isFloating() ? DType.defaultDType() : dtype;
  }

  private void add(Tensor operand) {
    DType dtype = operand.dtype();
    if (operand.isNumber()) {
      number = join(number, asNumber(dtype));
    } else if (operand.rank() == 0) {
      scalar = join(scalar, dtype);
    } else {
      dimensioned = join(dimensioned, dtype);
    }
  }

  private static DType join(@Nullable DType a, DType b) {
    return a == null ? b : DType.promote(a, b);
  }

  private DType result() {
    DType result = combine(combine(dimensioned, scalar), number);
    if (result == null) {
      throw new IllegalStateException("no operands");
    }
    return result;
  }

  private static @Nullable DType combine(@Nullable DType higher, @Nullable DType lower) {
    if (higher == null || lower == null) {
      return higher == null ? lower : higher;
    }
    if (higher.isFloating()) {
      return higher;
    }
    if (higher == DType.BOOL || lower.isFloating()) {
      return DType.promote(higher, lower);
    }
    return higher;
  }
}
