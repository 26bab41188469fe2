package nabla.engine.formula;

/// How a loop walks through its arrays: what a generated class is specialised for.
///
/// @param form the way indices are computed
/// @param scalars a bit for each operand that is one element for the whole run (stride 0)
record Access(Form form, int scalars) {

  /// The way indices are computed.
  enum Form {
    /// One index for all: everything is contiguous and starts at the same offset. C2 vectorises it.
    LEVEL,
    /// Contiguous, but offsets differ. C2 cannot rule out that arrays of one kind overlap, so that
    /// arithmetic takes about three times as long.
    SHIFTED,
    /// Any strides.
    STRIDED
  }

  /// Returns whether operand `k` is one element for the whole run.
  boolean isScalar(int k) {
    return (scalars >> k & 1) != 0;
  }

  /// A small number for this access: an index into a table of [#tableSize].
  static int number(Form form, int scalars) {
    return switch (form) {
      case STRIDED -> 0;
      case LEVEL -> 1 + 2 * scalars;
      case SHIFTED -> 2 + 2 * scalars;
    };
  }

  /// Returns the access that has the number.
  static Access ofNumber(int number) {
    if (number == 0) {
      return new Access(Form.STRIDED, 0);
    }
    return new Access((number & 1) != 0 ? Form.LEVEL : Form.SHIFTED, (number - 1) >> 1);
  }

  /// Returns how many numbers there are for so many operands. Beyond six operands all are walked as
  /// strided.
  static int tableSize(int operands) {
    return operands > 6 ? 1 : 1 + (2 << operands);
  }

  /// Returns the number of the access that fits a run best.
  static int numberFor(
      int outOffset, int outStride, int[] inOffset, int[] inStride, int operands, int n) {
    if (operands > 6 || (outStride != 1 && n != 1)) {
      return 0;
    }
    int scalars = 0;
    boolean level = true;
    for (int k = 0; k < operands; k++) {
      if (inStride[k] == 1 || n == 1) {
        level &= inOffset[k] == outOffset;
      } else if (inStride[k] == 0) {
        scalars |= 1 << k;
      } else {
        return 0;
      }
    }
    return number(level ? Form.LEVEL : Form.SHIFTED, scalars);
  }
}
