package nabla.engine.tensor;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.GradientException;
import nabla.engine.error.Memory;
import nabla.engine.error.Warnings;
import nabla.engine.formula.Formula;
import nabla.engine.formula.Kind;

/// The factories of tensors, imported statically by every notebook.
///
/// Each ends in options: a [DType], a [Device]. Literals with a decimal point get the default dtype
/// (float32), whole ones int64, truth values bool.
public final class Creation {
  private Creation() {}

  /// Sets the dtype that literals with a decimal point get.
  public static void setDefaultDtype(DType dtype) {
    if (!dtype.isFloating()) {
      throw new ArgumentException(
          "only floating-point types are supported as the default type", "dtype.default", dtype);
    }
    DType.setDefault(dtype);
  }

  /// Returns a scalar, of the default dtype unless told otherwise.
  public static Tensor tensor(double value, TensorOption... options) {
    return finish(scalar(new double[] {value}, DType.FLOAT64), DType.defaultDType(), options);
  }

  /// Returns a scalar of float32.
  public static Tensor tensor(float value, TensorOption... options) {
    return finish(scalar(new float[] {value}, DType.FLOAT32), DType.FLOAT32, options);
  }

  /// Returns a scalar of int64.
  public static Tensor tensor(long value, TensorOption... options) {
    return finish(scalar(new long[] {value}, DType.INT64), DType.INT64, options);
  }

  /// Returns a scalar of int64.
  public static Tensor tensor(int value, TensorOption... options) {
    return tensor((long) value, options);
  }

  /// Returns a scalar of bool.
  public static Tensor tensor(boolean value, TensorOption... options) {
    return finish(scalar(new byte[] {(byte) (value ? 1 : 0)}, DType.BOOL), DType.BOOL, options);
  }

  private static Tensor scalar(Object array, DType dtype) {
    return Tensor.ofArray(array, Shape.shape(), dtype);
  }

  private static Tensor finish(Tensor made, DType natural, TensorOption... options) {
    return made.to(Options.dtype(natural, options)).to(Options.device(options)).detach();
  }

  /// Returns a copy of a tensor without its history, with PyTorch's warning: `detach().clone()`
  /// says the same plainly.
  public static Tensor tensor(Tensor source, TensorOption... options) {
    Warnings.warn(
        "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or"
            + " sourceTensor.detach().clone().requires_grad_(True), rather than"
            + " torch.tensor(sourceTensor).");
    return finish(source.detach().clone(), source.dtype(), options);
  }

  /// Returns the tensor that a text such as `"[[1, 2], [3, 4]]"` spells, as PyTorch prints it.
  public static Tensor tensor(CharSequence text, TensorOption... options) {
    return nested(NestedText.parse(text.toString()), options);
  }

  /// Returns a tensor of the numbers of a list, of lists of lists, …; one dimension per level.
  ///
  /// @throws ArgumentException if the levels are ragged or hold something else
  public static Tensor tensor(Collection<?> data, TensorOption... options) {
    return nested(data, options);
  }

  /// Returns a tensor of the numbers of nested arrays, `double[][]` say; one dimension per level.
  ///
  /// @throws ArgumentException if the levels are ragged or hold something else
  public static Tensor tensor(Object[] data, TensorOption... options) {
    return nested(data, options);
  }

  /// Returns a one-dimensional tensor of the values, default dtype unless told otherwise.
  public static Tensor tensor(double[] values, TensorOption... options) {
    return flat(values.clone(), values.length, DType.FLOAT64, DType.defaultDType(), options);
  }

  /// Returns a one-dimensional tensor of the values, float32.
  public static Tensor tensor(float[] values, TensorOption... options) {
    return flat(values.clone(), values.length, DType.FLOAT32, DType.FLOAT32, options);
  }

  /// Returns a one-dimensional tensor of the values, int64.
  public static Tensor tensor(long[] values, TensorOption... options) {
    return flat(values.clone(), values.length, DType.INT64, DType.INT64, options);
  }

  /// Returns a one-dimensional tensor of the values, int64.
  public static Tensor tensor(int[] values, TensorOption... options) {
    long[] longs = Arrays.stream(values).asLongStream().toArray();
    return flat(longs, longs.length, DType.INT64, DType.INT64, options);
  }

  /// Returns a one-dimensional tensor of the values, bool.
  public static Tensor tensor(boolean[] values, TensorOption... options) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (values[i] ? 1 : 0);
    }
    return flat(bytes, bytes.length, DType.BOOL, DType.BOOL, options);
  }

  /// Plain arrays go without a box for each number: there may be millions.
  private static Tensor flat(
      Object array, int length, DType dtype, DType natural, TensorOption... options) {
    return finish(Tensor.ofArray(array, Shape.shape(length), dtype), natural, options);
  }

  private static Tensor nested(Object data, TensorOption... options) {
    Nested nested = Nested.of(data);
    return finish(nested.tensor(), nested.dtype(), options);
  }

  /// Returns a one-dimensional tensor of these values, whatever their count.
  public static Tensor vector(double... values) {
    return tensor(values);
  }

  /// Returns a one-dimensional int64 tensor of these values, whatever their count.
  public static Tensor vector(long... values) {
    return tensor(values);
  }

  /// Returns a one-dimensional int64 tensor of these values, whatever their count.
  public static Tensor vector(int... values) {
    return tensor(values);
  }

  /// Returns zeros.
  public static Tensor zeros(int... sizes) {
    return zeros(Shape.shape(sizes));
  }

  /// Returns zeros of a shape.
  public static Tensor zeros(Shape shape, TensorOption... options) {
    return Tensor.allocate(
        shape, Options.dtype(DType.defaultDType(), options), Options.device(options));
  }

  /// Returns ones.
  public static Tensor ones(int... sizes) {
    return ones(Shape.shape(sizes));
  }

  /// Returns ones of a shape.
  public static Tensor ones(Shape shape, TensorOption... options) {
    return full(shape, 1L, Options.with(DType.defaultDType(), options));
  }

  /// Returns a tensor whose elements are all the value; whole numbers give int64.
  public static Tensor full(Shape shape, double value, TensorOption... options) {
    return filled(shape, Formula.constant(value), DType.defaultDType(), options);
  }

  /// Returns a tensor whose elements are all the whole number, int64 unless told otherwise.
  public static Tensor full(Shape shape, long value, TensorOption... options) {
    return filled(shape, Formula.constant(value), DType.INT64, options);
  }

  /// Returns a tensor whose elements are all the truth value, bool unless told otherwise.
  public static Tensor full(Shape shape, boolean value, TensorOption... options) {
    return filled(shape, Formula.constant(value ? 1L : 0L), DType.BOOL, options);
  }

  private static Tensor filled(Shape shape, Formula value, DType natural, TensorOption... options) {
    Tensor result =
        Tensor.allocate(shape, Options.dtype(natural, options), Options.device(options));
    Kind compute = result.dtype() == DType.BOOL ? Kind.FLOAT64 : result.dtype().kind();
    result.backend().map(value, compute, result.strided());
    return result;
  }

  /// Returns zeros of the shape, dtype and device of another tensor.
  public static Tensor zerosLike(Tensor like, TensorOption... options) {
    return zeros(like.shape(), Options.like(like, options));
  }

  /// Returns ones of the shape, dtype and device of another tensor.
  public static Tensor onesLike(Tensor like, TensorOption... options) {
    return ones(like.shape(), Options.like(like, options));
  }

  /// Returns a tensor of one value with the shape, dtype and device of another.
  public static Tensor fullLike(Tensor like, double value, TensorOption... options) {
    return full(like.shape(), value, Options.like(like, options));
  }

  /// Returns a tensor of one whole number with the shape, dtype and device of another.
  public static Tensor fullLike(Tensor like, long value, TensorOption... options) {
    return full(like.shape(), value, Options.like(like, options));
  }

  /// Returns 0, 1, … before `end`.
  public static Tensor arange(long end, TensorOption... options) {
    return arange(0, end, 1, options);
  }

  /// Returns the whole numbers from `start` before `end`.
  public static Tensor arange(long start, long end, TensorOption... options) {
    return arange(start, end, 1, options);
  }

  /// Returns the whole numbers from `start` before `end`, `step` apart; int64 unless told
  /// otherwise.
  public static Tensor arange(long start, long end, long step, TensorOption... options) {
    requireStep(start, end, step);
    requireCountable(DType.INT64, options);
    double exact = Math.ceil(((double) end - start) / step);
    int count =
        Math.abs(exact) < 1L << 52
            ? Memory.count(
                step > 0 ? Math.ceilDiv(end - start, step) : Math.ceilDiv(start - end, -step))
            : Memory.count((long) exact);
    long[] values = Memory.longs(count);
    for (int i = 0; i < count; i++) {
      values[i] = start + i * step;
    }
    return finish(Tensor.ofArray(values, Shape.shape(count), DType.INT64), DType.INT64, options);
  }

  /// Returns 0, 1, … before `end`, of the default dtype unless told otherwise.
  public static Tensor arange(double end, TensorOption... options) {
    return arange(0.0, end, 1.0, options);
  }

  /// Returns the numbers from `start` before `end`, 1 apart.
  public static Tensor arange(double start, double end, TensorOption... options) {
    return arange(start, end, 1.0, options);
  }

  /// Returns the numbers from `start` before `end`, `step` apart.
  public static Tensor arange(double start, double end, double step, TensorOption... options) {
    requireStep(start, end, step);
    requireCountable(DType.defaultDType(), options);
    int count = Memory.count((long) Math.ceil((end - start) / step));
    if (Options.dtype(DType.defaultDType(), options) == DType.INT64) {
      // Counted in fractions, but made of whole numbers.
      long[] whole = Memory.longs(count);
      for (int i = 0; i < count; i++) {
        whole[i] = (long) start + i * (long) step;
      }
      return finish(Tensor.ofArray(whole, Shape.shape(count), DType.INT64), DType.INT64, options);
    }
    double[] values = Memory.doubles(count);
    for (int i = 0; i < count; i++) {
      values[i] = start + i * step;
    }
    return finish(
        Tensor.ofArray(values, Shape.shape(count), DType.FLOAT64), DType.defaultDType(), options);
  }

  private static void requireCountable(DType otherwise, TensorOption... options) {
    if (Options.dtype(otherwise, options) == DType.BOOL) {
      throw Guards.unsupported("arange_cpu", DType.BOOL);
    }
  }

  private static void requireStep(double start, double end, double step) {
    if (step == 0) {
      throw new ArgumentException("step must be nonzero", "arange.step");
    }
    if (!Double.isFinite(step)) {
      throw new ArgumentException(
          "step must be finite but got " + Guards.shown(step), "arange.step");
    }
    if (!Double.isFinite(start) || !Double.isFinite(end)) {
      throw new ArgumentException(
          "unsupported range: %s -> %s".formatted(Guards.shown(start), Guards.shown(end)),
          "arange.infinite");
    }
    if (step > 0 ? start > end : start < end) {
      throw new ArgumentException(
          "upper bound and lower bound inconsistent with step sign", "arange.sign");
    }
  }

  /// Writes a number as C++ streams do. Returns `steps` numbers from `start` to `end`, both
  /// included, evenly apart.
  public static Tensor linspace(double start, double end, int steps, TensorOption... options) {
    if (steps < 0) {
      throw new ArgumentException("number of steps must be non-negative", "linspace.steps", steps);
    }
    boolean whole = !Options.dtype(DType.defaultDType(), options).isFloating();
    double first = whole ? (long) start : start;
    double last = whole ? (long) end : end;
    double[] values = Memory.doubles(steps);
    double step = steps > 1 ? (last - first) / (steps - 1) : 0;
    for (int i = 0; i < steps; i++) {
      // From both ends, as PyTorch does, so that the last one is exact.
      values[i] = i < steps / 2 ? first + step * i : last - step * (steps - 1 - i);
    }
    if (steps == 1) {
      values[0] = first;
    }
    return finish(
        Tensor.ofArray(values, Shape.shape(steps), DType.FLOAT64), DType.defaultDType(), options);
  }

  /// Returns `steps` numbers from one scalar tensor's value to another's.
  public static Tensor linspace(Tensor start, Tensor end, int steps, TensorOption... options) {
    if (start.rank() != 0 || end.rank() != 0) {
      throw new ArgumentException(
          ("linspace only supports 0-dimensional start and end tensors, but got start with %d"
                  + " dimension(s) and end with %d dimension(s).")
              .formatted(start.rank(), end.rank()),
          "linspace.scalars",
          start.shape(),
          end.shape());
    }
    return linspace(start.item(), end.item(), steps, options);
  }

  /// Returns the identity matrix of `n` rows.
  public static Tensor eye(int n, TensorOption... options) {
    return eye(n, n, options);
  }

  /// Returns a matrix with ones on the diagonal and zeros elsewhere.
  public static Tensor eye(int rows, int columns, TensorOption... options) {
    if (rows < 0 || columns < 0) {
      throw new ArgumentException(
          "%s must be greater or equal to 0, got %d"
              .formatted(rows < 0 ? "n" : "m", rows < 0 ? rows : columns),
          "eye.negative",
          rows,
          columns);
    }
    Shape shape = Shape.shape(rows, columns);
    double[] values = Memory.doubles(shape.numel());
    for (int i = 0; i < Math.min(rows, columns); i++) {
      values[i * columns + i] = 1;
    }
    return finish(Tensor.ofArray(values, shape, DType.FLOAT64), DType.defaultDType(), options);
  }

  /// Sets where the random numbers of this process begin; the same seed gives the same numbers on
  /// every device, though not PyTorch's.
  public static void manualSeed(long seed) {
    Generator.DEFAULT.seed(seed);
  }

  /// Returns random numbers uniform in [0, 1).
  public static Tensor rand(int... sizes) {
    return rand(Shape.shape(sizes));
  }

  /// Returns random numbers uniform in [0, 1) in a shape.
  public static Tensor rand(Shape shape, TensorOption... options) {
    return Generator.DEFAULT.uniform(
        shape, Options.dtype(DType.defaultDType(), options), Options.device(options));
  }

  /// Returns random numbers of the standard normal distribution.
  public static Tensor randn(int... sizes) {
    return randn(Shape.shape(sizes));
  }

  /// Returns random numbers of the standard normal distribution in a shape.
  public static Tensor randn(Shape shape, TensorOption... options) {
    return Generator.DEFAULT.normal(
        shape, Options.dtype(DType.defaultDType(), options), Options.device(options));
  }

  /// Returns random whole numbers from `low` before `high` in a shape, int64 unless told otherwise.
  public static Tensor randint(long low, long high, Shape shape, TensorOption... options) {
    if (high <= low) {
      throw new ArgumentException(
          "random_ expects 'from' to be less than 'to', but got from=%d >= to=%d"
              .formatted(low, high),
          "randint.range",
          low,
          high);
    }
    Tensor uniform = Generator.DEFAULT.uniform(shape, DType.FLOAT64, Options.device(options));
    Tensor whole = uniform.mul(high - low).floor().to(DType.INT64).add(low);
    return finish(whole, DType.INT64, options);
  }

  /// Returns the whole numbers from 0 before `n` in a random order, int64 unless told otherwise.
  public static Tensor randperm(int n, TensorOption... options) {
    Tensor keys = Generator.DEFAULT.uniform(Shape.shape(n), DType.FLOAT64, Device.CPU);
    return finish(keys.argsort(), DType.INT64, options);
  }

  /// The values of nested arrays and lists, in row-major order.
  private record Nested(List<Integer> sizes, List<Object> values) {
    static Nested of(Object data) {
      Nested nested = new Nested(new ArrayList<>(), new ArrayList<>());
      nested.measure(data);
      nested.add(data, 0);
      return nested;
    }

    private void measure(Object data) {
      Object level = data;
      while (isSequence(level)) {
        int length = length(level);
        sizes.add(length);
        if (length == 0) {
          return;
        }
        level = element(level, 0);
      }
    }

    private static boolean isSequence(Object data) {
      return data.getClass().isArray() || data instanceof Collection<?>;
    }

    private static int length(Object sequence) {
      return sequence instanceof Collection<?> list ? list.size() : Array.getLength(sequence);
    }

    private static Object element(Object sequence, int i) {
      Object element =
          sequence instanceof List<?> list
              ? list.get(i)
              : sequence instanceof Collection<?> other
                  ? other.toArray()[i]
                  : Array.get(sequence, i);
      if (element == null) {
        throw new ArgumentException("must be real number, not NoneType", "tensor.null");
      }
      return element;
    }

    private void add(Object data, int depth) {
      if (!isSequence(data)) {
        if (depth < sizes.size()) {
          throw new ArgumentException(
              "expected sequence of length %d at dim %d (got 1)".formatted(sizes.get(depth), depth),
              "tensor.ragged",
              depth);
        }
        values.add(data);
        return;
      }
      int length = length(data);
      if (depth >= sizes.size()) {
        throw new ArgumentException("must be real number, not list", "tensor.ragged", depth);
      }
      if (length != sizes.get(depth)) {
        throw new ArgumentException(
            "expected sequence of length %d at dim %d (got %d)"
                .formatted(sizes.get(depth), depth, length),
            "tensor.ragged",
            depth);
      }
      for (int i = 0; i < length; i++) {
        add(element(data, i), depth + 1);
      }
    }

    DType dtype() {
      DType dtype = values.isEmpty() ? DType.defaultDType() : DType.BOOL;
      boolean single = !values.isEmpty();
      for (Object value : values) {
        DType own = dtypeOf(value);
        single &= value instanceof Float;
        dtype = DType.promote(dtype, own);
      }
      return dtype.isFloating() && !single ? DType.defaultDType() : dtype;
    }

    private static DType dtypeOf(Object value) {
      return switch (value) {
        case Double _ -> DType.FLOAT64;
        case Float _ -> DType.FLOAT32;
        case Long _, Integer _, Short _, Byte _ -> DType.INT64;
        case Boolean _ -> DType.BOOL;
        case Tensor element -> element.dtype();
        default ->
            throw new ArgumentException(
                "must be real number, not " + value.getClass().getSimpleName(),
                "tensor.element",
                value.getClass().getSimpleName());
      };
    }

    Tensor tensor() {
      Shape shape = Shape.shape(sizes.stream().mapToInt(Integer::intValue).toArray());
      boolean whole = !dtype().isFloating();
      if (whole) {
        long[] array = values.stream().mapToLong(Nested::toLong).toArray();
        return Tensor.ofArray(array, shape, DType.INT64);
      }
      double[] array = values.stream().mapToDouble(Nested::toDouble).toArray();
      return Tensor.ofArray(array, shape, DType.FLOAT64);
    }

    private static long toLong(Object value) {
      return switch (value) {
        case Boolean b -> b ? 1 : 0;
        case Number n -> n.longValue();
        case Tensor t -> t.itemLong();
        default -> throw new GradientException("not a number", "");
      };
    }

    private static double toDouble(Object value) {
      return switch (value) {
        case Boolean b -> b ? 1 : 0;
        case Number n -> n.doubleValue();
        case Tensor t -> t.item();
        default -> throw new GradientException("not a number", "");
      };
    }
  }
}
