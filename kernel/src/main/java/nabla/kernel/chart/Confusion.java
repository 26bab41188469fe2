package nabla.kernel.chart;

import static nabla.kernel.text.Texts.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Counts how often each class was taken for which.
final class Confusion {
  private static final int MOST = 30;
  private static final int LONGEST = 12;

  private Confusion() {}

  static Chart of(int[] right, int[] said, List<String> names) {
    int classes =
        Math.max(
            names.size(),
            Math.max(Arrays.stream(right).max().orElse(0), Arrays.stream(said).max().orElse(0))
                + 1);
    if (!names.isEmpty() && names.size() < classes) {
      throw new IllegalArgumentException(text("chart.names", names.size(), classes));
    }
    if (classes > MOST) {
      throw new IllegalArgumentException(text("chart.classes", classes, MOST));
    }
    int[][] counts = new int[classes][classes];
    int hits = 0;
    for (int i = 0; i < right.length; i++) {
      counts[right[i]][said[i]]++;
      hits += right[i] == said[i] ? 1 : 0;
    }
    List<String> shown = names.isEmpty() ? Values.numbered(classes) : names;
    List<Layer> layers = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    lines.add(
        text(
            "chart.text.accuracy",
            hits,
            right.length,
            Summaries.number(100.0 * hits / right.length)));
    for (int row = 0; row < classes; row++) {
      row(layers, counts[row], row);
      int all = Arrays.stream(counts[row]).sum();
      lines.add(shown.get(row) + " (" + all + "): " + row(counts[row], shown));
    }
    for (int i = 0; i < classes; i++) {
      layers.add(new Layer.Name(i, -classes + 0.2, clipped(shown.get(i)), false));
      layers.add(new Layer.Name(-1.1, -i, clipped(shown.get(i)), false));
    }
    double end = classes - 0.5;
    Series corners = Series.corners(-1.7, -end - 0.6, end, 0.5);
    int side = Math.clamp(190 + 52L * classes, 320, 900);
    Chart.Frame frame =
        Chart.Frame.of(
                text("chart.title.confusion"), text("chart.axis.said"), text("chart.axis.right"))
            .with(Chart.Numbers.NONE);
    return new Chart(frame, List.of(corners), layers, String.join("\n", lines))
        .size(side + 60, side);
  }

  private static String clipped(String name) {
    return name.length() <= LONGEST ? name : name.substring(0, LONGEST - 1) + "…";
  }

  private static void row(List<Layer> layers, int[] counts, int row) {
    int all = Math.max(1, Arrays.stream(counts).sum());
    for (int column = 0; column < counts.length; column++) {
      // Opaque and light, so that the numbers can be read on a dark page, too.
      double part = (15 + 190.0 * counts[column] / all) / 255;
      int colour = onWhite(column == row ? 0x2F7ED8 : 0xD9730D, part);
      layers.add(new Layer.Cell(column - 0.48, -row - 0.48, column + 0.48, -row + 0.48, colour));
      layers.add(new Layer.Label(column, -row, String.valueOf(counts[column]), false));
    }
  }

  /// Returns an opaque colour that looks as this one does in part on white.
  private static int onWhite(int colour, double part) {
    int mixed = 0xFF;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int channel = colour >> shift & 0xFF;
      mixed = mixed << 8 | (int) Math.round(255 + (channel - 255) * part);
    }
    return mixed;
  }

  private static String row(int[] counts, List<String> names) {
    List<String> parts = new ArrayList<>();
    for (int column = 0; column < counts.length; column++) {
      if (counts[column] > 0) {
        parts.add(names.get(column) + " " + counts[column]);
      }
    }
    return String.join(", ", parts);
  }
}
