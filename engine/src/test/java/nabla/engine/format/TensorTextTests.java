package nabla.engine.format;

import static nabla.engine.format.Values.array;
import static nabla.engine.format.Values.longs;
import static nabla.engine.format.Values.scalar;
import static nabla.engine.format.Values.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TensorTextTests {

  @Test
  void ofABillionElementsReadsOnlyTheEdges() {
    AtomicInteger reads = new AtomicInteger();
    int[] shape = {1000, 1000, 1000};
    Values huge = array("float32", shape, i -> reads.getAndIncrement() * 0.0 + (i % 2));
    assertThat(huge.toString()).startsWith("tensor([[[0., 1., 0.,  ..., 1., 0., 1.],\n");
    assertThat(reads).hasValue(6 * 6 * 6);
  }

  @Test
  void countsMoreElementsThanALongHolds() {
    int[] shape = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
    assertThat(array("int64", shape, _ -> 7).toString()).contains("[[[7, 7, 7,  ..., 7, 7, 7],\n");
    shape[2] = 0;
    assertThat(array("int64", shape, _ -> 7))
        .hasToString("tensor([], size=(2147483647, 2147483647, 0), dtype=torch.int64)");
  }

  @Test
  void withoutEdgeItemsShowsOnlyTheGap() {
    PrintOptions options = PrintOptions.DEFAULT.withEdgeItems(0).withThreshold(2);
    assertThat(TensorText.of(vector(1, 2, 3), options)).isEqualTo("tensor([...], size=(3,))");
    Values matrix = array("float32", new int[] {2, 3}, i -> i);
    assertThat(TensorText.of(matrix, options)).isEqualTo("tensor([...], size=(2, 3))");
  }

  @Test
  void breaksTheLineBeforeASuffixThatDoesNotFit() {
    Values line = array("float64", new int[] {12}, i -> Math.exp((double) i)).from("ExpBackward0");
    assertThat(line.toString()).endsWith("\n       dtype=torch.float64, grad_fn=<ExpBackward0>)");
  }

  @Test
  void namesADeviceOtherThanTheCpuFirst() {
    assertThat(array("float64", new int[] {1}, 1).to("opencl:0").needingGrad())
        .hasToString("tensor([1.], device='opencl:0', dtype=torch.float64, requires_grad=True)");
  }

  @Test
  void printsZerosWithAPointEvenInScientificMode() {
    PrintOptions options = PrintOptions.DEFAULT.withSciMode(true);
    assertThat(TensorText.of(vector(0, -0.0), options)).isEqualTo("tensor([0., -0.])");
    assertThat(TensorText.of(vector(0, 2), options)).isEqualTo("tensor([0.0000e+00, 2.0000e+00])");
  }

  @Test
  void onlyFiniteNumbersSetTheWidth() {
    assertThat(vector(Double.NEGATIVE_INFINITY, 1)).hasToString("tensor([-inf, 1.])");
    assertThat(longs(Long.MIN_VALUE + 1, 1).toString()).endsWith("                    1])");
  }

  @Test
  void keepsTheSignOfWhatRoundsToZero() {
    assertThat(vector(-0.3, -0.0, 0.5)).hasToString("tensor([-0.3000, -0.0000,  0.5000])");
    assertThat(Decimals.fixed(-0.00001, 4)).isEqualTo("-0.0000");
  }

  @Test
  void roundsTheBinaryValueHalfToEven() {
    assertThat(Decimals.fixed(0.125, 2)).isEqualTo("0.12");
    assertThat(Decimals.fixed(0.375, 2)).isEqualTo("0.38");
    assertThat(Decimals.fixed(2.675, 2)).isEqualTo("2.67");
    assertThat(Decimals.scientific(1.25, 1)).isEqualTo("1.2e+00");
    assertThat(Decimals.scientific(9.99996e9, 4)).isEqualTo("1.0000e+10");
    assertThat(Decimals.scientific(4.9e-324, 4)).isEqualTo("4.9407e-324");
    assertThat(Decimals.scientific(1e100, 0)).isEqualTo("1e+100");
    assertThat(Decimals.scientific(0, 4)).isEqualTo("0.0000e+00");
    assertThat(scalar(1e-10)).hasToString("tensor(1.0000e-10)");
  }

  @Property
  void scientificIsWithinHalfAUnitOfTheLastDigit(
      @ForAll double value, @ForAll @IntRange(max = 12) int precision) {
    BigDecimal shown = new BigDecimal(Decimals.scientific(value, precision));
    BigDecimal error = shown.subtract(new BigDecimal(value)).abs();
    assertThat(shown.precision()).isLessThanOrEqualTo(precision + 1);
    assertThat(error.multiply(BigDecimal.TWO)).isLessThanOrEqualTo(shown.ulp());
  }

  @Test
  void refusesSenselessOptions() {
    assertThatThrownBy(() -> PrintOptions.DEFAULT.withPrecision(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("precision must be at least 0, but it is -1");
  }

  @Test
  void theOptionsInForceAreUsed() {
    PrintOptions before = PrintOptions.current();
    try {
      PrintOptions.set(PrintOptions.SHORT);
      assertThat(vector(1.125)).hasToString("tensor([1.12])");
    } finally {
      PrintOptions.set(before);
    }
  }
}
