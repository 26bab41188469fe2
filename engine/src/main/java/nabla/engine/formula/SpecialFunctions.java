package nabla.engine.formula;

/// The functions of mathematics that the JDK lacks, in double.
///
/// The polynomials are Chebyshev fits made for this class with mpmath's `chebyfit` at 50 digits;
/// the methods around them are the classical ones that each function's comment names, as in
/// *Abramowitz & Stegun* (AS) or the *NIST Digital Library of Mathematical Functions* (DLMF).
final class SpecialFunctions {
  private static final double TWO_OVER_SQRT_PI = 1.1283791670955126;
  private static final double LOG_2 = 0.6931471805599453;
  private static final double HALF_LOG_2_PI = 0.9189385332046727;

  /// `erf(x) / x` in powers of `x²`, for `|x| ≤ 1`; error below 1e-20.
  private static final double[] ERF = {
    1.1283791670955126,
    -0.37612638903183754,
    0.1128379167095512,
    -0.02686617064512984,
    0.0052239776254232985,
    -0.000854832702193483,
    0.00012055332902888736,
    -1.4925647567519332e-05,
    1.6462045441468418e-06,
    -1.6364642158167616e-07,
    1.4792401209404813e-08,
    -1.216456005728345e-09,
    8.709045129053106e-11,
    -4.230945824295338e-12,
  };

  /// `e^(x²) erfc(x)` in powers of `x - 1.5`, for `1 ≤ x ≤ 2`; error below 1e-20.
  private static final double[] ERFCX_NEAR = {
    0.3215854164543175,
    -0.16362291773256007,
    0.0761510398554774,
    -0.03293090529956263,
    0.013377340953066716,
    -0.005145957547986074,
    0.0018861348770299853,
    -0.0006619300663780329,
    0.00022330994434483764,
    -7.265892277607512e-05,
    2.2864312354813184e-05,
    -6.9749857220380816e-06,
    2.066969345938349e-06,
    -5.961184927787341e-07,
    1.6755851115553425e-07,
    -4.583649892893367e-08,
    1.2292390627233347e-08,
    -3.491946397137101e-09,
    8.944646826979908e-10,
  };

  /// `x e^(x²) erfc(x)` in powers of `1 / x²`, for `2 ≤ x ≤ 4`; error below 1e-17.
  private static final double[] ERFCX_MIDDLE = {
    0.5641895821346802,
    -0.2820945758970919,
    0.4231266524439231,
    -1.0571531020854863,
    3.6800181437839354,
    -16.116428814567858,
    81.1521321450131,
    -429.0394604811485,
    2195.405160422634,
    -10208.61394342779,
    41201.78134183229,
    -139356.27135178357,
    382933.72428162064,
    -826899.9795433708,
    1344308.9219451337,
    -1542099.2526773782,
    1110339.5667836203,
    -376834.4671156329,
  };

  /// `x e^(x²) erfc(x)` in powers of `1 / x²`, for `x ≥ 4`; error below 1e-18.
  private static final double[] ERFCX_FAR = {
    0.5641895835477563,
    -0.28209479177387675,
    0.42314218765887884,
    -1.0578554680951964,
    3.7024938372936087,
    -16.661170063440455,
    91.63048369357551,
    -595.1288191881648,
    4437.032220264238,
    -36630.851164382475,
    315353.50094006304,
    -2590303.65713741,
    18253198.281488802,
    -98105742.03701618,
    345022818.1402942,
    -583029210.4454905,
  };

  /// `lgamma(2 + s) / s` for `|s| ≤ ½`; error below 1e-19.
  static final double[] LGAMMA = {
    0.42278433509846713,
    0.3224670334241132,
    -0.06735230105319814,
    0.02058080842778457,
    -0.0073855510286681535,
    0.002890510330738737,
    -0.0011927539120010226,
    0.0005096695248853096,
    -0.00022315475074520367,
    9.945750909889392e-05,
    -4.4926351103833334e-05,
    2.050726741605779e-05,
    -9.438458716242811e-06,
    4.374374916915131e-06,
    -2.0449201467015115e-06,
    9.578663334114758e-07,
    -4.303558760359961e-07,
    2.0304806751615227e-07,
    -1.3412819758517287e-07,
    6.379047507619774e-08,
  };

  /// Stirling's series, DLMF 5.11.1: `B₂ₖ / (2k (2k - 1))` in powers of `1 / x²`.
  static final double[] STIRLING = {
    1.0 / 12,
    -1.0 / 360,
    1.0 / 1260,
    -1.0 / 1680,
    1.0 / 1188,
    -691.0 / 360360,
    1.0 / 156,
    -3617.0 / 122400,
  };

  /// `digamma(x) / (x - root)` in powers of `x - 1.5`, for `1 ≤ x ≤ 2`; error below 2e-17.
  static final double[] DIGAMMA = {
    0.951055876031833,
    -0.4236274212814605,
    0.2405424842407742,
    -0.14840492305390884,
    0.09498872445494122,
    -0.061922133273064534,
    0.04076083381242074,
    -0.02697579675613825,
    0.0179072524394512,
    -0.011908218001568644,
    0.007926944646403797,
    -0.005279964873257405,
    0.003519006401502276,
    -0.002345267632540769,
    0.0015566317474486838,
    -0.0010376374098418604,
    0.0007233266279287554,
    -0.0004821990530566789,
    0.0002272331660987376,
    -0.00015148586836773365,
    0.00025968482126430747,
    -0.00017312261802727394,
  };

  /// The positive zero of digamma, as a sum of two doubles.
  private static final double DIGAMMA_ROOT = 1.4616321449683622;

  private static final double DIGAMMA_ROOT_REST = 9.549995429965697e-17;

  /// The asymptotic series of digamma, DLMF 5.11.2: `B₂ₖ / 2k` in powers of `1 / x²`.
  static final double[] DIGAMMA_FAR = {
    1.0 / 12,
    -1.0 / 120,
    1.0 / 252,
    -1.0 / 240,
    1.0 / 132,
    -691.0 / 32760,
    1.0 / 12,
    -3617.0 / 8160,
  };

  private SpecialFunctions() {}

  /// The value of a polynomial, by Horner's rule.
  private static double polynomial(double[] coefficients, double x) {
    double value = 0;
    for (int k = coefficients.length - 1; k >= 0; k--) {
      value = value * x + coefficients[k];
    }
    return value;
  }

  /// The error function: its series near 0, `1 - erfc(x)` beyond 1.
  static double erf(double x) {
    double a = Math.abs(x);
    if (a <= 1) {
      return x * polynomial(ERF, x * x);
    }
    return Math.copySign(1 - erfcBeyondOne(a), x);
  }

  /// The complementary error function, without loss for large `x`.
  static double erfc(double x) {
    if (x > 1) {
      return erfcBeyondOne(x);
    }
    if (x >= -1) {
      return 1 - x * polynomial(ERF, x * x);
    }
    return 2 - erfcBeyondOne(-x); // NaN comes here too
  }

  /// `erfc(x)` as `e^(-x²)` times a slow function. The rounding error of `x²` would be magnified by
  /// the exponential, so it is computed exactly (fma) and its rest is applied as a factor.
  private static double erfcBeyondOne(double x) {
    if (x > 28) {
      return 0;
    }
    double slow =
        x <= 2
            ? polynomial(ERFCX_NEAR, x - 1.5)
            : polynomial(x <= 4 ? ERFCX_MIDDLE : ERFCX_FAR, 1 / (x * x)) / x;
    double square = x * x;
    double rest = Math.fma(x, x, -square);
    return slow * (1 - rest) * Math.exp(-square);
  }

  /// The inverse of `erf`: Winitzki's approximation (2008; error 2e-3), then two of Halley's steps.
  /// Near 1 the equation is solved for `erfc`, whose value `1 - |y|` is exact there.
  static double erfinv(double y) {
    double a = Math.abs(y);
    if (!(a < 1)) {
      return a == 1 ? Math.copySign(Double.POSITIVE_INFINITY, y) : Double.NaN;
    }
    if (a == 0) {
      return y;
    }
    double complement = 1 - a;
    double log = a < 0.5 ? Math.log1p(-a * a) : Math.log(complement * (1 + a));
    double w = -log / 0.147;
    double t = 2 / (Math.PI * 0.147) + log / 2;
    double x = Math.sqrt(w / (Math.sqrt(t * t + w) + t));
    for (int step = 0; step < 2; step++) {
      double residual = a < 0.5 ? erf(x) - a : complement - erfc(x);
      double newton = residual / (TWO_OVER_SQRT_PI * Math.exp(-x * x));
      x -= newton / (1 + x * newton);
    }
    return Math.copySign(x, y);
  }

  /// `log |Γ(x)|`: recurrence to the interval around 2, Stirling's series from 8 on, reflection
  /// (DLMF 5.5.3) below 0. Infinite at 0, the negative integers and `±∞`.
  static double lgamma(double x) {
    if (Double.isNaN(x)) {
      return x;
    }
    if (Double.isInfinite(x)) {
      return Double.POSITIVE_INFINITY;
    }
    if (x > 0) {
      return lgammaOfPositive(x);
    }
    double a = -x;
    double fraction = a - Math.floor(a);
    if (fraction == 0) {
      return Double.POSITIVE_INFINITY;
    }
    if (a < 1e-17) {
      return -Math.log(a);
    }
    double sine = Math.sin(Math.PI * Math.min(fraction, 1 - fraction));
    return Math.log(Math.PI / (a * sine)) - lgammaOfPositive(a);
  }

  private static double lgammaOfPositive(double x) {
    if (x >= 8) {
      double inverse = 1 / x;
      return (x - 0.5) * (Math.log(x) - 1)
          + (HALF_LOG_2_PI - 0.5)
          + inverse * polynomial(STIRLING, inverse * inverse);
    }
    if (x < 0.5) {
      return x * polynomial(LGAMMA, x) - Math.log1p(x) - Math.log(x);
    }
    if (x < 1.5) {
      double s = x - 1;
      return s * polynomial(LGAMMA, s) - (x < 0.75 ? Math.log(x) : Math.log1p(s));
    }
    double product = 1;
    double reduced = x;
    while (reduced > 2.5) {
      reduced -= 1;
      product *= reduced;
    }
    double s = reduced - 2;
    return s * polynomial(LGAMMA, s) + Math.log(product);
  }

  /// The derivative of `log Γ`: recurrence to `1 … 2`, where the positive zero is split off; the
  /// asymptotic series from 10 on; reflection (DLMF 5.5.4) below 0. As in PyTorch it is `∓∞` at
  /// `±0` and NaN at the negative integers.
  static double digamma(double x) {
    if (x == 0) {
      return Math.copySign(Double.POSITIVE_INFINITY, -x);
    }
    if (x > 0) {
      return digammaOfPositive(x);
    }
    double fraction = x - Math.rint(x);
    if (fraction == 0 || Double.isInfinite(x)) {
      return Double.NaN;
    }
    return digammaOfPositive(1 - x) - Math.PI / Math.tan(Math.PI * fraction);
  }

  private static double digammaOfPositive(double x) {
    if (x >= 10) {
      double inverse = 1 / x;
      double square = inverse * inverse;
      return Math.log(x) - inverse / 2 - square * polynomial(DIGAMMA_FAR, square);
    }
    double sum = 0;
    double reduced = x;
    if (x < 1) {
      sum = -1 / x;
      reduced = x + 1;
    }
    while (reduced > 2) {
      reduced -= 1;
      sum += 1 / reduced;
    }
    double fromRoot = reduced - DIGAMMA_ROOT - DIGAMMA_ROOT_REST;
    return sum + fromRoot * polynomial(DIGAMMA, reduced - 1.5);
  }

  /// `log(x + √(x² + 1))` (AS 4.6.20), rewritten so that nothing cancels near 0.
  static double asinh(double x) {
    double a = Math.abs(x);
    double value =
        a > 0x1p28 ? Math.log(a) + LOG_2 : Math.log1p(a + a * a / (1 + Math.sqrt(a * a + 1)));
    return Math.copySign(value, x);
  }

  /// `log(x + √(x² - 1))` (AS 4.6.21), rewritten so that nothing cancels near 1.
  static double acosh(double x) {
    if (x > 0x1p28) {
      return Math.log(x) + LOG_2;
    }
    if (x < 1) {
      return Double.NaN;
    }
    double t = x - 1;
    return Math.log1p(t + Math.sqrt(t * (2 + t)));
  }

  /// `½ log((1 + x) / (1 - x))` (AS 4.6.22), rewritten so that nothing cancels near 0.
  static double atanh(double x) {
    double a = Math.abs(x);
    return Math.copySign(0.5 * Math.log1p(2 * a / (1 - a)), x);
  }

  /// `1 / (1 + e⁻ˣ)`, without overflow of the exponential.
  static double sigmoid(double x) {
    double e = Math.exp(-Math.abs(x));
    return (x < 0 ? e : 1) / (1 + e);
  }

  /// `log(eˣ + eʸ)`, the greater one taken out.
  static double logaddexp(double x, double y) {
    return x == y ? x + LOG_2 : Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y)));
  }
}
