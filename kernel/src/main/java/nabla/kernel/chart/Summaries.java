package nabla.kernel.chart;

import static nabla.kernel.text.Texts.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What there is to see in a chart, in words.
final class Summaries {
  private Summaries() {}

  /// Returns the series; each says in its name where it stops being numbers.
  ///
  /// @throws IllegalArgumentException if none has a point that can be drawn
  static List<Series> drawable(List<Series> series) {
    List<Series> named = new ArrayList<>();
    boolean anything = false;
    for (Series each : series) {
      anything |= Arrays.stream(each.y()).anyMatch(Double::isFinite);
      int first = firstStrange(each);
      String name = each.name();
      if (first >= 0) {
        String what = Double.isNaN(each.y()[first]) ? "NaN" : String.valueOf(each.y()[first]);
        name = (name + " " + text("chart.from", what, number(each.x()[first]))).strip();
      }
      named.add(new Series(name, each.x(), each.y(), each.style()));
    }
    if (!anything) {
      throw new IllegalArgumentException(text("chart.nothing"));
    }
    return named;
  }

  private static int firstStrange(Series series) {
    for (int i = 0; i < series.y().length; i++) {
      if (!Double.isFinite(series.y()[i])) {
        return i;
      }
    }
    return -1;
  }

  static String lines(List<Series> series) {
    return series.stream().map(Summaries::line).collect(Collectors.joining("\n"));
  }

  private static String line(Series series) {
    double[] y = series.y();
    int least = -1;
    int greatest = -1;
    int strange = 0;
    for (int i = 0; i < y.length; i++) {
      if (!Double.isFinite(y[i])) {
        strange++;
      } else {
        least = least < 0 || y[i] < y[least] ? i : least;
        greatest = greatest < 0 || y[i] > y[greatest] ? i : greatest;
      }
    }
    String name = series.name().isEmpty() ? "" : series.name() + ": ";
    if (least < 0) {
      return name + text("chart.text.strange", strange);
    }
    String line =
        text(
            "chart.text.line",
            y.length,
            number(y[0]),
            number(y[y.length - 1]),
            at(series, least),
            at(series, greatest));
    return name + line + (strange > 0 ? "; " + text("chart.text.strange", strange) : "");
  }

  private static String at(Series series, int place) {
    return text("chart.text.at", number(series.y()[place]), number(series.x()[place]));
  }

  static String dots(List<Series> series) {
    return series.stream()
        .map(
            each ->
                (each.name().isEmpty() ? "" : each.name() + ": ")
                    + text("chart.text.dots", each.x().length, range(each.x()), range(each.y())))
        .collect(Collectors.joining("\n"));
  }

  /// Returns the least and the greatest of the finite values.
  static String range(double[] values) {
    double[] finite = Values.finite(values);
    double least = Arrays.stream(finite).min().orElse(Double.NaN);
    double greatest = Arrays.stream(finite).max().orElse(Double.NaN);
    return text("chart.text.range", number(least), number(greatest));
  }

  /// Returns a number with four digits, the same in every locale.
  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e7) {
      return String.valueOf((long) value);
    }
    String text = String.format(Locale.ROOT, "%.4g", value);
    return text.contains("e") || !text.contains(".") ? text : text.replaceAll("\\.?0+$", "");
  }
}
