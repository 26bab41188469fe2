package nabla.kernel.chart;

import static nabla.kernel.text.Texts.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import nabla.engine.format.Printable;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// What users hand to a chart, as numbers.
final class Values {
  /// Of a tensor with more elements, so many are taken from all over it.
  private static final int MOST = 1_000_000;

  private static final double GOLDEN = 0.6180339887498949;

  private Values() {}

  /// Returns the numbers of a list, an array or a tensor, whatever its rank.
  ///
  /// @throws IllegalArgumentException if there are none, or they are no numbers
  static double[] of(String what, @Nullable Object data) {
    double[] values =
        switch (data) {
          case double[] numbers -> numbers.clone();
          case float[] numbers ->
              IntStream.range(0, numbers.length).mapToDouble(i -> numbers[i]).toArray();
          case int[] numbers -> Arrays.stream(numbers).asDoubleStream().toArray();
          case long[] numbers -> Arrays.stream(numbers).asDoubleStream().toArray();
          case Object[] items -> each(what, Arrays.asList(items));
          case Collection<?> items -> each(what, items);
          case Tensor tensor -> of(tensor);
          case null -> throw new IllegalArgumentException(text("chart.null", what));
          default ->
              throw new IllegalArgumentException(
                  text("chart.type", what, data.getClass().getSimpleName()));
        };
    if (values.length == 0) {
      throw new IllegalArgumentException(text("chart.empty", what));
    }
    return values;
  }

  private static double[] each(String what, Collection<?> items) {
    double[] values = new double[items.size()];
    int i = 0;
    for (Object item : items) {
      values[i++] =
          switch (item) {
            case Number number -> number.doubleValue();
            case Boolean truth -> truth ? 1 : 0;
            case Tensor tensor when tensor.numel() == 1 -> of(tensor)[0];
            case null -> throw new IllegalArgumentException(text("chart.null", what));
            default ->
                throw new IllegalArgumentException(
                    text("chart.element", what, item.getClass().getSimpleName(), i - 1));
          };
    }
    return values;
  }

  static double[] of(Tensor tensor) {
    Printable elements = tensor.printable();
    int[] shape = elements.shape();
    double total = Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b);
    if (total <= MOST) {
      return tensor.detach().to(DType.FLOAT64).reshape(-1).toDoubleArray();
    }
    double[] values = new double[MOST];
    int[] index = new int[shape.length];
    for (int i = 0; i < MOST; i++) {
      long rest = (long) Math.floor(i * GOLDEN % 1 * total);
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        index[axis] = (int) (rest % shape[axis]);
        rest /= shape[axis];
      }
      values[i] = elements.isFloating() ? elements.doubleAt(index) : elements.longAt(index);
    }
    return values;
  }

  /// Returns named rows of numbers: the entries of a map, the columns of a matrix, or the one row
  /// that a list is. Maps without an order of their own are put into that of their names, so that
  /// the same data make the same picture.
  static Map<String, double[]> rows(@Nullable Object data) {
    Map<String, double[]> rows = new LinkedHashMap<>();
    switch (data) {
      case Map<?, ?> map -> {
        if (map.isEmpty()) {
          throw new IllegalArgumentException(text("chart.empty", "plot(…)"));
        }
        boolean ordered = map instanceof SequencedMap || map instanceof SortedMap;
        Map<String, @Nullable Object> named = ordered ? new LinkedHashMap<>() : new TreeMap<>();
        map.forEach((name, values) -> named.put(String.valueOf(name), values));
        named.forEach((name, values) -> rows.put(name, of(name, values)));
      }
      case Tensor matrix when matrix.dim() == 2 -> columns(rows, matrix(matrix));
      case double[][] matrix -> columns(rows, matrix);
      case null, default -> rows.put("", of("plot(…)", data));
    }
    return rows;
  }

  private static void columns(Map<String, double[]> rows, double[][] matrix) {
    if (matrix.length == 0 || matrix[0].length == 0) {
      throw new IllegalArgumentException(text("chart.empty", "plot(…)"));
    }
    for (int i = 0; i < matrix.length; i++) {
      if (matrix[i].length != matrix[0].length) {
        throw new IllegalArgumentException(
            text("chart.ragged", i, matrix[i].length, matrix[0].length));
      }
    }
    for (int column = 0; column < matrix[0].length; column++) {
      int place = column;
      rows.put(String.valueOf(column), Arrays.stream(matrix).mapToDouble(r -> r[place]).toArray());
    }
  }

  /// Returns the rows of a tensor of rank 2.
  static double[][] matrix(Tensor tensor) {
    int rows = tensor.size(0);
    int columns = tensor.size(1);
    if ((long) rows * columns > MOST) {
      throw new IllegalArgumentException(text("chart.large", rows, columns));
    }
    double[] all = tensor.detach().to(DType.FLOAT64).reshape(-1).toDoubleArray();
    double[][] matrix = new double[rows][];
    for (int i = 0; i < rows; i++) {
      matrix[i] = Arrays.copyOfRange(all, i * columns, (i + 1) * columns);
    }
    return matrix;
  }

  /// Returns class numbers: those of a list, or the places of the greatest scores in each row of a
  /// matrix.
  static int[] classes(String what, Object data) {
    if (data instanceof Tensor scores && scores.dim() == 2 && scores.size(1) > 1) {
      return classes(what, scores.detach().argmax(1));
    }
    double[] values = of(what, data);
    int[] classes = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      classes[i] = (int) values[i];
      if (classes[i] != values[i] || classes[i] < 0) {
        throw new IllegalArgumentException(text("chart.class", what, values[i], i));
      }
    }
    return classes;
  }

  /// Returns the finite ones.
  static double[] finite(double[] values) {
    return Arrays.stream(values).filter(Double::isFinite).toArray();
  }

  static List<String> numbered(int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(String.valueOf(i));
    }
    return names;
  }
}
