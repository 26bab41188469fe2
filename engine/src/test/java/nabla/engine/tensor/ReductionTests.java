package nabla.engine.tensor;

import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.vector;
import static nabla.engine.tensor.Dims.dims;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import nabla.engine.error.IndexException;
import nabla.engine.error.ShapeException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/// What the corpus does not say of reductions: order against plain loops, zeros among factors,
/// texts.
class ReductionTests {

  @Property(tries = 100)
  void kthValueIsThatOfTheSortedList(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = -5, max = 5) Integer> list,
      @ForAll @IntRange(min = 0, max = 39) int place) {
    int[] values = array(list);
    int rank = place % values.length;
    Selected found = tensor(values).kthvalue(rank + 1);
    int[] sorted = values.clone();
    Arrays.sort(sorted);
    assertThat(found.values().itemLong()).isEqualTo(sorted[rank]);
    assertThat(values[(int) found.indices().itemLong()]).isEqualTo(sorted[rank]);
  }

  @Property(tries = 100)
  void medianIsTheLowerMiddle(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = -50, max = 50) Integer> list) {
    int[] values = array(list);
    int[] sorted = values.clone();
    Arrays.sort(sorted);
    assertThat(tensor(values).median().itemLong()).isEqualTo(sorted[(values.length - 1) / 2]);
  }

  @Property(tries = 100)
  void modeIsTheLeastOfTheMostFrequent(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = -3, max = 3) Integer> list) {
    int[] values = array(list);
    int best = 0;
    int most = 0;
    for (int candidate = -3; candidate <= 3; candidate++) {
      int wanted = candidate;
      int count = (int) Arrays.stream(values).filter(v -> v == wanted).count();
      if (count > most) {
        most = count;
        best = candidate;
      }
    }
    Selected mode = tensor(values).mode();
    assertThat(mode.values().itemLong()).isEqualTo(best);
    assertThat(values[(int) mode.indices().itemLong()]).isEqualTo(best);
  }

  @Test
  void gradientOfProductsIsRightWithZeros() {
    double[][] cases = {{2, 3, 4}, {2, 0, 4}, {0, 0, 4}};
    double[][] expected = {{12, 8, 6}, {0, 8, 0}, {0, 0, 0}};
    for (int i = 0; i < cases.length; i++) {
      Tensor all = vector(cases[i]).requiresGrad(true);
      all.prod().backward();
      assertThat(gradient(all)).containsExactly(expected[i]);
      Tensor along = vector(cases[i]).requiresGrad(true);
      along.prod(0).backward();
      assertThat(gradient(along)).containsExactly(expected[i]);
    }
  }

  @Test
  void gradientOfRunningProductsIsRightWithZeros() {
    Tensor x = vector(2.0, 0.0, 4.0).requiresGrad(true);
    x.cumprod(0).sum().backward();
    assertThat(gradient(x)).containsExactly(1 + 0 + 0, 2 + 2 * 4, 0);
  }

  @Test
  void nanWinsExtremaAndMedian() {
    Tensor x = vector(1.0, Double.NaN, 3.0);
    assertThat(x.max().item()).isNaN();
    assertThat(x.amin().item()).isNaN();
    assertThat(x.median().item()).isNaN();
    assertThat(x.argmax().itemLong()).isEqualTo(1);
    assertThat(x.nansum().item()).isEqualTo(4);
    assertThat(x.nanmean().item()).isEqualTo(2);
  }

  @Test
  void spreadAnswersToItsCorrection() {
    Tensor x = tensor(new double[] {1, 2, 4}, DType.FLOAT64);
    assertThat(x.var().item()).isCloseTo(7.0 / 3, within(1e-15));
    assertThat(x.var(dims(), 0).item()).isCloseTo(14.0 / 9, within(1e-15));
    assertThat(x.stdMean().mean().item()).isCloseTo(7.0 / 3, within(1e-15));
  }

  @Test
  void deviationOfEqualElementsHasTheGradientZero() {
    Tensor x = vector(2.0, 2.0).requiresGrad(true);
    x.std().backward();
    assertThat(gradient(x)).containsExactly(0, 0);
  }

  @Test
  void nothingHasNoExtremum() {
    Tensor nothing = Creation.zeros(0, 2);
    assertThatThrownBy(nothing::max).isInstanceOf(ShapeException.class);
    assertThatThrownBy(nothing::argmin).isInstanceOf(IndexException.class);
    assertThatThrownBy(() -> nothing.amax(0)).isInstanceOf(IndexException.class);
    assertThatThrownBy(() -> nothing.norm(Double.POSITIVE_INFINITY))
        .hasMessageStartingWith(
            "linalg.vector_norm cannot compute the inf norm on an empty tensor");
    Tensor noRows = nothing.kthvalue(1, 1).indices();
    assertThat(noRows.dtype()).isEqualTo(DType.INT64);
    assertThat(nothing.sum(0)).hasToString("tensor([0., 0.])");
  }

  @Test
  void resultsOfTwoPrintAsInPython() {
    Tensor x = vector(1.0, 5.0, 2.0);
    assertThat(x.max(0))
        .hasToString("torch.return_types.max(\nvalues=tensor(5.),\nindices=tensor(1))");
    assertThat(x.cummin(0))
        .hasToString(
            "torch.return_types.cummin(\nvalues=tensor([1., 1., 1.]),\nindices=tensor([0, 0, 0]))");
    assertThat(x.aminmax())
        .hasToString("torch.return_types.aminmax(\nmin=tensor(1.),\nmax=tensor(5.))");
  }

  private static int[] array(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  private static double[] gradient(Tensor leaf) {
    return Objects.requireNonNull(leaf.grad()).toDoubleArray();
  }
}
