package nabla.engine.formula;

/// What each [UnaryOp] and [BinaryOp] computes, in double and in long. The interpreter switches
/// over them here; generated code calls the named methods where the JVM has no instruction.
final class Arithmetic {
  private static final double LOG_2 = Math.log(2);

  private Arithmetic() {}

  static double apply(UnaryOp op, double x) {
    return switch (op) {
      case NEG -> -x;
      case ABS -> Math.abs(x);
      case SIGN -> sign(x);
      case BIT_NOT -> throw new IllegalArgumentException("BIT_NOT is defined in INT64 only.");
      case EXP -> Math.exp(x);
      case EXP2 -> exp2(x);
      case EXPM1 -> Math.expm1(x);
      case LOG -> Math.log(x);
      case LOG2 -> log2(x);
      case LOG10 -> Math.log10(x);
      case LOG1P -> Math.log1p(x);
      case SQRT -> Math.sqrt(x);
      case RSQRT -> rsqrt(x);
      case RECIPROCAL -> 1 / x;
      case SIN -> Math.sin(x);
      case COS -> Math.cos(x);
      case TAN -> Math.tan(x);
      case ASIN -> Math.asin(x);
      case ACOS -> Math.acos(x);
      case ATAN -> Math.atan(x);
      case SINH -> Math.sinh(x);
      case COSH -> Math.cosh(x);
      case TANH -> Math.tanh(x);
      case ASINH -> SpecialFunctions.asinh(x);
      case ACOSH -> SpecialFunctions.acosh(x);
      case ATANH -> SpecialFunctions.atanh(x);
      case SIGMOID -> SpecialFunctions.sigmoid(x);
      case ERF -> SpecialFunctions.erf(x);
      case ERFC -> SpecialFunctions.erfc(x);
      case ERFINV -> SpecialFunctions.erfinv(x);
      case LGAMMA -> SpecialFunctions.lgamma(x);
      case DIGAMMA -> SpecialFunctions.digamma(x);
      case CEIL -> Math.ceil(x);
      case FLOOR -> Math.floor(x);
      case ROUND -> Math.rint(x);
      case TRUNC -> trunc(x);
    };
  }

  static long apply(UnaryOp op, long x) {
    return switch (op) {
      case NEG -> -x;
      case ABS -> Math.abs(x);
      case SIGN -> Long.signum(x);
      case BIT_NOT -> ~x;
      case CEIL, FLOOR, ROUND, TRUNC -> x;
      default -> throw new IllegalArgumentException(op + " is not defined in INT64.");
    };
  }

  static double apply(BinaryOp op, double x, double y) {
    return switch (op) {
      case ADD -> x + y;
      case SUB -> x - y;
      case MUL -> x * y;
      case DIV -> x / y;
      case FLOOR_DIV -> floorDiv(x, y);
      case REMAINDER -> remainder(x, y);
      case FMOD -> x % y;
      case POW -> pow(x, y);
      case MIN -> Math.min(x, y);
      case MAX -> Math.max(x, y);
      case FMIN -> fmin(x, y);
      case FMAX -> fmax(x, y);
      case ATAN2 -> Math.atan2(x, y);
      case HYPOT -> Math.hypot(x, y);
      case COPYSIGN -> copysign(x, y);
      case LOGADDEXP -> SpecialFunctions.logaddexp(x, y);
      case BIT_AND, BIT_OR, BIT_XOR, SHL, SHR ->
          throw new IllegalArgumentException(op + " is defined in INT64 only.");
    };
  }

  static long apply(BinaryOp op, long x, long y) {
    return switch (op) {
      case ADD -> x + y;
      case SUB -> x - y;
      case MUL -> x * y;
      case DIV -> x / y;
      case FLOOR_DIV -> Math.floorDiv(x, y);
      case REMAINDER -> Math.floorMod(x, y);
      case FMOD -> x % y;
      case POW -> pow(x, y);
      case MIN, FMIN -> Math.min(x, y);
      case MAX, FMAX -> Math.max(x, y);
      case BIT_AND -> x & y;
      case BIT_OR -> x | y;
      case BIT_XOR -> x ^ y;
      case SHL -> shl(x, y);
      case SHR -> shr(x, y);
      case ATAN2, HYPOT, COPYSIGN, LOGADDEXP ->
          throw new IllegalArgumentException(op + " is not defined in INT64.");
    };
  }

  static boolean apply(CompareOp op, double x, double y) {
    return switch (op) {
      case LT -> x < y;
      case LE -> x <= y;
      case GT -> x > y;
      case GE -> x >= y;
      case EQ -> x == y;
      case NE -> x != y;
    };
  }

  static boolean apply(CompareOp op, long x, long y) {
    return switch (op) {
      case LT -> x < y;
      case LE -> x <= y;
      case GT -> x > y;
      case GE -> x >= y;
      case EQ -> x == y;
      case NE -> x != y;
    };
  }

  static boolean apply(LogicOp op, boolean x, boolean y) {
    return switch (op) {
      case AND -> x && y;
      case OR -> x || y;
      case XOR -> x ^ y;
    };
  }

  static double sign(double x) {
    return x > 0 ? 1 : x < 0 ? -1 : 0;
  }

  static double exp2(double x) {
    return Math.pow(2, x);
  }

  /// `log₂ x`, exact for powers of two: the exponent is split off, so its product never rounds.
  static double log2(double x) {
    if (!(x >= Double.MIN_NORMAL && x < Double.POSITIVE_INFINITY)) {
      return x > 0 && x < 1 ? log2(x * 0x1p54) - 54 : Math.log(x);
    }
    int exponent = Math.getExponent(x);
    double fraction = Math.scalb(x, -exponent);
    if (fraction > 1.4142135623730951) {
      fraction /= 2;
      exponent++;
    }
    return exponent + Math.log(fraction) / LOG_2;
  }

  static double rsqrt(double x) {
    return 1 / Math.sqrt(x);
  }

  /// A number cut to a whole one; what does not fit gives the least, as the processors that PyTorch
  /// runs on do.
  static long toLong(double x) {
    long cut = (long) x;
    return cut == Long.MAX_VALUE || Double.isNaN(x) ? Long.MIN_VALUE : cut;
  }

  static double trunc(double x) {
    return x < 0 ? Math.ceil(x) : Math.floor(x);
  }

  /// Python's `//` on floats, by the algorithm of CPython's `float_floor_div`, with IEEE 754's
  /// results where Python would raise an error.
  static double floorDiv(double x, double y) {
    if (y == 0) {
      return x / y;
    }
    double remainder = x % y;
    double quotient = (x - remainder) / y;
    if (remainder != 0 && y < 0 != remainder < 0) {
      quotient -= 1;
    }
    if (quotient == 0) {
      return Math.copySign(0.0, x / y);
    }
    double floor = Math.floor(quotient);
    return quotient - floor > 0.5 ? floor + 1 : floor;
  }

  static double remainder(double x, double y) {
    double remainder = x % y;
    return remainder != 0 && y < 0 != remainder < 0 ? remainder + y : remainder;
  }

  /// C's `pow`, which PyTorch follows: 1 to any power is 1, also to NaN, and -1 to ±∞ is 1.
  static double pow(double x, double y) {
    return x == 1 || (x == -1 && Double.isInfinite(y)) ? 1 : Math.pow(x, y);
  }

  /// Square and multiply; a negative power of other than ±1 is 0, as in PyTorch.
  static long pow(long x, long y) {
    if (y < 0) {
      return x == 1 ? 1 : x == -1 ? ((y & 1) == 0 ? 1 : -1) : 0;
    }
    long result = 1;
    for (long base = x, left = y; left != 0; left >>= 1, base *= base) {
      if ((left & 1) != 0) {
        result *= base;
      }
    }
    return result;
  }

  static double fmin(double x, double y) {
    return Double.isNaN(x) ? y : Double.isNaN(y) ? x : Math.min(x, y);
  }

  static double fmax(double x, double y) {
    return Double.isNaN(x) ? y : Double.isNaN(y) ? x : Math.max(x, y);
  }

  /// The JDK's `Math.copySign` may take a NaN's sign either way; this one reads the bit.
  static double copysign(double x, double y) {
    return Double.doubleToRawLongBits(y) < 0 ? -Math.abs(x) : Math.abs(x);
  }

  static long shl(long x, long y) {
    return y >= 0 && y < 64 ? x << y : 0;
  }

  static long shr(long x, long y) {
    return x >> (y >= 0 && y < 64 ? y : 63);
  }
}
