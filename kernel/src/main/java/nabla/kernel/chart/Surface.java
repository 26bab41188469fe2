package nabla.kernel.chart;

import static nabla.kernel.text.Texts.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import nabla.engine.autograd.GradMode;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Tensor;

/// A function of two arguments, seen from above: colours and lines of equal height.
final class Surface {
  private static final int SIDE = 61;
  private static final int LEVELS = 10;
  private static final int LOW = 0x2F7ED8;
  private static final int HIGH = 0xD9730D;

  private final double[] x;
  private final double[] y;

  /// By row from below, then by column.
  private final double[] heights;

  private final double least;
  private final double greatest;
  private final List<Layer> layers = new ArrayList<>();

  private Surface(double[] x, double[] y, double[] heights) {
    this.x = x;
    this.y = y;
    this.heights = heights;
    double[] finite = Values.finite(heights);
    if (finite.length == 0) {
      throw new IllegalArgumentException(text("chart.nothing"));
    }
    least = Arrays.stream(finite).min().getAsDouble();
    greatest = Arrays.stream(finite).max().getAsDouble();
  }

  static Chart of(
      BinaryOperator<Tensor> function, double fromX, double toX, double fromY, double toY) {
    try (var _ = GradMode.noGrad()) {
      Tensor x = Creation.linspace(fromX, toX, SIDE, DType.FLOAT64);
      Tensor y = Creation.linspace(fromY, toY, SIDE, DType.FLOAT64);
      Tensor heights =
          function.apply(
              x.reshape(1, SIDE).expand(SIDE, SIDE).clone(),
              y.reshape(SIDE, 1).expand(SIDE, SIDE).clone());
      if (heights.dim() != 2 || heights.size(0) != SIDE || heights.size(1) != SIDE) {
        throw new IllegalArgumentException(
            text("chart.shape", heights.shape(), "[" + SIDE + ", " + SIDE + "]"));
      }
      return new Surface(Values.of(x), Values.of(y), Values.of(heights)).chart();
    }
  }

  private Chart chart() {
    cells();
    for (int i = 1; i < LEVELS && greatest > least; i++) {
      contour(least + (greatest - least) * i / LEVELS);
    }
    int lowest = place(least);
    int highest = place(greatest);
    Series corners = Series.corners(x[0], y[0], x[SIDE - 1], y[SIDE - 1]);
    return new Chart(
            Chart.Frame.of("", "x", "y"),
            List.of(corners),
            layers,
            text(
                "chart.text.surface",
                Summaries.number(least),
                where(lowest),
                Summaries.number(greatest),
                where(highest)))
        .size(560, 480);
  }

  private int place(double height) {
    int place = 0;
    while (heights[place] != height) {
      place++;
    }
    return place;
  }

  private String where(int place) {
    return "(" + Summaries.number(x[place % SIDE]) + ", " + Summaries.number(y[place / SIDE]) + ")";
  }

  /// Fills the squares between the places, joined in a row where the band is the same.
  private void cells() {
    for (int row = 0; row < SIDE - 1; row++) {
      int begin = 0;
      for (int column = 1; column <= SIDE - 1; column++) {
        if (column == SIDE - 1 || band(row, column) != band(row, begin)) {
          int band = band(row, begin);
          if (band >= 0) {
            layers.add(new Layer.Cell(x[begin], y[row], x[column], y[row + 1], colour(band)));
          }
          begin = column;
        }
      }
    }
  }

  private int band(int row, int column) {
    double middle =
        (height(row, column)
                + height(row, column + 1)
                + height(row + 1, column)
                + height(row + 1, column + 1))
            / 4;
    if (!Double.isFinite(middle)) {
      return -1;
    }
    return greatest == least
        ? 0
        : Math.min(LEVELS - 1, (int) ((middle - least) / (greatest - least) * LEVELS));
  }

  private double height(int row, int column) {
    return heights[row * SIDE + column];
  }

  private static int colour(int band) {
    double share = (band + 0.5) / LEVELS * 2 - 1;
    int opacity = (int) Math.round(20 + 150 * Math.abs(share));
    return opacity << 24 | (share < 0 ? LOW : HIGH);
  }

  /// Draws the line of one height: in each square a piece between two of its edges.
  private void contour(double level) {
    List<Layer.Line> pieces = new ArrayList<>();
    for (int row = 0; row < SIDE - 1; row++) {
      for (int column = 0; column < SIDE - 1; column++) {
        List<double[]> ends = crossings(row, column, level);
        for (int i = 0; i + 1 < ends.size(); i += 2) {
          double[] from = ends.get(i);
          double[] to = ends.get(i + 1);
          pieces.add(new Layer.Line(from[0], from[1], to[0], to[1]));
        }
      }
    }
    layers.addAll(pieces);
    if (pieces.size() > SIDE / 3) {
      Layer.Line middle = pieces.get(pieces.size() / 2);
      layers.add(new Layer.Label(middle.fromX(), middle.fromY(), Summaries.number(level), true));
    }
  }

  /// Returns where a height crosses the edges of a square, in the order below, right, above, left.
  private List<double[]> crossings(int row, int column, double level) {
    List<double[]> found = new ArrayList<>();
    cross(found, row, column, row, column + 1, level);
    cross(found, row, column + 1, row + 1, column + 1, level);
    cross(found, row + 1, column + 1, row + 1, column, level);
    cross(found, row + 1, column, row, column, level);
    return found;
  }

  private void cross(
      List<double[]> found, int row, int column, int toRow, int toColumn, double level) {
    double from = height(row, column);
    double to = height(toRow, toColumn);
    if (Double.isFinite(from) && Double.isFinite(to) && (from < level) != (to < level)) {
      double share = (level - from) / (to - from);
      found.add(
          new double[] {
            x[column] + (x[toColumn] - x[column]) * share, y[row] + (y[toRow] - y[row]) * share
          });
    }
  }
}
