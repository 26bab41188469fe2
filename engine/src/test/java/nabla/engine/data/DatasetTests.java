package nabla.engine.data;

import static nabla.engine.data.Subset.randomSplit;
import static nabla.engine.tensor.Creation.arange;
import static nabla.engine.tensor.Creation.manualSeed;
import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.IndexException;
import nabla.engine.error.ShapeException;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Tensor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// Data sets, batches and random parts.
class DatasetTests {
  private static TensorDataset counted(int size) {
    return new TensorDataset(arange(2L * size).reshape(size, 2), arange(size));
  }

  private static List<Long> targets(Iterable<Batch> batches) {
    List<Long> all = new ArrayList<>();
    batches.forEach(batch -> Arrays.stream(batch.target().toLongArray()).forEach(all::add));
    return all;
  }

  @Test
  void batchesComeInOrderAndTheLastIsSmaller() {
    DataLoader loader = new DataLoader(counted(5), 2);
    List<Integer> sizes = new ArrayList<>();
    for (Batch batch : loader) {
      sizes.add(batch.size());
      assertThat(batch.input().shape().toArray()).containsExactly(batch.size(), 2);
      assertThat(batch.input().select(1, 0).toLongArray())
          .containsExactly(batch.target().mul(2).toLongArray());
    }
    assertThat(sizes).containsExactly(2, 2, 1);
    assertThat(loader.size()).isEqualTo(3);
    assertThat(targets(loader)).containsExactly(0L, 1L, 2L, 3L, 4L);
    DataLoader whole = new DataLoader(counted(5), DataLoader.options(2).dropLast(true));
    assertThat(whole.size()).isEqualTo(2);
    assertThat(targets(whole)).containsExactly(0L, 1L, 2L, 3L);
    assertThat(new DataLoader(counted(3)).iterator().next().size()).isEqualTo(1);
  }

  @Test
  void shufflingIsDecidedByTheSeed() {
    DataLoader.Options options = DataLoader.options(7).shuffle(true).seed(3);
    DataLoader first = new DataLoader(counted(40), options);
    DataLoader second = new DataLoader(counted(40), options);
    List<Long> order = targets(first);
    assertThat(order).isNotEqualTo(targets(new DataLoader(counted(40), 7)));
    assertThat(targets(second)).isEqualTo(order);
    assertThat(targets(first)).as("each pass is another").isNotEqualTo(order);
    manualSeed(5);
    List<Long> unseeded = targets(new DataLoader(counted(40), DataLoader.options(7).shuffle(true)));
    manualSeed(5);
    assertThat(targets(new DataLoader(counted(40), DataLoader.options(7).shuffle(true))))
        .isEqualTo(unseeded)
        .isNotEqualTo(order);
  }

  @Property(tries = 50)
  void everyExampleComesOnce(
      @ForAll @IntRange(min = 1, max = 50) int size,
      @ForAll @IntRange(min = 1, max = 60) int batch,
      @ForAll long seed) {
    DataLoader.Options options = DataLoader.options(batch).shuffle(true).seed(seed);
    DataLoader loader = new DataLoader(counted(size), options);
    assertThat(targets(loader)).hasSize(size).doesNotHaveDuplicates();
    DataLoader whole = new DataLoader(counted(size), options.dropLast(true));
    assertThat(targets(whole)).hasSize(size / batch * batch).doesNotHaveDuplicates();
    assertThat(whole.size()).isEqualTo(size / batch);
    List<Subset> parts = randomSplit(counted(size), new double[] {0.5, 0.3, 0.2}, seed);
    Set<Integer> all = new HashSet<>();
    parts.forEach(part -> Arrays.stream(part.indices()).forEach(all::add));
    assertThat(all).hasSize(size);
  }

  @Test
  void aPassThatIsOverSaysSo() {
    Iterator<Batch> pass = new DataLoader(counted(1)).iterator();
    pass.next();
    assertThatThrownBy(pass::next).isInstanceOf(NoSuchElementException.class);
    assertThat(new DataLoader(new TensorDataset(zeros(0, 2)), 4)).isEmpty();
  }

  /// A data set of one's own gives its examples one at a time.
  @Test
  void ownDataSetsAreStacked() {
    Dataset squares =
        new Dataset() {
          @Override
          public int size() {
            return 3;
          }

          @Override
          public List<Tensor> get(int index) {
            return List.of(tensor((double) index), tensor((double) index * index));
          }
        };
    List<Batch> batches = new ArrayList<>();
    new DataLoader(squares, 2).forEach(batches::add);
    assertThat(batches.getFirst().input().toDoubleArray()).containsExactly(0, 1);
    assertThat(batches.getLast().target().toDoubleArray()).containsExactly(4);
    Dataset uneven =
        new Dataset() {
          @Override
          public int size() {
            return 2;
          }

          @Override
          public List<Tensor> get(int index) {
            return List.of(ones(index + 2));
          }
        };
    assertThatThrownBy(() -> new DataLoader(uneven, 2).iterator().next())
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith(
            "stack expects each tensor to be equal size, but got [2] at entry 0 and [3] at entry 1");
  }

  @Test
  void partsAndJoins() {
    Dataset five = counted(5);
    Subset part = new Subset(five, 4, 0);
    assertThat(part.get(0).get(1).itemLong()).isEqualTo(4);
    assertThat(part.batch(1, 0).target().toLongArray()).containsExactly(0, 4);
    Dataset joined = new ConcatDataset(part, counted(2));
    assertThat(joined.size()).isEqualTo(4);
    assertThat(targets(new DataLoader(joined, 3))).containsExactly(4L, 0L, 0L, 1L);
    assertThatThrownBy(() -> joined.get(4)).isInstanceOf(IndexException.class);
    assertThatThrownBy(() -> joined.get(-1)).isInstanceOf(IndexException.class);
    assertThatThrownBy(() -> part.get(2)).isInstanceOf(IndexException.class);
    assertThatThrownBy(() -> new Subset(five, 7).get(0))
        .isInstanceOf(IndexException.class)
        .hasMessageStartingWith("index 7 is out of bounds for dimension 0 with size 5");
  }

  /// The sizes are those of PyTorch.
  @Test
  void fractionsAreRounded() {
    assertThat(randomSplit(counted(10), 0.55, 0.45)).extracting(Subset::size).containsExactly(6, 4);
    assertThat(randomSplit(counted(10), 0.33, 0.33, 0.34))
        .extracting(Subset::size)
        .containsExactly(4, 3, 3);
    assertThat(randomSplit(counted(3), 0, 3)).extracting(Subset::size).containsExactly(0, 3);
    assertThat(randomSplit(counted(9), new int[] {5, 4}, 1).getFirst().indices())
        .containsExactly(randomSplit(counted(9), new int[] {5, 4}, 1).getFirst().indices());
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> new TensorDataset(ones(3, 2), ones(2)))
        .isInstanceOf(ArgumentException.class)
        .hasMessageStartingWith("Size mismatch between tensors");
    assertThatThrownBy(() -> new TensorDataset()).isInstanceOf(IndexException.class);
    assertThatThrownBy(() -> new TensorDataset(tensor(1.0)))
        .isInstanceOf(IndexException.class)
        .hasMessageStartingWith("Dimension specified as 0 but tensor has no dimensions");
    assertThatThrownBy(() -> DataLoader.options(0))
        .hasMessageStartingWith(
            "batch_size should be a positive integer value, but got batch_size=0");
    Dataset none = new TensorDataset(zeros(0, 2));
    assertThatThrownBy(() -> new DataLoader(none, DataLoader.options(2).shuffle(true)))
        .hasMessageStartingWith("num_samples should be a positive integer value");
    assertThatThrownBy(() -> new ConcatDataset())
        .hasMessageStartingWith("datasets should not be an empty iterable");
    assertThatThrownBy(() -> randomSplit(counted(3), 1, 1))
        .hasMessageStartingWith(
            "Sum of input lengths does not equal the length of the input dataset!");
    assertThatThrownBy(() -> randomSplit(counted(3), 5, -2)).isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> randomSplit(counted(3), 0.5, 0.6))
        .isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> randomSplit(counted(3), 1.5, -0.5))
        .hasMessageStartingWith("Fraction at index 0 is not between 0 and 1");
    assertThatThrownBy(() -> counted(3).batch(0).get(2)).isInstanceOf(IndexException.class);
  }

  /// Sums of scikit-learn's `load_iris().data` and `load_digits().data`.
  @Test
  void measuredDataSetsAreWhole() {
    LabelledDataset iris = Datasets.iris();
    assertThat(iris.data().shape().toArray()).containsExactly(150, 4);
    assertThat(
            iris.data()
                .to(DType.FLOAT64)
                .sum(0)
                .sub(tensor(new double[] {876.5, 458.6, 563.7, 179.9}))
                .abs()
                .max()
                .item())
        .isLessThan(1e-4);
    assertThat(iris.target().bincount().toLongArray()).containsExactly(50, 50, 50);
    assertThat(iris.targetNames()).containsExactly("setosa", "versicolor", "virginica");
    assertThat(iris.featureNames()).contains("petal width").hasSize(4);
    LabelledDataset digits = Datasets.digits();
    assertThat(digits.data().shape().toArray()).containsExactly(1797, 64);
    assertThat(digits.data().dtype()).isEqualTo(DType.FLOAT32);
    assertThat(digits.data().sum().item()).isEqualTo(561718);
    assertThat(digits.target().bincount().toLongArray())
        .containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
    assertThat(digits.data().at(1000).sum().item()).isEqualTo(268);
    assertThat(digits.target().at(1000).itemLong()).isEqualTo(1);
    assertThat(digits).hasToString(digits.toString()).asString().startsWith("1797 examples");
  }

  /// scikit-learn's `make_moons(6, shuffle=False)` and, by hand, a spiral and a line.
  @Test
  void madeDataSetsLieWhereTheyShould() {
    LabelledDataset moons = Datasets.twoMoons(6, 0, 1);
    assertThat(moons.data().mul(100).round().toLongArray())
        .containsExactly(100, 0, 0, 100, -100, 0, 0, 50, 100, -50, 200, 50);
    assertThat(moons.target().toLongArray()).containsExactly(0, 0, 0, 1, 1, 1);
    LabelledDataset spirals = Datasets.spirals(5, 0, 1);
    assertThat(spirals.target().toLongArray()).containsExactly(0, 1, 0, 1, 0);
    assertThat(spirals.data().mul(100).round().toLongArray())
        .containsExactly(0, 0, 0, 0, 0, -50, 100, 0, -100, 0);
    assertThat(Datasets.spirals(9, 3, 0.1, 1).targetNames()).hasSize(3);
    LabelledDataset line = Datasets.linear(3, 2, 1, 0, 1);
    assertThat(line.data().toDoubleArray()).containsExactly(-1, 0, 1);
    assertThat(line.target().toDoubleArray()).containsExactly(-1, 1, 3);
    assertThat(line.target().shape().toArray()).containsExactly(3, 1);
  }

  @Test
  void noiseIsDecidedByTheSeed() {
    Tensor once = Datasets.twoMoons(500, 0.1, 7).data();
    assertThat(Datasets.twoMoons(500, 0.1, 7).data().equal(once)).isTrue();
    assertThat(Datasets.twoMoons(500, 0.1, 8).data().equal(once)).isFalse();
    double spread = once.sub(Datasets.twoMoons(500, 0, 7).data()).std().item();
    assertThat(spread).isBetween(0.08, 0.12);
    assertThatThrownBy(() -> Datasets.twoMoons(0, 0, 1)).isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> Datasets.linear(5, 1, 1, Double.NaN, 1))
        .isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> Datasets.spirals(5, 0, 0, 1)).isInstanceOf(ArgumentException.class);
    assertThat(Datasets.spirals(1, 0, 1).size()).isEqualTo(1);
  }
}
