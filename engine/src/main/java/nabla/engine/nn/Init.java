package nabla.engine.nn;

import java.util.List;
import java.util.function.Supplier;
import nabla.engine.autograd.GradMode;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.Warnings;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Fills tensors with the numbers that training begins with, PyTorch's `torch.nn.init`.
///
/// Every function changes its tensor in place without being recorded, and returns it.
public final class Init {
  private static final List<String> MODES = List.of("fan_in", "fan_out");

  private Init() {}

  /// How [#kaimingUniform_(Tensor, Kaiming)] and [#kaimingNormal_(Tensor, Kaiming)] choose the
  /// spread.
  ///
  /// @param a the slope of the `leaky_relu` that follows
  /// @param mode `fan_in` keeps the size of activations, `fan_out` that of gradients
  /// @param nonlinearity what follows: `relu`, `leaky_relu` or another name of [#calculateGain]
  public record Kaiming(double a, String mode, String nonlinearity) {
    /// Returns a copy with another slope.
    public Kaiming a(double slope) {
      return new Kaiming(slope, mode, nonlinearity);
    }

    /// Returns a copy with another mode.
    public Kaiming mode(String name) {
      return new Kaiming(a, name, nonlinearity);
    }

    /// Returns a copy with another nonlinearity.
    public Kaiming nonlinearity(String name) {
      return new Kaiming(a, mode, name);
    }
  }

  /// Returns PyTorch's defaults: slope 0, `fan_in`, `leaky_relu`.
  public static Kaiming options() {
    return new Kaiming(0, "fan_in", "leaky_relu");
  }

  private static Tensor fill(Tensor tensor, Supplier<Tensor> values) {
    try (GradMode.Scope _ = GradMode.noGrad()) {
      return tensor.copy_(values.get());
    }
  }

  /// Fills with numbers uniform in `[0, 1)`.
  public static Tensor uniform_(Tensor tensor) {
    return uniform_(tensor, 0, 1);
  }

  /// Fills with numbers uniform in `[a, b)`.
  public static Tensor uniform_(Tensor tensor, double a, double b) {
    if (a > b) {
      throw new ArgumentException(
          "uniform_ expects to return a [from, to) range, but found from=%s > to=%s"
              .formatted(number(a), number(b)),
          "init.uniform",
          a,
          b);
    }
    return fill(
        tensor,
        () -> Creation.rand(tensor.shape(), tensor.dtype(), tensor.device()).mul(b - a).add(a));
  }

  // C++ writes 1 where Java writes 1.0.
  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e6
        ? String.valueOf((long) value)
        : String.valueOf((float) value);
  }

  /// Fills with numbers of the standard normal distribution.
  public static Tensor normal_(Tensor tensor) {
    return normal_(tensor, 0, 1);
  }

  /// Fills with numbers of a normal distribution.
  public static Tensor normal_(Tensor tensor, double mean, double std) {
    if (std < 0) {
      throw new ArgumentException(
          "normal expects std >= 0.0, but found std " + number(std), "init.normal", std);
    }
    return fill(
        tensor,
        () -> Creation.randn(tensor.shape(), tensor.dtype(), tensor.device()).mul(std).add(mean));
  }

  /// Fills with numbers of the standard normal distribution between -2 and 2.
  public static Tensor truncNormal_(Tensor tensor) {
    return truncNormal_(tensor, 0, 1, -2, 2);
  }

  /// Fills with numbers of a normal distribution that lie between `a` and `b`: the inverse of the
  /// distribution function, at uniform places.
  public static Tensor truncNormal_(Tensor tensor, double mean, double std, double a, double b) {
    if (mean < a - 2 * std || mean > b + 2 * std) {
      Warnings.warn(
          "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values"
              + " may be incorrect.");
    }
    Tensor ends = Creation.vector(a, b).to(DType.FLOAT64).sub(mean).div(std * Math.sqrt(2)).erf();
    double low = ends.at(0).item();
    double high = ends.at(1).item();
    return fill(
        tensor,
        () ->
            Creation.rand(tensor.shape(), DType.FLOAT64, tensor.device())
                .mul(high - low)
                .add(low)
                .erfinv()
                .mul(std * Math.sqrt(2))
                .add(mean)
                .clamp(a, b));
  }

  /// Fills with one number.
  public static Tensor constant_(Tensor tensor, double value) {
    try (GradMode.Scope _ = GradMode.noGrad()) {
      return tensor.fill_(value);
    }
  }

  /// Fills with 0.
  public static Tensor zeros_(Tensor tensor) {
    return constant_(tensor, 0);
  }

  /// Fills with 1.
  public static Tensor ones_(Tensor tensor) {
    return constant_(tensor, 1);
  }

  /// Fills a matrix with the identity.
  public static Tensor eye_(Tensor tensor) {
    requireMatrix(tensor);
    return fill(tensor, () -> Creation.eye(tensor.size(0), tensor.size(1), tensor.dtype()));
  }

  private static void requireMatrix(Tensor tensor) {
    if (tensor.dim() != 2) {
      throw new ArgumentException(
          "Only tensors with 2 dimensions are supported", "init.rank", tensor.shape());
    }
  }

  /// Fills the weight of a convolution so that it passes its input on.
  public static Tensor dirac_(Tensor tensor) {
    return dirac_(tensor, 1);
  }

  /// Fills the weight of a convolution so that each group of channels passes its input on.
  public static Tensor dirac_(Tensor tensor, int groups) {
    if (tensor.dim() < 3 || tensor.dim() > 5) {
      throw new ArgumentException(
          "Only tensors with 3, 4, or 5 dimensions are supported", "init.rank", tensor.shape());
    }
    if (tensor.size(0) % groups != 0) {
      throw new ArgumentException(
          "dim 0 must be divisible by groups", "init.groups", tensor.size(0), groups);
    }
    int perGroup = tensor.size(0) / groups;
    int area = receptiveField(tensor);
    int centre = 0;
    for (int d = 2; d < tensor.dim(); d++) {
      centre = centre * tensor.size(d) + tensor.size(d) / 2;
    }
    double[] values = new double[tensor.numel()];
    for (int g = 0; g < groups; g++) {
      for (int d = 0; d < Math.min(perGroup, tensor.size(1)); d++) {
        values[((g * perGroup + d) * tensor.size(1) + d) * area + centre] = 1;
      }
    }
    return fill(
        tensor, () -> Creation.tensor(values, DType.FLOAT64).reshape(tensor.shape().toArray()));
  }

  private static int receptiveField(Tensor tensor) {
    int product = 1;
    for (int d = 2; d < tensor.dim(); d++) {
      product *= tensor.size(d);
    }
    return product;
  }

  /// Returns the factor that makes up for what a nonlinearity takes away: `linear`, `sigmoid`,
  /// `tanh`, `relu`, `leaky_relu` (of slope 0.01), `selu`.
  public static double calculateGain(String nonlinearity) {
    return calculateGain(nonlinearity, 0.01);
  }

  /// Returns the factor that makes up for what a nonlinearity takes away.
  ///
  /// @param slope of `leaky_relu`
  public static double calculateGain(String nonlinearity, double slope) {
    return switch (nonlinearity) {
      case "linear",
          "conv1d",
          "conv2d",
          "conv3d",
          "conv_transpose1d",
          "conv_transpose2d",
          "conv_transpose3d",
          "sigmoid" ->
          1;
      case "tanh" -> 5.0 / 3;
      case "relu" -> Math.sqrt(2);
      case "leaky_relu" -> Math.sqrt(2 / (1 + slope * slope));
      case "selu" -> 0.75;
      default ->
          throw new ArgumentException(
              "Unsupported nonlinearity " + nonlinearity, "init.nonlinearity", nonlinearity);
    };
  }

  /// How many numbers go into one output of a layer with this weight, and how many out of one
  /// input.
  private record Fan(int in, int out) {
    static Fan of(Tensor tensor) {
      if (tensor.dim() < 2) {
        throw new ArgumentException(
            "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions",
            "init.fan",
            tensor.shape());
      }
      int area = receptiveField(tensor);
      return new Fan(tensor.size(1) * area, tensor.size(0) * area);
    }

    double std(double gain) {
      return gain * Math.sqrt(2.0 / (in + out));
    }
  }

  /// Fills by Glorot and Bengio's rule of 2010, uniformly.
  public static Tensor xavierUniform_(Tensor tensor) {
    return xavierUniform_(tensor, 1);
  }

  /// Fills by Glorot and Bengio's rule of 2010, uniformly in `±gain · √(6 / (in + out))`.
  public static Tensor xavierUniform_(Tensor tensor, double gain) {
    double bound = Math.sqrt(3) * Fan.of(tensor).std(gain);
    return uniform_(tensor, -bound, bound);
  }

  /// Fills by Glorot and Bengio's rule of 2010, normally.
  public static Tensor xavierNormal_(Tensor tensor) {
    return xavierNormal_(tensor, 1);
  }

  /// Fills by Glorot and Bengio's rule of 2010, normally with `gain · √(2 / (in + out))`.
  public static Tensor xavierNormal_(Tensor tensor, double gain) {
    return normal_(tensor, 0, Fan.of(tensor).std(gain));
  }

  /// Fills by He and others' rule of 2015, uniformly.
  public static Tensor kaimingUniform_(Tensor tensor) {
    return kaimingUniform_(tensor, options());
  }

  /// Fills by He and others' rule of 2015, uniformly in `±gain · √(3 / fan)`.
  public static Tensor kaimingUniform_(Tensor tensor, Kaiming options) {
    if (isEmpty(tensor)) {
      return tensor;
    }
    double bound = Math.sqrt(3) * std(tensor, options);
    return uniform_(tensor, -bound, bound);
  }

  /// Fills by He and others' rule of 2015, normally.
  public static Tensor kaimingNormal_(Tensor tensor) {
    return kaimingNormal_(tensor, options());
  }

  /// Fills by He and others' rule of 2015, normally with `gain / √fan`.
  public static Tensor kaimingNormal_(Tensor tensor, Kaiming options) {
    return isEmpty(tensor) ? tensor : normal_(tensor, 0, std(tensor, options));
  }

  private static boolean isEmpty(Tensor tensor) {
    if (tensor.numel() == 0) {
      Warnings.warn("Initializing zero-element tensors is a no-op");
    }
    return tensor.numel() == 0;
  }

  private static double std(Tensor tensor, Kaiming options) {
    if (!MODES.contains(options.mode)) {
      throw new ArgumentException(
          "Mode %s not supported, please use one of ['fan_in', 'fan_out']".formatted(options.mode),
          "init.mode",
          options.mode);
    }
    Fan fan = Fan.of(tensor);
    double gain = calculateGain(options.nonlinearity, options.a);
    return gain / Math.sqrt(options.mode.equals("fan_in") ? fan.in : fan.out);
  }

  /// Fills with a matrix whose rows or columns, whichever are fewer, are orthonormal.
  public static Tensor orthogonal_(Tensor tensor) {
    return orthogonal_(tensor, 1);
  }

  /// Fills with `gain` times a matrix whose rows or columns, whichever are fewer, are orthonormal:
  /// random directions made orthogonal one by one (Gram and Schmidt, twice for exactness). More
  /// than two dimensions count as columns together.
  public static Tensor orthogonal_(Tensor tensor, double gain) {
    if (tensor.dim() < 2) {
      throw new ArgumentException(
          "Only tensors with 2 or more dimensions are supported", "init.rank", tensor.shape());
    }
    if (tensor.numel() == 0) {
      return tensor;
    }
    int rows = tensor.size(0);
    int columns = tensor.numel() / rows;
    int count = Math.min(rows, columns);
    int length = Math.max(rows, columns);
    double[][] vectors = new double[count][];
    for (int i = 0; i < count; i++) {
      double[] vector = Creation.randn(Shape.shape(length), DType.FLOAT64).toDoubleArray();
      for (int twice = 0; twice < 2; twice++) {
        for (int j = 0; j < i; j++) {
          subtractProjection(vector, vectors[j]);
        }
      }
      double norm = Math.sqrt(dot(vector, vector));
      for (int k = 0; k < length; k++) {
        vector[k] /= norm;
      }
      vectors[i] = vector;
    }
    return fill(
        tensor,
        () -> {
          Tensor rowsFirst = Creation.tensor(vectors, DType.FLOAT64);
          Tensor matrix = rows <= columns ? rowsFirst : rowsFirst.t();
          return matrix.mul(gain).reshape(tensor.shape().toArray());
        });
  }

  private static void subtractProjection(double[] vector, double[] unit) {
    double length = dot(vector, unit);
    for (int k = 0; k < vector.length; k++) {
      vector[k] -= length * unit[k];
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  /// Fills a matrix normally with standard deviation 0.01, and a share of each column with 0.
  public static Tensor sparse_(Tensor tensor, double sparsity) {
    return sparse_(tensor, sparsity, 0.01);
  }

  /// Fills a matrix normally, and a share of each column with 0 (Martens 2010).
  public static Tensor sparse_(Tensor tensor, double sparsity, double std) {
    requireMatrix(tensor);
    long zeros = (long) Math.ceil(sparsity * tensor.size(0));
    Tensor places = Creation.rand(tensor.shape()).argsort(0).argsort(0);
    normal_(tensor, 0, std);
    return fill(tensor, () -> tensor.detach().maskedFill(places.lt(zeros), 0.0));
  }

  /// Fills weight and bias uniformly in `±1/√fanIn`, as layers begin: `(out, in, …)` and `(out)`.
  static void uniformFan(Tensor weight, @Nullable Tensor bias) {
    int fanIn = weight.numel() / weight.size(0);
    double bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
    uniform_(weight, -bound, bound);
    if (bias != null) {
      uniform_(bias, -bound, bound);
    }
  }
}
