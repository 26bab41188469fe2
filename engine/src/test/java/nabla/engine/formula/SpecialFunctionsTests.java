package nabla.engine.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SpecialFunctionsTests {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  private record Reference(UnaryOp function, double argument, double value) {}

  /// The table's first lines say how it was made.
  private static List<Reference> references() throws IOException {
    try (var in = SpecialFunctionsTests.class.getResourceAsStream("special-functions.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", 3))
          .map(
              cells ->
                  new Reference(
                      UnaryOp.valueOf(cells[0].toUpperCase(Locale.ROOT)),
                      Double.parseDouble(cells[1]),
                      Double.parseDouble(cells[2])))
          .toList();
    }
  }

  @Test
  void agreeWithReferencesToFourteenDigits() throws IOException {
    List<Reference> references = references();
    assertThat(references).hasSizeGreaterThan(300);
    for (Reference reference : references) {
      double value = Arithmetic.apply(reference.function, reference.argument);
      double tolerance = Math.max(1e-14 * Math.abs(reference.value), Double.MIN_VALUE);
      assertThat(value).as("%s", reference).isCloseTo(reference.value, within(tolerance));
    }
  }

  private static void check(UnaryOp op, double... pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      assertThat(Arithmetic.apply(op, pairs[i]))
          .as("%s(%s)", op, pairs[i])
          .isEqualTo(Double.valueOf(pairs[i + 1]));
    }
  }

  @Test
  void areRightAtZerosPolesAndInfinities() {
    check(UnaryOp.ERF, 0, 0, -0.0, -0.0, INF, 1, -INF, -1, NAN, NAN);
    check(UnaryOp.ERFC, 0, 1, -0.0, 1, INF, 0, -INF, 2, NAN, NAN, 30, 0);
    check(UnaryOp.ERFINV, 0, 0, -0.0, -0.0, 1, INF, -1, -INF, 1.5, NAN, -2, NAN, NAN, NAN);
    check(UnaryOp.LGAMMA, 1, 0, 2, 0, 0, INF, -0.0, INF, -1, INF, -7, INF, INF, INF, -INF, INF);
    check(UnaryOp.LGAMMA, NAN, NAN, -1e17, INF);
    check(UnaryOp.DIGAMMA, 0, -INF, -0.0, INF, -1, NAN, -4, NAN, INF, INF, -INF, NAN, NAN, NAN);
    check(UnaryOp.ASINH, 0, 0, -0.0, -0.0, INF, INF, -INF, -INF, NAN, NAN);
    check(UnaryOp.ACOSH, 1, 0, 0.5, NAN, -3, NAN, INF, INF, -INF, NAN, NAN, NAN);
    check(UnaryOp.ATANH, 0, 0, -0.0, -0.0, 1, INF, -1, -INF, 3, NAN, INF, NAN, NAN, NAN);
    check(UnaryOp.SIGMOID, 0, 0.5, INF, 1, -INF, 0, NAN, NAN, 800, 1);
    check(UnaryOp.LOG2, 8, 3, 0x1p-1074, -1074, 0, -INF, -0.0, -INF, INF, INF, -1, NAN, NAN, NAN);
    check(UnaryOp.SIGN, NAN, 0, -0.0, 0, -INF, -1, 3, 1);
    check(UnaryOp.ROUND, 0.5, 0, 1.5, 2, 2.5, 2, -0.5, -0.0);
    check(UnaryOp.TRUNC, -1.7, -1, 1.7, 1, -0.3, -0.0, NAN, NAN);
  }

  private static void check(BinaryOp op, double... triples) {
    for (int i = 0; i < triples.length; i += 3) {
      assertThat(Arithmetic.apply(op, triples[i], triples[i + 1]))
          .as("%s(%s, %s)", op, triples[i], triples[i + 1])
          .isEqualTo(Double.valueOf(triples[i + 2]));
    }
  }

  @Test
  void functionsOfTwoNumbersFollowPythonAndC() {
    check(BinaryOp.FLOOR_DIV, 7, 2, 3, -7, 2, -4, 7, -2, -4, 1, 0, INF, 0, 0, NAN, 1, 0.1, 9);
    check(BinaryOp.FLOOR_DIV, -1, INF, -1, 0, -3, -0.0);
    check(BinaryOp.REMAINDER, 7, 3, 1, -7, 3, 2, 7, -3, -2, 1, 0, NAN, -1, INF, INF);
    check(BinaryOp.FMOD, -7, 3, -1, 7, -3, 1);
    check(BinaryOp.POW, 1, NAN, 1, NAN, 0, 1, -1, INF, 1, -8, 1.0 / 3, NAN, 2, -1, 0.5);
    check(BinaryOp.MIN, NAN, 1, NAN, 1, NAN, NAN, -0.0, 0, -0.0);
    check(BinaryOp.FMAX, NAN, 1, 1, 1, NAN, 1, NAN, NAN, NAN);
    check(BinaryOp.COPYSIGN, 3, -0.0, -3, -3, 1, 3);
    check(BinaryOp.LOGADDEXP, INF, -INF, INF, -INF, -INF, -INF, INF, INF, INF, 1, NAN, NAN);
    check(BinaryOp.LOGADDEXP, 1000, 1000, 1000.6931471805599, -1000, 0, 0);
  }

  @Test
  void integersFollowPythonAndTwosComplement() {
    assertThat(Arithmetic.apply(BinaryOp.FLOOR_DIV, -7L, 2L)).isEqualTo(-4);
    assertThat(Arithmetic.apply(BinaryOp.REMAINDER, -7L, 2L)).isEqualTo(1);
    assertThat(Arithmetic.apply(BinaryOp.FMOD, -7L, 2L)).isEqualTo(-1);
    assertThat(Arithmetic.apply(BinaryOp.POW, 3L, 4L)).isEqualTo(81);
    assertThat(Arithmetic.apply(BinaryOp.POW, -1L, -3L)).isEqualTo(-1);
    assertThat(Arithmetic.apply(BinaryOp.POW, 5L, -1L)).isEqualTo(0);
    assertThat(Arithmetic.apply(BinaryOp.POW, 0L, 0L)).isEqualTo(1);
    assertThat(Arithmetic.apply(BinaryOp.SHL, 1L, 64L)).isEqualTo(0);
    assertThat(Arithmetic.apply(BinaryOp.SHR, -8L, 1L)).isEqualTo(-4);
    assertThat(Arithmetic.apply(BinaryOp.SHR, -8L, 100L)).isEqualTo(-1);
  }
}
