package nabla.engine.formula;

/// How a loop walks through its arrays: what a generated class is specialised for.
///
/// @param code [#STRIDED], or two bits for each operand, the ordinal of its [Walk]
record Access(int code) {
  /// Any strides, the output's too.
  static final int STRIDED = -1;

  /// More operands than this are walked as strided.
  static final int MOST_OPERANDS = 15;

  private static final int LEVEL_BITS = 0;
  private static final int SCALAR_BITS = 1;
  private static final int SHIFTED_BITS = 2;

  /// How an operand goes along with a contiguous output.
  enum Walk {
    /// Contiguous from the output's own offset, so one index serves both. C2 vectorises it.
    LEVEL,
    /// One element for the whole run.
    SCALAR,
    /// Contiguous from another offset. C2 cannot rule out that such an operand overlaps an output
    /// of its kind, so that arithmetic takes about three times as long.
    SHIFTED,
    /// Any stride, and the output has any.
    STRIDED
  }

  /// Returns how operand `k` is walked.
  Walk walk(int k) {
    if (code == STRIDED) {
      return Walk.STRIDED;
    }
    return switch ((code >> (2 * k)) & 3) {
      case LEVEL_BITS -> Walk.LEVEL;
      case SCALAR_BITS -> Walk.SCALAR;
      default -> Walk.SHIFTED;
    };
  }

  boolean isStrided() {
    return code == STRIDED;
  }

  /// Returns the code of the access that fits a run best.
  static int codeFor(
      int outOffset, int outStride, int[] inOffset, int[] inStride, int operands, int n) {
    if (operands > MOST_OPERANDS || (outStride != 1 && n != 1)) {
      return STRIDED;
    }
    int code = 0;
    for (int k = 0; k < operands; k++) {
      if (inStride[k] == 1 || n == 1) {
        code |= (inOffset[k] == outOffset ? LEVEL_BITS : SHIFTED_BITS) << (2 * k);
      } else if (inStride[k] == 0) {
        code |= SCALAR_BITS << (2 * k);
      } else {
        return STRIDED;
      }
    }
    return code;
  }
}
