package nabla.engine.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.IndexException;
import nabla.engine.tensor.Tensor;

/// Some of the examples of a data set, PyTorch's `torch.utils.data.Subset`.
public final class Subset implements Dataset {
  private final Dataset dataset;
  private final int[] indices;

  /// Creates the data set of the examples of these numbers, in this order.
  public Subset(Dataset dataset, int... indices) {
    this.dataset = dataset;
    this.indices = indices.clone();
  }

  /// Returns the numbers of the examples in the whole, as a new array.
  public int[] indices() {
    return indices.clone();
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public List<Tensor> get(int index) {
    return dataset.get(whole(index));
  }

  @Override
  public Batch batch(int... chosen) {
    return dataset.batch(IntStream.of(chosen).map(this::whole).toArray());
  }

  private int whole(int index) {
    if (index < 0 || index >= indices.length) {
      throw new IndexException("list index out of range", "data.index", index, indices.length);
    }
    return indices[index];
  }

  /// Divides the examples at random into parts of these sizes, `random_split` in PyTorch.
  ///
  /// The random numbers are those that [Creation#manualSeed] sets.
  ///
  /// @throws ArgumentException if the sizes do not add up to that of the data set
  public static List<Subset> randomSplit(Dataset dataset, int... lengths) {
    return split(dataset, lengths, Shuffling.indices(dataset.size()));
  }

  /// Divides the examples at random into parts of these sizes; the same seed gives the same parts.
  public static List<Subset> randomSplit(Dataset dataset, int[] lengths, long seed) {
    return split(dataset, lengths, Shuffling.indices(dataset.size(), new Random(seed)));
  }

  /// Divides the examples at random into parts of these fractions, such as 0.8 and 0.2; what is
  /// left by rounding down goes to the first parts, one each.
  ///
  /// @throws ArgumentException if the fractions do not add up to 1
  public static List<Subset> randomSplit(Dataset dataset, double... fractions) {
    return randomSplit(dataset, lengths(dataset.size(), fractions));
  }

  /// Divides the examples at random into parts of these fractions; the same seed gives the same
  /// parts.
  public static List<Subset> randomSplit(Dataset dataset, double[] fractions, long seed) {
    return randomSplit(dataset, lengths(dataset.size(), fractions), seed);
  }

  private static int[] lengths(int size, double... fractions) {
    double sum = 0;
    for (int i = 0; i < fractions.length; i++) {
      if (!(fractions[i] >= 0 && fractions[i] <= 1)) {
        throw new ArgumentException(
            "Fraction at index " + i + " is not between 0 and 1", "data.fraction", fractions[i]);
      }
      sum += fractions[i];
    }
    if (!(Math.abs(sum - 1) < 1e-9)) {
      throw wrongSum(Arrays.toString(fractions), "1");
    }
    int[] lengths = new int[fractions.length];
    int left = size;
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = (int) Math.floor(size * fractions[i]);
      left -= lengths[i];
    }
    for (int i = 0; i < left; i++) {
      lengths[i % lengths.length]++;
    }
    return lengths;
  }

  private static List<Subset> split(Dataset dataset, int[] lengths, int[] shuffled) {
    if (Arrays.stream(lengths).asLongStream().sum() != dataset.size()
        || Arrays.stream(lengths).anyMatch(length -> length < 0)) {
      throw wrongSum(Arrays.toString(lengths), String.valueOf(dataset.size()));
    }
    List<Subset> parts = new ArrayList<>();
    int next = 0;
    for (int length : lengths) {
      parts.add(new Subset(dataset, Arrays.copyOfRange(shuffled, next, next + length)));
      next += length;
    }
    return parts;
  }

  private static ArgumentException wrongSum(String parts, String whole) {
    return new ArgumentException(
        "Sum of input lengths does not equal the length of the input dataset!",
        "data.split",
        parts,
        whole);
  }
}
