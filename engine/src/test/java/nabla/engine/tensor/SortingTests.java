package nabla.engine.tensor;

import static nabla.engine.tensor.Creation.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import nabla.engine.error.ShapeException;
import org.junit.jupiter.api.Test;

/// Order: NaN is the greatest, equal elements keep their places in a sort, a selection agrees with
/// it.
class SortingTests {
  @Test
  void nanIsTheGreatest() {
    Tensor x = tensor(new double[] {2, Double.NaN, -1});
    assertThat(x.argsort().toLongArray()).containsExactly(2, 0, 1);
    assertThat(x.topk(2).indices().toLongArray()).containsExactly(1, 0);
    assertThat(x.topk(1, 0, Flag.SMALLEST).indices().toLongArray()).containsExactly(2);
  }

  @Test
  void equalElementsKeepTheirPlaces() {
    Tensor x = tensor(new long[] {1, 0, 1, 0});
    assertThat(x.argsort().toLongArray()).containsExactly(1, 3, 0, 2);
    assertThat(x.argsort(0, Flag.DESCENDING).toLongArray()).containsExactly(0, 2, 1, 3);
  }

  @Test
  void selectionAgreesWithSorting() {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      int size = 1 + random.nextInt(400);
      int k = random.nextInt(size + 1);
      long[] values = random.longs(size, 0, 1 + random.nextInt(50)).toArray();
      Selected top = tensor(values, DType.INT64).topk(k);
      long[] sorted = values.clone();
      Arrays.sort(sorted);
      for (int i = 0; i < k; i++) {
        assertThat(top.values().at(i).itemLong()).isEqualTo(sorted[size - 1 - i]);
      }
      assertThat(Arrays.stream(top.indices().toLongArray()).distinct().count()).isEqualTo(k);
    }
  }

  @Test
  void placesInASequence() {
    Tensor bounds = tensor(new double[] {1, 3, 3, 5});
    Tensor values = tensor(new double[] {3, 0, 9, Double.NaN});
    assertThat(values.bucketize(bounds).toLongArray()).containsExactly(1, 0, 4, 4);
    assertThat(bounds.searchsorted(values, Flag.RIGHT).toLongArray()).containsExactly(3, 0, 4, 4);
  }

  @Test
  void differentValuesAndCounts() {
    Unique unique = tensor(new long[] {3, 1, 3}).uniqueWithCounts();
    assertThat(unique.values().toLongArray()).containsExactly(1, 3);
    assertThat(unique.inverse().toLongArray()).containsExactly(1, 0, 1);
    assertThat(unique.counts().toLongArray()).containsExactly(1, 2);
    assertThat(tensor(new long[] {0, 2, 2}).bincount(5).toLongArray())
        .containsExactly(1, 0, 2, 0, 0);
  }

  @Test
  void aNumberHasOnePlace() {
    Tensor sequence = tensor(new double[] {1, 2, 2, 3});
    assertThat(sequence.searchsorted(2)).hasToString("tensor(1)");
    assertThat(sequence.searchsorted(2, Flag.RIGHT)).hasToString("tensor(3)");
  }

  @Test
  void repetitionsMayBeCountedBeforehand() {
    Tensor x = tensor(new double[] {1, 2});
    assertThat(x.repeatInterleave(2, 0, 4)).hasToString("tensor([1., 1., 2., 2.])");
    assertThatThrownBy(() -> x.repeatInterleave(2, 0, 5))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("repeat_interleave: Invalid output_size, expected 4 but got 5");
  }

  @Test
  void moreThanThereIsCannotBeChosen() {
    assertThatThrownBy(() -> tensor(new double[] {1, 2}).topk(3))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("selected index k out of range");
  }
}
