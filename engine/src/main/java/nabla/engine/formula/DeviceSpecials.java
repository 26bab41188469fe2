package nabla.engine.formula;

import java.util.LinkedHashMap;
import java.util.Map;

/// The functions that OpenCL C lacks, or whose accuracy it leaves open, with the methods and the
/// polynomials of [SpecialFunctions].
final class DeviceSpecials {
  private DeviceSpecials() {}

  static Map<String, String> texts() {
    var all = new LinkedHashMap<String, String>();
    all.put("erfinv_", ERFINV);
    polynomial(all, "lgamma_near", SpecialFunctions.LGAMMA);
    polynomial(all, "stirling", SpecialFunctions.STIRLING);
    all.put("lgamma_of_positive", LGAMMA_OF_POSITIVE);
    all.put("lgamma_", LGAMMA);
    polynomial(all, "digamma_near", SpecialFunctions.DIGAMMA);
    polynomial(all, "digamma_far", SpecialFunctions.DIGAMMA_FAR);
    all.put("digamma_of_positive", DIGAMMA_OF_POSITIVE);
    all.put("digamma_", DIGAMMA);
    return all;
  }

  private static void polynomial(Map<String, String> all, String name, double[] values) {
    all.put(name, DeviceText.polynomial(name, values));
  }

  private static final String ERFINV =
      """
      static inline real erfinv_(const real y) {
        const real a = fabs(y);
        if (!(a < 1)) { return a == 1 ? copysign((real) INFINITY, y) : (real) NAN; }
        if (a == 0) { return y; }
        const real complement = 1 - a;
        const real l = a < (real) 0.5 ? log1p(-a * a) : log(complement * (1 + a));
        const real w = -l / (real) 0.147;
        const real t = (real) (2 / (3.141592653589793 * 0.147)) + l / 2;
        real x = sqrt(w / (sqrt(t * t + w) + t));
        for (int step = 0; step < 2; step++) {
          const real residual = a < (real) 0.5 ? erf(x) - a : complement - erfc(x);
          const real newton = residual / ((real) 1.1283791670955126 * exp(-x * x));
          x -= newton / (1 + x * newton);
        }
        return copysign(x, y);
      }
      """;

  private static final String LGAMMA_OF_POSITIVE =
      """
      static inline real lgamma_of_positive(const real x) {
        if (x >= 8) {
          const real inverse = 1 / x;
          return (x - (real) 0.5) * (log(x) - 1) + (real) (0.9189385332046727 - 0.5)
              + inverse * stirling(inverse * inverse);
        }
        if (x < (real) 0.5) { return x * lgamma_near(x) - log1p(x) - log(x); }
        if (x < (real) 1.5) {
          const real s = x - 1;
          return s * lgamma_near(s) - (x < (real) 0.75 ? log(x) : log1p(s));
        }
        real product = 1;
        real reduced = x;
        while (reduced > (real) 2.5) { reduced -= 1; product *= reduced; }
        const real s = reduced - 2;
        return s * lgamma_near(s) + log(product);
      }
      """;

  private static final String LGAMMA =
      """
      static inline real lgamma_(const real x) {
        if (x != x) { return x; }
        if (isinf(x)) { return (real) INFINITY; }
        if (x > 0) { return lgamma_of_positive(x); }
        const real a = -x;
        const real fraction = a - floor(a);
        if (fraction == 0) { return (real) INFINITY; }
        if (a < (real) 1e-17) { return -log(a); }
        const real sine = sinpi(fmin(fraction, 1 - fraction));
        return log((real) 3.141592653589793 / (a * sine)) - lgamma_of_positive(a);
      }
      """;

  private static final String DIGAMMA_OF_POSITIVE =
      """
      static inline real digamma_of_positive(const real x) {
        if (x >= 10) {
          const real inverse = 1 / x;
          const real square = inverse * inverse;
          return log(x) - inverse / 2 - square * digamma_far(square);
        }
        real sum = 0;
        real reduced = x;
        if (x < 1) { sum = -1 / x; reduced = x + 1; }
        while (reduced > 2) { reduced -= 1; sum += 1 / reduced; }
        const real from_root =
            reduced - (real) 1.4616321449683622
                - (real) 9.549995429965697e-17;
        return sum + from_root * digamma_near(reduced - (real) 1.5);
      }
      """;

  private static final String DIGAMMA =
      """
      static inline real digamma_(const real x) {
        if (x == 0) { return copysign((real) INFINITY, -x); }
        if (x > 0) { return digamma_of_positive(x); }
        const real fraction = x - rint(x);
        if (fraction == 0 || isinf(x)) { return (real) NAN; }
        return digamma_of_positive(1 - x) - (real) 3.141592653589793 / tanpi(fraction);
      }
      """;
}
