package nabla.engine.data;

import static nabla.engine.tensor.Creation.tensor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import nabla.engine.error.ArgumentException;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Tensor;

/// Small data sets to learn with: two that were measured, three that are made.
///
/// Features have the default dtype. Where the measured ones come from stands in `SOURCES.txt`
/// beside them.
public final class Datasets {
  private Datasets() {}

  /// Returns Fisher's iris flowers: 150 rows of the lengths and widths of sepals and petals in
  /// centimetres, `(150, 4)`, and the species of each, 50 of each of the three.
  public static LabelledDataset iris() {
    try (InputStream in = resource("iris.csv")) {
      CSV table = CSV.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      return table.dataset("species");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns 1797 handwritten digits: the ink in each of 8 × 8 fields from 0 to 16, row by row,
  /// `(1797, 64)`, and which digit it is.
  ///
  /// `digits().data().view(-1, 1, 8, 8)` are pictures with one channel, as convolutions take them.
  public static LabelledDataset digits() {
    try (InputStream in = new GZIPInputStream(resource("digits.npy.gz"))) {
      Tensor table = Numpy.array(in, -1);
      Tensor pixels = table.narrow(1, 0, 64).to(DType.defaultDType());
      Tensor digits = table.select(1, 64).clone();
      return new LabelledDataset(
          pixels,
          digits,
          IntStream.range(0, 64).mapToObj(i -> "pixel_%d_%d".formatted(i / 8, i % 8)).toList(),
          IntStream.range(0, 10).mapToObj(String::valueOf).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(Datasets.class.getResourceAsStream(name), name);
  }

  /// Returns two half circles that reach into each other, `(n, 2)` and the moon of each point: no
  /// straight line parts them.
  ///
  /// @param n the number of points, half of them on each moon
  /// @param noise how far points lie off their moon (standard deviation)
  /// @param seed the same seed gives the same points
  public static LabelledDataset twoMoons(int n, double noise, long seed) {
    Random random = generator(n, noise, seed);
    int outer = n / 2;
    double[] points = new double[2 * n];
    long[] moons = new long[n];
    for (int i = 0; i < n; i++) {
      boolean inner = i >= outer;
      double angle = Math.PI * fraction(inner ? i - outer : i, inner ? n - outer : outer);
      double x = inner ? 1 - Math.cos(angle) : Math.cos(angle);
      double y = inner ? 0.5 - Math.sin(angle) : Math.sin(angle);
      points[2 * i] = x + noise * random.nextGaussian();
      points[2 * i + 1] = y + noise * random.nextGaussian();
      moons[i] = inner ? 1 : 0;
    }
    return plane(points, moons, List.of("upper", "lower"));
  }

  /// Returns two spirals that wind around each other, `(n, 2)` and the spiral of each point.
  public static LabelledDataset spirals(int n, double noise, long seed) {
    return spirals(n, 2, noise, seed);
  }

  /// Returns spirals that wind around each other, `(n, 2)` and the spiral of each point.
  ///
  /// Each makes one turn and a half from the middle to a distance of 1.
  ///
  /// @param n the number of points, equally many on each spiral as far as possible
  /// @param classes the number of spirals
  /// @param noise how far points lie off their spiral (standard deviation)
  /// @param seed the same seed gives the same points
  public static LabelledDataset spirals(int n, int classes, double noise, long seed) {
    Random random = generator(n, noise, seed);
    if (classes < 1) {
      throw new ArgumentException(
          "n_classes should be a positive integer, got " + classes, "data.classes", classes);
    }
    double[] points = new double[2 * n];
    long[] spirals = new long[n];
    for (int i = 0; i < n; i++) {
      int spiral = i % classes;
      double along = fraction(i / classes, Math.ceilDiv(n - spiral, classes));
      double angle = 2 * Math.PI * (1.5 * along + (double) spiral / classes);
      points[2 * i] = along * Math.cos(angle) + noise * random.nextGaussian();
      points[2 * i + 1] = along * Math.sin(angle) + noise * random.nextGaussian();
      spirals[i] = spiral;
    }
    List<String> names = IntStream.range(0, classes).mapToObj(i -> "spiral " + i).toList();
    return plane(points, spirals, names);
  }

  /// Returns points about the line `y = slope · x + intercept` with `x` from -1 to 1, evenly apart:
  /// `(n, 1)` and `(n, 1)`.
  ///
  /// @param noise how far points lie above or below the line (standard deviation)
  /// @param seed the same seed gives the same points
  public static LabelledDataset linear(
      int n, double slope, double intercept, double noise, long seed) {
    Random random = generator(n, noise, seed);
    double[] x = new double[n];
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = 2 * fraction(i, n) - 1;
      y[i] = slope * x[i] + intercept + noise * random.nextGaussian();
    }
    return new LabelledDataset(
        tensor(x).reshape(n, 1).detach(),
        tensor(y).reshape(n, 1).detach(),
        List.of("x"),
        List.of());
  }

  /// Returns where number `i` of `count` lies between 0 and 1, both included.
  private static double fraction(int i, int count) {
    return count < 2 ? 0 : (double) i / (count - 1);
  }

  private static LabelledDataset plane(double[] points, long[] target, List<String> names) {
    return new LabelledDataset(
        tensor(points).reshape(target.length, 2).detach(),
        tensor(target),
        List.of("x", "y"),
        names);
  }

  private static Random generator(int n, double noise, long seed) {
    if (n < 1) {
      throw new ArgumentException(
          "n_samples should be a positive integer, got " + n, "data.samples", n);
    }
    if (!(noise >= 0 && noise < Double.POSITIVE_INFINITY)) {
      throw new ArgumentException(
          "noise should be a non-negative number, got " + noise, "data.noise", noise);
    }
    return new Random(seed);
  }
}
