package nabla.engine.tensor;

import nabla.engine.formula.Formula;

/// The derivatives of the digamma function, as formulas.
///
/// Arguments below one half are reflected. The others are shifted up by the recurrence, and the
/// asymptotic series finishes.
final class Polygamma {
  /// The first number whose factorial no float64 holds.
  private static final int INFINITE = 171;

  private static final int SHIFTS = 10;

  private Polygamma() {}

  /// Returns `ψ′(x) = Σ 1 / (x + k)²`.
  static Formula first(Formula x) {
    Formula low = x.lt(0.5);
    Formula z = Formula.select(low, Formula.constant(1.0).sub(x), x);
    Formula sum = Formula.constant(0.0);
    for (int k = 0; k < SHIFTS; k++) {
      Formula term = z.add(k);
      sum = sum.add(term.mul(term).reciprocal());
    }
    Formula y = z.add(SHIFTS).reciprocal();
    Formula y2 = y.mul(y);
    // 1/y + 1/2y² + Σ B(2k) / y^(2k+1)
    Formula series =
        horner(y2, 1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6);
    Formula tail = y.mul(y.mul(0.5).add(1)).add(series.mul(y2).mul(y));
    Formula value = sum.add(tail);
    Formula sine = sineOfPi(x);
    Formula mirror = Formula.constant(Math.PI * Math.PI).div(sine.mul(sine));
    return Formula.select(low, mirror.sub(value), value);
  }

  /// Returns an order whose function is the same: from 171 on `n!` is infinite, so that only the
  /// sign of the order counts.
  static int order(int n) {
    return n <= INFINITE ? n : INFINITE + (n - INFINITE) % 2;
  }

  /// Returns `ψ⁽ⁿ⁾(x) = (-1)ⁿ⁺¹ n! · Σ 1 / (x + k)ⁿ⁺¹` for `n ≥ 2`.
  static Formula of(int n, Formula x) {
    Formula low = x.lt(0.5);
    Formula z = Formula.select(low, Formula.constant(1.0).sub(x), x);
    Formula sum = Formula.constant(0.0);
    for (int k = 0; k < SHIFTS; k++) {
      sum = sum.add(power(z.add(k).reciprocal(), n + 1));
    }
    Formula y = z.add(SHIFTS).reciprocal();
    Formula yn = power(y, n);
    // What is left of the sum, by Euler and Maclaurin.
    Formula series = horner(y.mul(y), remainders(n + 1));
    Formula tail = yn.div(n).add(yn.mul(y).mul(0.5)).add(yn.mul(y).mul(y).mul(series));
    double sign = n % 2 == 0 ? -1 : 1;
    Formula value = sum.add(tail).mul(factorial(n));
    Formula cotangent = cosineOfPi(x).div(sineOfPi(x));
    Formula mirror = horner(cotangent, cotangents(n)).mul(-Math.pow(Math.PI, n + 1));
    // At infinity PyTorch's series gives NaN, at every pole an infinity of one sign.
    Formula pole = x.le(0).and(x.eq(x.floor()));
    return Formula.select(
        pole,
        Formula.constant(sign * Double.POSITIVE_INFINITY),
        Formula.select(low, mirror.sub(value), value.mul(sign).add(x.sub(x))));
  }

  /// Returns `B₂ⱼ / (2j)! · s (s + 1) … (s + 2j - 2)` for `j = 1, 2, …`.
  private static double[] remainders(int s) {
    double[] bernoulli = {
      1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6
    };
    double[] result = new double[bernoulli.length];
    double factor = 0.5 * s;
    for (int j = 0; j < result.length; j++) {
      result[j] = bernoulli[j] * factor;
      double last = s + 2.0 * j;
      factor *= (last + 1) * (last + 2) / ((2.0 * j + 3) * (2 * j + 4));
    }
    return result;
  }

  /// Returns the coefficients of the derivative of order `n` of the cotangent as a polynomial in
  /// it.
  private static double[] cotangents(int n) {
    double[] polynomial = {0, 1};
    for (int order = 0; order < n; order++) {
      double[] next = new double[polynomial.length + 1];
      for (int i = 1; i < polynomial.length; i++) {
        next[i - 1] -= i * polynomial[i];
        next[i + 1] -= i * polynomial[i];
      }
      polynomial = next;
    }
    return polynomial;
  }

  private static double factorial(int n) {
    double result = 1;
    for (int i = 2; i <= n; i++) {
      result *= i;
    }
    return result;
  }

  private static Formula power(Formula x, int n) {
    Formula half = n > 1 ? power(x, n / 2) : x;
    return n == 1 ? x : n % 2 == 0 ? half.mul(half) : half.mul(half).mul(x);
  }

  private static Formula horner(Formula x, double... coefficients) {
    Formula result = Formula.constant(coefficients[coefficients.length - 1]);
    for (int i = coefficients.length - 2; i >= 0; i--) {
      result = result.mul(x).add(coefficients[i]);
    }
    return result;
  }

  // Like PyTorch's: at a pole the result is huge, not infinite.
  private static Formula sineOfPi(Formula x) {
    return x.mul(Math.PI).sin();
  }

  private static Formula cosineOfPi(Formula x) {
    return x.mul(Math.PI).cos();
  }
}
