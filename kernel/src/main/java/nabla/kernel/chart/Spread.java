package nabla.kernel.chart;

import static nabla.kernel.text.Texts.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// How values are spread: a row of bars, or one row for each name over the same axis.
final class Spread {
  private static final int BARS = 40;
  private static final int MOST_ROWS = 24;
  private static final int STRONG = 0xC0;

  private Spread() {}

  static Chart of(Map<String, double[]> rows, String title) {
    if (rows.size() > MOST_ROWS) {
      throw new IllegalArgumentException(text("chart.series", rows.size(), MOST_ROWS));
    }
    double[] all = Values.finite(rows.values().stream().flatMapToDouble(Arrays::stream).toArray());
    if (all.length == 0) {
      throw new IllegalArgumentException(text("chart.nothing"));
    }
    double least = Arrays.stream(all).min().getAsDouble();
    double greatest = Arrays.stream(all).max().getAsDouble();
    if (least == greatest) {
      double margin = least == 0 ? 1 : Math.abs(least) / 2;
      least -= margin;
      greatest += margin;
    }
    return rows.size() == 1 && rows.containsKey("")
        ? one(rows.get(""), least, greatest, title)
        : many(rows, least, greatest, title);
  }

  private static Chart one(double[] values, double least, double greatest, String title) {
    int[] counts = counts(values, least, greatest);
    List<Layer> layers = new ArrayList<>();
    bars(layers, counts, least, greatest, 0, 1, 0);
    double most = Arrays.stream(counts).max().orElse(1);
    Series corners = Series.corners(least, 0, greatest, most);
    return new Chart(
        Chart.Frame.of(title, text("chart.axis.value"), text("chart.axis.count")),
        List.of(corners),
        layers,
        described(values));
  }

  private static Chart many(
      Map<String, double[]> rows, double least, double greatest, String title) {
    List<Layer> layers = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    int longest = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
    double left = least - (greatest - least) * Math.min(0.6, 0.015 * longest + 0.03);
    int row = 0;
    for (Map.Entry<String, double[]> each : rows.entrySet()) {
      int[] counts = counts(each.getValue(), least, greatest);
      int most = Math.max(1, Arrays.stream(counts).max().orElse(1));
      bars(layers, counts, least, greatest, -row - 0.4, 0.8 / most, row % Drawing.MOST_COLOURS);
      layers.add(new Layer.Name(left, -row, each.getKey(), true));
      lines.add(each.getKey() + ": " + described(each.getValue()));
      row++;
    }
    Series corners = Series.corners(left, 0.5 - row, greatest, 0.5);
    Chart.Frame frame =
        Chart.Frame.of(title, text("chart.axis.value"), "").with(Chart.Numbers.BELOW);
    return new Chart(frame, List.of(corners), layers, String.join("\n", lines))
        .size(Chart.Frame.WIDTH, Math.clamp(110 + 44L * row, 200, 1200));
  }

  private static int[] counts(double[] values, double least, double greatest) {
    int[] counts = new int[BARS];
    for (double value : values) {
      if (Double.isFinite(value)) {
        double place = (value / 2 - least / 2) / (greatest / 2 - least / 2);
        counts[Math.clamp((int) (place * BARS), 0, BARS - 1)]++;
      }
    }
    return counts;
  }

  private static void bars(
      List<Layer> layers,
      int[] counts,
      double least,
      double greatest,
      double base,
      double scale,
      int colour) {
    double width = greatest / BARS - least / BARS;
    for (int i = 0; i < BARS; i++) {
      if (counts[i] > 0) {
        layers.add(
            new Layer.Cell(
                least + i * width,
                base,
                least + (i + 1) * width,
                base + counts[i] * scale,
                Drawing.colour(colour) & 0xFFFFFF | STRONG << 24));
      }
    }
  }

  private static String described(double[] values) {
    double[] finite = Values.finite(values);
    double mean = Arrays.stream(finite).average().orElse(Double.NaN);
    double squares = Arrays.stream(finite).map(v -> (v - mean) * (v - mean)).sum();
    String line =
        text(
            "chart.text.spread",
            values.length,
            Summaries.range(values),
            Summaries.number(mean),
            Summaries.number(Math.sqrt(squares / Math.max(1, finite.length))));
    int strange = values.length - finite.length;
    return line + (strange > 0 ? "; " + text("chart.text.strange", strange) : "");
  }
}
