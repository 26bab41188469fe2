package nabla.engine.formula;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// What each [UnaryOp] and [BinaryOp] is in OpenCL C: the device's twin of [Arithmetic].
///
/// `real` is the compute kind's type. Where the language has no function of the same meaning there
/// is one here; integers wrap around by way of unsigned ones, and never divide by zero, which would
/// end the process on a processor.
final class DeviceText {
  private static final Map<String, String> FUNCTIONS = functions();

  private DeviceText() {}

  static String sign(CompareOp op) {
    return switch (op) {
      case LT -> " < ";
      case LE -> " <= ";
      case GT -> " > ";
      case GE -> " >= ";
      case EQ -> " == ";
      case NE -> " != ";
    };
  }

  static String logic(LogicOp op, String a, String b) {
    return switch (op) {
      case AND -> a + " && " + b;
      case OR -> a + " || " + b;
      case XOR -> a + " != " + b;
    };
  }

  static String unary(UnaryOp op, Kind compute, String x) {
    boolean whole = compute == Kind.INT64;
    return switch (op) {
      case NEG -> whole ? "(long) (0UL - (ulong) " + x + ")" : "-" + x;
      case ABS -> whole ? "(long) abs(" + x + ")" : "fabs(" + x + ")";
      case SIGN -> "(real) (" + x + " > 0) - (real) (" + x + " < 0)";
      case BIT_NOT -> "~" + x;
      case SIGMOID -> "sigmoid_(" + x + ")";
      case ERFINV -> "erfinv_(" + x + ")";
      case LGAMMA -> "lgamma_(" + x + ")";
      case DIGAMMA -> "digamma_(" + x + ")";
      case RECIPROCAL -> "(real) 1 / " + x;
      case RSQRT -> "(real) 1 / sqrt(" + x + ")";
      case CEIL, FLOOR, TRUNC -> whole ? x : lower(op) + "(" + x + ")";
      case ROUND -> whole ? x : "rint(" + x + ")";
      default -> lower(op) + "(" + x + ")";
    };
  }

  static String binary(BinaryOp op, Kind compute, String x, String y) {
    boolean whole = compute == Kind.INT64;
    String both = "(" + x + ", " + y + ")";
    return switch (op) {
      case ADD -> arithmetic(whole, x, "+", y);
      case SUB -> arithmetic(whole, x, "-", y);
      case MUL -> arithmetic(whole, x, "*", y);
      case DIV -> whole ? "div_long(" + x + ", " + y + ", zero)" : x + " / " + y;
      case FLOOR_DIV -> whole ? "floor_div_long(" + x + ", " + y + ", zero)" : "floor_div_" + both;
      case REMAINDER -> whole ? "floor_mod_long(" + x + ", " + y + ", zero)" : "remainder_" + both;
      case FMOD -> whole ? "mod_long(" + x + ", " + y + ", zero)" : "fmod" + both;
      case POW -> whole ? "pow_long" + both : "pow" + both;
      case MIN -> whole ? "min" + both : "min_" + both;
      case MAX -> whole ? "max" + both : "max_" + both;
      case FMIN -> whole ? "min" + both : "fmin_" + both;
      case FMAX -> whole ? "max" + both : "fmax_" + both;
      case ATAN2, HYPOT, COPYSIGN -> lower(op) + both;
      case LOGADDEXP -> "logaddexp_" + both;
      case BIT_AND -> x + " & " + y;
      case BIT_OR -> x + " | " + y;
      case BIT_XOR -> x + " ^ " + y;
      case SHL -> "%2$s >= 0 && %2$s < 64 ? (long) ((ulong) %1$s << %2$s) : 0L".formatted(x, y);
      case SHR -> "%1$s >> (%2$s >= 0 && %2$s < 64 ? %2$s : 63L)".formatted(x, y);
    };
  }

  private static String arithmetic(boolean whole, String x, String sign, String y) {
    return whole
        ? "(long) ((ulong) " + x + " " + sign + " (ulong) " + y + ")"
        : x + " " + sign + " " + y;
  }

  private static String lower(Enum<?> op) {
    return op.name().toLowerCase(java.util.Locale.ROOT);
  }

  /// Returns the functions that a text calls, and those that they call, in the order in which they
  /// must stand.
  static String neededBy(String text) {
    var needed = new LinkedHashMap<String, String>();
    String calling = text;
    for (String name : FUNCTIONS.keySet().stream().toList().reversed()) {
      if (calling.contains(name + "(")) {
        String function = FUNCTIONS.getOrDefault(name, "");
        needed.putFirst(name, function);
        calling = function + calling;
      }
    }
    return String.join("", needed.values());
  }

  private static String coefficients(String name, double[] values) {
    return Arrays.stream(values)
        .mapToObj(value -> "(real) " + value)
        .collect(Collectors.joining(", ", "constant real " + name + "[] = {", "};\n"));
  }

  /// A function that comes later may call those before it.
  private static Map<String, String> functions() {
    var all = new LinkedHashMap<String, String>();
    for (String type : new String[] {"float", "double"}) {
      all.put(
          "to_long_" + type,
          """
          static inline long to_long_%1$s(const %1$s x) {
            return x >= (%1$s) -9223372036854775808.0 && x < (%1$s) 9223372036854775808.0
                ? (long) x : (long) 0x8000000000000000UL;
          }
          """
              .formatted(type));
    }
    all.put(
        "div_long",
        """
        static inline long div_long(const long x, const long y, global int *zero) {
          if (y == 0) { *zero = 1; return 0; }
          return y == -1 ? (long) (0UL - (ulong) x) : x / y;
        }
        """);
    all.put(
        "mod_long",
        """
        static inline long mod_long(const long x, const long y, global int *zero) {
          if (y == 0) { *zero = 1; return 0; }
          return y == -1 ? 0 : x % y;
        }
        """);
    all.put(
        "floor_mod_long",
        """
        static inline long floor_mod_long(const long x, const long y, global int *zero) {
          const long r = mod_long(x, y, zero);
          return r != 0 && (r < 0) != (y < 0) ? r + y : r;
        }
        """);
    all.put(
        "floor_div_long",
        """
        static inline long floor_div_long(const long x, const long y, global int *zero) {
          const long q = div_long(x, y, zero);
          return y != 0 && (x < 0) != (y < 0) && (long) ((ulong) q * (ulong) y) != x ? q - 1 : q;
        }
        """);
    all.put(
        "pow_long",
        """
        static inline long pow_long(const long x, const long y) {
          if (y < 0) { return x == 1 ? 1 : x == -1 ? ((y & 1) == 0 ? 1 : -1) : 0; }
          ulong result = 1, base = (ulong) x;
          for (long left = y; left != 0; left >>= 1, base *= base) {
            if ((left & 1) != 0) { result *= base; }
          }
          return (long) result;
        }
        """);
    all.put("min_", extremum("min_", "<", "signbit(x) ? x : y"));
    all.put("max_", extremum("max_", ">", "signbit(x) ? y : x"));
    all.put("fmin_", withoutNan("min_"));
    all.put("fmax_", withoutNan("max_"));
    all.put(
        "remainder_",
        """
        static inline real remainder_(const real x, const real y) {
          const real r = fmod(x, y);
          return r != 0 && (y < 0) != (r < 0) ? r + y : r;
        }
        """);
    all.put(
        "floor_div_",
        """
        static inline real floor_div_(const real x, const real y) {
          if (y == 0) { return x / y; }
          const real r = fmod(x, y);
          real q = (x - r) / y;
          if (r != 0 && (y < 0) != (r < 0)) { q -= 1; }
          if (q == 0) { return copysign((real) 0, x / y); }
          const real f = floor(q);
          return q - f > (real) 0.5 ? f + 1 : f;
        }
        """);
    all.put(
        "logaddexp_",
        """
        static inline real logaddexp_(const real x, const real y) {
          if (x == y) { return x + (real) 0.6931471805599453; }
          const real greater = x != x || y != y ? x + y : x > y ? x : y;
          return greater + log1p(exp(-fabs(x - y)));
        }
        """);
    all.put(
        "sigmoid_",
        """
        static inline real sigmoid_(const real x) {
          const real e = exp(-fabs(x));
          return (x < 0 ? e : (real) 1) / (1 + e);
        }
        """);
    all.putAll(DeviceSpecials.texts());
    return all;
  }

  private static String extremum(String name, String sign, String ofZeros) {
    return """
        static inline real %s(const real x, const real y) {
          return x != x || y != y ? x + y : x == y ? (%s) : x %s y ? x : y;
        }
        """
        .formatted(name, ofZeros, sign);
  }

  private static String withoutNan(String name) {
    return """
        static inline real f%1$s(const real x, const real y) {
          return x != x ? y : y != y ? x : %1$s(x, y);
        }
        """
        .formatted(name);
  }

  /// Returns a function that is a polynomial, by Horner's rule.
  static String polynomial(String name, double[] values) {
    return coefficients(name + "of", values)
        + """
        static inline real %1$s(const real x) {
          real value = 0;
          for (int k = %2$d; k >= 0; k--) { value = value * x + %1$sof[k]; }
          return value;
        }
        """
            .formatted(name, values.length - 1);
  }
}
