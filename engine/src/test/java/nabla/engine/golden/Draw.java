package nabla.engine.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Draws the arguments of one call at random: shapes, numbers, choices.
///
/// Numbers of a tensor are different from each other, from those of the other tensors and from
/// every multiple of 1/32, so that no kink, tie or jump lies where a derivative is measured.
final class Draw {
  private static final int STEPS = 32;

  private final Random random;
  private final Map<Tensor, Boolean> leaves = new LinkedHashMap<>();
  private int tensors;

  Draw(long seed) {
    random = new Random(seed);
  }

  /// Returns the tensors whose derivatives are checked, and whether the call gets them transposed.
  Map<Tensor, Boolean> leaves() {
    return leaves;
  }

  int between(int least, int greatest) {
    return least + random.nextInt(greatest - least + 1);
  }

  boolean coin() {
    return random.nextBoolean();
  }

  double real(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  @SafeVarargs
  final <T extends @Nullable Object> T oneOf(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /// Returns sizes from 1 to 3, at most 12 elements.
  int[] shape(int leastRank, int greatestRank) {
    while (true) {
      int[] sizes =
          IntStream.range(0, between(leastRank, greatestRank)).map(_ -> between(1, 3)).toArray();
      if (Arrays.stream(sizes).reduce(1, (a, b) -> a * b) <= 12) {
        return sizes;
      }
    }
  }

  int[] shape() {
    return shape(0, 3);
  }

  /// Returns a dimension of the shape, sometimes counted from the end.
  int dim(int... shape) {
    int dim = random.nextInt(shape.length);
    return coin() ? dim : dim - shape.length;
  }

  /// Returns a shape that broadcasts with this one.
  int[] beside(int... shape) {
    int[] other = Arrays.copyOfRange(shape, between(0, shape.length), shape.length);
    for (int i = 0; i < other.length; i++) {
      other[i] = coin() ? other[i] : 1;
    }
    return other;
  }

  /// Returns a tensor whose derivative is checked.
  Tensor x(int... shape) {
    return within(-2.5, 2.5, shape);
  }

  /// Returns a tensor of numbers in a range whose derivative is checked.
  Tensor within(double low, double high, int... shape) {
    boolean transposed = shape.length > 1 && coin();
    Tensor values = constant(low, high, shape);
    Tensor leaf = transposed ? values.transpose(0, -1).contiguous().detach() : values;
    leaf.requiresGrad(true);
    leaves.put(leaf, transposed);
    return leaf;
  }

  /// Returns a tensor that is taken as given.
  Tensor constant(double low, double high, int... shape) {
    int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    int first = (int) Math.ceil(low * STEPS);
    int places = Math.max((int) (high * STEPS) - first, count);
    double offset = (37 + 7 * tensors++ % 56) / 100.0;
    List<Integer> all = new ArrayList<>(IntStream.range(0, places).boxed().toList());
    Collections.shuffle(all, random);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = (first + all.get(i) + offset) / STEPS;
    }
    return Creation.tensor(values, DType.FLOAT64).reshape(shape).detach();
  }

  /// Returns positions before a size.
  Tensor index(int size, int... shape) {
    int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    long[] values = random.longs(count, 0, size).toArray();
    return Creation.tensor(values).reshape(shape).detach();
  }

  /// Returns different positions before a size.
  Tensor distinct(int size, int count) {
    List<Integer> all = new ArrayList<>(IntStream.range(0, size).boxed().toList());
    Collections.shuffle(all, random);
    return Creation.tensor(all.subList(0, count).stream().mapToLong(i -> i).toArray());
  }

  Tensor mask(int... shape) {
    return index(2, shape).to(DType.BOOL);
  }

  /// Returns 1 or -1 in each place.
  Tensor signs(int... shape) {
    return index(2, shape).mul(2).sub(1).to(DType.FLOAT64);
  }

  /// Returns a well-conditioned square matrix, in batches if there are more sizes.
  Tensor square(int n, int... batch) {
    int[] shape = Arrays.copyOf(batch, batch.length + 2);
    shape[batch.length] = n;
    shape[batch.length + 1] = n;
    int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    double[] values = random.doubles(count, -0.4, 0.4).toArray();
    Tensor dominant =
        Creation.tensor(values, DType.FLOAT64)
            .reshape(shape)
            .add(Creation.eye(n, DType.FLOAT64).mul(2))
            .detach()
            .requiresGrad(true);
    leaves.put(dominant, false);
    return dominant;
  }

  /// Returns the arguments of a call; names and values of keywords follow as a map.
  static Args args(@Nullable Object... positional) {
    return new Args(list(positional), Map.of());
  }

  /// Returns arguments with one more by name.
  static Args with(Args args, String name, @Nullable Object value) {
    Map<String, @Nullable Object> named = new TreeMap<>(args.named());
    named.put(name, python(value));
    return new Args(args.positional(), named);
  }

  private static List<@Nullable Object> list(@Nullable Object... values) {
    List<@Nullable Object> list = new ArrayList<>();
    for (Object value : values) {
      list.add(python(value));
    }
    return list;
  }

  /// Python's whole numbers are longs here, its tuples lists.
  private static @Nullable Object python(@Nullable Object value) {
    return switch (value) {
      case Integer whole -> (long) whole;
      case int[] sizes -> Arrays.stream(sizes).mapToObj(size -> (Object) (long) size).toList();
      case List<?> many -> list(many.toArray());
      case null, default -> value;
    };
  }
}
