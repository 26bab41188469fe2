package nabla.engine.data;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import nabla.engine.error.ArgumentException;
import org.jspecify.annotations.Nullable;

/// The batches of a data set, PyTorch's `torch.utils.data.DataLoader`.
///
/// One pass of a `for` loop is one epoch; each pass that shuffles takes another order.
///
/// ```java
/// for (Batch batch : new DataLoader(data, DataLoader.options(16).shuffle(true).seed(0))) {
///   Tensor loss = crossEntropy(model.call(batch.input()), batch.target());
/// }
/// ```
public final class DataLoader implements Iterable<Batch> {
  private final Dataset dataset;
  private final Options options;
  private final @Nullable Random random;

  /// Creates a loader of batches of one example, in order.
  public DataLoader(Dataset dataset) {
    this(dataset, 1);
  }

  /// Creates a loader of batches in order; the last may be smaller.
  public DataLoader(Dataset dataset, int batchSize) {
    this(dataset, options(batchSize));
  }

  /// Creates a loader.
  public DataLoader(Dataset dataset, Options options) {
    this.dataset = dataset;
    this.options = options;
    this.random = options.seed.isPresent() ? new Random(options.seed.getAsLong()) : null;
    if (options.shuffle && dataset.size() == 0) {
      throw new ArgumentException(
          "num_samples should be a positive integer value, but got num_samples=0", "data.empty");
    }
  }

  /// Returns the options of batches of a size, in order.
  public static Options options(int batchSize) {
    return new Options(batchSize, false, false, OptionalLong.empty());
  }

  /// The choices of a loader.
  ///
  /// @param batchSize how many examples a batch has
  /// @param shuffle whether each pass takes the examples in another random order
  /// @param dropLast whether a last batch that would be smaller is left out
  /// @param seed where the random orders begin; if absent,
  ///   [nabla.engine.tensor.Creation#manualSeed] decides
  public record Options(int batchSize, boolean shuffle, boolean dropLast, OptionalLong seed) {
    /// Creates the options.
    ///
    /// @throws ArgumentException if batches would have no examples
    public Options {
      if (batchSize < 1) {
        throw new ArgumentException(
            "batch_size should be a positive integer value, but got batch_size=" + batchSize,
            "data.batchSize",
            batchSize);
      }
    }

    /// Returns these options with or without shuffling.
    public Options shuffle(boolean shuffles) {
      return new Options(batchSize, shuffles, dropLast, seed);
    }

    /// Returns these options with or without leaving out a smaller last batch.
    public Options dropLast(boolean drops) {
      return new Options(batchSize, shuffle, drops, seed);
    }

    /// Returns these options with a seed: loaders of the same seed give the same batches.
    public Options seed(long start) {
      return new Options(batchSize, shuffle, dropLast, OptionalLong.of(start));
    }
  }

  /// Returns the data set.
  public Dataset dataset() {
    return dataset;
  }

  /// Returns the number of batches of a pass, `len(loader)` in Python.
  public int size() {
    return options.dropLast
        ? dataset.size() / options.batchSize
        : Math.ceilDiv(dataset.size(), options.batchSize);
  }

  /// Begins a pass.
  @Override
  public Iterator<Batch> iterator() {
    return new Pass(order());
  }

  private synchronized int[] order() {
    if (!options.shuffle) {
      return IntStream.range(0, dataset.size()).toArray();
    }
    return random == null
        ? Shuffling.indices(dataset.size())
        : Shuffling.indices(dataset.size(), random);
  }

  private final class Pass implements Iterator<Batch> {
    private final int[] order;
    private int next;

    Pass(int[] order) {
      this.order = order;
    }

    @Override
    public boolean hasNext() {
      int left = order.length - next;
      return options.dropLast ? left >= options.batchSize : left > 0;
    }

    @Override
    public Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int end = (int) Math.min((long) next + options.batchSize, order.length);
      int[] indices = Arrays.copyOfRange(order, next, end);
      next = end;
      return dataset.batch(indices);
    }
  }
}
