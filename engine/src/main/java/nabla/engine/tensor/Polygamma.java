package nabla.engine.tensor;

import nabla.engine.formula.Formula;

/// The derivatives of the digamma function, as formulas.
///
/// Arguments below one half are reflected. The others are shifted up by the recurrence, and the
/// asymptotic series finishes.
final class Polygamma {
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

  /// Returns `ψ″(x) = -2 · Σ 1 / (x + k)³`.
  static Formula second(Formula x) {
    Formula low = x.lt(0.5);
    Formula z = Formula.select(low, Formula.constant(1.0).sub(x), x);
    Formula sum = Formula.constant(0.0);
    for (int k = 0; k < SHIFTS; k++) {
      Formula term = z.add(k);
      sum = sum.add(term.mul(term).mul(term).reciprocal());
    }
    Formula y = z.add(SHIFTS).reciprocal();
    Formula y2 = y.mul(y);
    // The derivative of the series of the first order, term by term.
    Formula series =
        horner(
            y2,
            3.0 / 6,
            -5.0 / 30,
            7.0 / 42,
            -9.0 / 30,
            11 * 5.0 / 66,
            -13 * 691.0 / 2730,
            15 * 7.0 / 6);
    Formula tail = y2.mul(y.add(1)).add(series.mul(y2).mul(y2));
    Formula value = sum.mul(-2).sub(tail);
    Formula sine = sineOfPi(x);
    Formula cosine = cosineOfPi(x);
    Formula mirror = cosine.mul(2 * Math.PI * Math.PI * Math.PI).div(sine.mul(sine).mul(sine));
    // At infinity PyTorch's series gives NaN, at all poles -∞.
    Formula pole = x.le(0).and(x.eq(x.floor()));
    return Formula.select(
        pole,
        Formula.constant(Double.NEGATIVE_INFINITY),
        Formula.select(low, value.sub(mirror), value.add(x.sub(x))));
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
