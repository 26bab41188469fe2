package nabla.kernel.chart;

import static nabla.kernel.text.Texts.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import nabla.engine.autograd.GradMode;
import nabla.engine.nn.Module;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Functional;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Charts in one call; imported statically by every notebook.
///
/// Numbers may come as `double[]`, `float[]`, `int[]`, `long[]`, as a list of numbers or of tensors
/// with one element, or as a tensor. What is no number that can be drawn (NaN, infinite) leaves a
/// gap, and the text of the chart says where it begins.
public final class Charts {
  private static final int MOST_SERIES = 24;
  private static final int STEPS = 200;

  private Charts() {}

  /// Draws values one after the other, such as the losses of a training: `plot(losses)`,
  /// `plot(losses).logY()`.
  ///
  /// @param values a list of numbers; a `Map` from names to lists for several lines; a matrix
  ///   (`double[][]` or a tensor of rank 2) for one line per column
  /// @throws IllegalArgumentException if there is nothing to draw, or a matrix is ragged
  public static Chart plot(Object values) {
    Map<String, double[]> rows = Values.rows(values);
    List<Series> series = new ArrayList<>();
    rows.forEach((name, y) -> series.add(Series.line(name, steps(y.length), y)));
    return lines(series, text("chart.axis.step"), text("chart.axis.value"));
  }

  /// Draws values over others: `plot(x, y)`.
  ///
  /// @param y a list of numbers, a `Map` from names to lists, or a matrix with a line per column
  /// @throws IllegalArgumentException if there is nothing to draw, or not as many `y` as `x`
  public static Chart plot(Object x, Object y) {
    double[] places = Values.of("x", x);
    List<Series> series = new ArrayList<>();
    Values.rows(y)
        .forEach(
            (name, values) -> {
              requireEqual("x", places.length, name.isEmpty() ? "y" : name, values.length);
              series.add(Series.line(name, places, values));
            });
    return lines(series, "x", "y");
  }

  private static double[] steps(int count) {
    double[] steps = new double[count];
    Arrays.setAll(steps, i -> i + 1);
    return steps;
  }

  private static Chart lines(List<Series> series, String x, String y) {
    if (series.size() > MOST_SERIES) {
      throw new IllegalArgumentException(text("chart.series", series.size(), MOST_SERIES));
    }
    List<Series> drawn = Summaries.drawable(series);
    return new Chart(Chart.Frame.of("", x, y), drawn, List.of(), Summaries.lines(drawn));
  }

  private static void requireEqual(String one, int first, String other, int second) {
    if (first != second) {
      throw new IllegalArgumentException(text("chart.lengths", one, first, other, second));
    }
  }

  /// Draws points: `plotScatter(x, y)`.
  ///
  /// @throws IllegalArgumentException if there are none, or not as many `y` as `x`
  public static Chart plotScatter(Object x, Object y) {
    double[] places = Values.of("x", x);
    double[] values = Values.of("y", y);
    requireEqual("x", places.length, "y", values.length);
    List<Series> series = List.of(Series.dots("", places, values));
    return new Chart(
        Chart.Frame.of("", "x", "y"),
        Summaries.drawable(series),
        List.of(),
        Summaries.dots(series));
  }

  /// Draws the points of a data set in the plane, a colour for each class: `plotClasses(points,
  /// labels)`.
  ///
  /// @param points of shape (n, 2)
  /// @param labels n whole numbers from 0
  /// @throws IllegalArgumentException if these do not fit together
  public static Chart plotClasses(Tensor points, Object labels) {
    List<Series> series = Regions.points(points, Values.classes("labels", labels));
    return new Chart(Chart.Frame.of("", "x₀", "x₁"), series, List.of(), Summaries.dots(series));
  }

  /// Draws the points of a data set and, behind them, which class a model gives to each place of
  /// the plane: `plotRegions(net::call, points, labels)`.
  ///
  /// @param model makes of (n, 2) places a score for each class, (n, classes); or one number each,
  ///   (n, 1) or (n), which means class 1 above 0, or above 0.5 where all lie between 0 and 1
  /// @param points of shape (n, 2)
  /// @param labels n whole numbers from 0
  /// @throws IllegalArgumentException if these do not fit together
  public static Chart plotRegions(UnaryOperator<Tensor> model, Tensor points, Object labels) {
    List<Series> series = Regions.points(points, Values.classes("labels", labels));
    Regions regions = Regions.of(model, points);
    return new Chart(
        Chart.Frame.of(text("chart.title.regions"), "x₀", "x₁"),
        regions.around(series),
        regions.cells(),
        Summaries.dots(series) + "\n" + regions.summary());
  }

  /// The same for a network, which is in evaluation mode meanwhile: `plotRegions(net, points,
  /// labels)`.
  ///
  /// @throws IllegalArgumentException if these do not fit together
  public static Chart plotRegions(Module model, Tensor points, Object labels) {
    Map<Module, Boolean> modes = new LinkedHashMap<>();
    model.modules().forEach(each -> modes.put(each, each.training()));
    model.eval();
    try {
      return plotRegions(x -> model.call(x), points, labels);
    } finally {
      modes.forEach(Module::train);
    }
  }

  /// Draws how often each class was taken for which: `plotConfusion(labels, predictions)`.
  ///
  /// @param labels what is right, n whole numbers from 0
  /// @param predictions what was said, n whole numbers; or scores of shape (n, classes), of which
  ///   the greatest counts
  /// @param names of the classes; without any they are numbered
  /// @throws IllegalArgumentException if these do not fit together
  public static Chart plotConfusion(Object labels, Object predictions, String... names) {
    int[] right = Values.classes("labels", labels);
    int[] said = Values.classes("predictions", predictions);
    requireEqual("labels", right.length, "predictions", said.length);
    return Confusion.of(right, said, List.of(names));
  }

  /// Draws how values are spread: `plotHistogram(x)`.
  ///
  /// @throws IllegalArgumentException if there is no finite one
  public static Chart plotHistogram(Object values) {
    Map<String, double[]> one = new LinkedHashMap<>();
    one.put("", Values.of("plotHistogram(…)", values));
    return Spread.of(one, text("chart.title.histogram"));
  }

  /// Draws how the weights of each layer of a network are spread: `plotWeights(net)`.
  ///
  /// @throws IllegalArgumentException if it has no parameters
  public static Chart plotWeights(Module model) {
    Map<String, double[]> rows = new LinkedHashMap<>();
    model.namedParameters().forEach((name, weight) -> put(rows, name, weight));
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(text("chart.noWeights"));
    }
    return Spread.of(rows, text("chart.title.weights"));
  }

  /// Draws how the gradients of each layer of a network are spread, after `backward()`:
  /// `plotGradients(net)`.
  ///
  /// @throws IllegalArgumentException if no parameter has a gradient
  public static Chart plotGradients(Module model) {
    Map<String, double[]> rows = new LinkedHashMap<>();
    model.namedParameters().forEach((name, weight) -> put(rows, name, weight.grad()));
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(text("chart.noGradients"));
    }
    return Spread.of(rows, text("chart.title.gradients"));
  }

  private static void put(Map<String, double[]> rows, String name, @Nullable Tensor values) {
    if (values != null && values.numel() > 0) {
      rows.put(name, Values.of(values));
    }
  }

  /// Draws a function and its derivative, which autograd computes: `plotDerivative(x -> x.sin(),
  /// -3, 3)`.
  ///
  /// @param function works on each element by itself
  /// @throws IllegalArgumentException if the range is empty, or the result has another shape or
  ///   does not depend on the argument
  public static Chart plotDerivative(UnaryOperator<Tensor> function, double from, double to) {
    requireRange(from, to);
    try (var _ = GradMode.enableGrad()) {
      Tensor x = Creation.linspace(from, to, STEPS + 1, DType.FLOAT64).requiresGrad(true);
      Tensor y = function.apply(x);
      if (!y.shape().equals(x.shape())) {
        throw new IllegalArgumentException(text("chart.shape", y.shape(), x.shape()));
      }
      if (!y.requiresGrad()) {
        throw new IllegalArgumentException(text("chart.constant"));
      }
      Tensor slope = Functional.grad(y.sum(), x);
      double[] places = Values.of(x);
      return lines(
          List.of(
              Series.line("f(x)", places, Values.of(y)),
              Series.line("f′(x)", places, Values.of(slope))),
          "x",
          "y");
    }
  }

  /// Draws a function of two arguments from above, with lines of equal height: `plotSurface((x, y)
  /// -> x.square().add(y.square()), -2, 2, -2, 2)`.
  ///
  /// @param function is given all places at once, two tensors of shape (61, 61), float64
  /// @throws IllegalArgumentException if a range is empty, or the result has another shape
  public static Chart plotSurface(
      BinaryOperator<Tensor> function, double fromX, double toX, double fromY, double toY) {
    requireRange(fromX, toX);
    requireRange(fromY, toY);
    return Surface.of(function, fromX, toX, fromY, toY);
  }

  private static void requireRange(double from, double to) {
    if (!Double.isFinite(from) || !Double.isFinite(to) || from >= to) {
      throw new IllegalArgumentException(text("chart.range", from, to));
    }
  }
}
