package nabla.kernel.chart;

import static nabla.kernel.text.Texts.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import nabla.engine.autograd.GradMode;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.Tensor;

/// Which class a model gives to each place of a plane.
///
/// @param classes by row from below, then by column
@SuppressWarnings("ArrayRecordComponent") // nobody compares
record Regions(double left, double bottom, double right, double top, int[] classes) {
  private static final int SIDE = 80;
  private static final double MARGIN = 0.08;
  private static final int THIN = 0x50;

  /// Returns the points of a data set, a series for each class.
  static List<Series> points(Tensor points, int[] labels) {
    double[][] rows = rows(points);
    if (labels.length != rows.length) {
      throw new IllegalArgumentException(
          text("chart.lengths", "points", rows.length, "labels", labels.length));
    }
    int classes = Arrays.stream(labels).max().orElse(0) + 1;
    if (classes > Drawing.MOST_COLOURS) {
      throw new IllegalArgumentException(text("chart.classes", classes, Drawing.MOST_COLOURS));
    }
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < classes; i++) {
      int wanted = i;
      double[][] mine =
          IntStream.range(0, rows.length)
              .filter(row -> labels[row] == wanted)
              .mapToObj(row -> rows[row])
              .toArray(double[][]::new);
      series.add(Series.dots(text("chart.class.name", i), column(mine, 0), column(mine, 1)));
    }
    return series;
  }

  private static double[][] rows(Tensor points) {
    if (points.dim() != 2 || points.size(1) != 2) {
      throw new IllegalArgumentException(text("chart.points", points.shape()));
    }
    if (points.size(0) == 0) {
      throw new IllegalArgumentException(text("chart.empty", "points"));
    }
    return Values.matrix(points);
  }

  private static double[] column(double[][] rows, int column) {
    return Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
  }

  static Regions of(UnaryOperator<Tensor> model, Tensor points) {
    double[][] rows = rows(points);
    double[] x = edges(column(rows, 0));
    double[] y = edges(column(rows, 1));
    double[][] places = new double[SIDE * SIDE][];
    for (int i = 0; i < places.length; i++) {
      int row = i / SIDE;
      int column = i % SIDE;
      places[i] =
          new double[] {
            x[0] + (x[1] - x[0]) * (column + 0.5) / SIDE, y[0] + (y[1] - y[0]) * (row + 0.5) / SIDE
          };
    }
    try (var _ = GradMode.noGrad()) {
      Tensor scores = model.apply(Creation.tensor(places).to(points.dtype()));
      return new Regions(x[0], y[0], x[1], y[1], classes(scores));
    }
  }

  private static double[] edges(double[] values) {
    double[] finite = Values.finite(values);
    double least = Arrays.stream(finite).min().orElse(0);
    double greatest = Arrays.stream(finite).max().orElse(1);
    double margin = greatest > least ? (greatest - least) * MARGIN : 1;
    return new double[] {least - margin, greatest + margin};
  }

  private static int[] classes(Tensor scores) {
    int places = SIDE * SIDE;
    if (scores.dim() == 2 && scores.size(0) == places && scores.size(1) > 1) {
      return Values.classes("scores", scores);
    }
    if (scores.numel() != places) {
      throw new IllegalArgumentException(text("chart.scores", scores.shape(), places));
    }
    double[] values = Values.of(scores);
    boolean probabilities = Arrays.stream(values).allMatch(v -> v >= 0 && v <= 1);
    double border = probabilities ? 0.5 : 0;
    return Arrays.stream(values).mapToInt(v -> v > border ? 1 : 0).toArray();
  }

  /// Returns the series with one more that holds the plane open to its borders.
  List<Series> around(List<Series> series) {
    List<Series> all = new ArrayList<>(series);
    all.add(Series.corners(left, bottom, right, top));
    return all;
  }

  /// Returns rectangles, one for neighbours in a row that have the same class.
  List<Layer> cells() {
    List<Layer> cells = new ArrayList<>();
    for (int row = 0; row < SIDE; row++) {
      int begin = 0;
      for (int column = 1; column <= SIDE; column++) {
        if (column == SIDE || classes[row * SIDE + column] != classes[row * SIDE + begin]) {
          int colour = Drawing.colour(classes[row * SIDE + begin]) & 0xFFFFFF | THIN << 24;
          cells.add(
              new Layer.Cell(
                  left + (right - left) * begin / SIDE,
                  bottom + (top - bottom) * row / SIDE,
                  left + (right - left) * column / SIDE,
                  bottom + (top - bottom) * (row + 1) / SIDE,
                  colour));
          begin = column;
        }
      }
    }
    return cells;
  }

  String summary() {
    int most = Arrays.stream(classes).max().orElse(0);
    List<String> shares = new ArrayList<>();
    for (int i = 0; i <= most; i++) {
      int wanted = i;
      long count = Arrays.stream(classes).filter(each -> each == wanted).count();
      shares.add(
          text("chart.class.name", i) + " " + Math.round(100.0 * count / classes.length) + " %");
    }
    return text("chart.text.regions", String.join(", ", shares));
  }
}
