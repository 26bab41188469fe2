package nabla.engine.tensor;

import static nabla.engine.tensor.Convolution.conv2d;
import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.randn;
import static nabla.engine.tensor.Creation.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import nabla.engine.error.ShapeException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ConvolutionTests {
  @Property(tries = 60)
  void anElementIsTheSumOfProductsOfItsWindow(
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 0, max = 2) int padding,
      @ForAll @IntRange(min = 1, max = 2) int dilation,
      @ForAll @IntRange(min = 1, max = 2) int groups) {
    Tensor x = randn(Shape.shape(2, 4, 7, 6), DType.FLOAT64);
    Tensor w = randn(Shape.shape(6, 4 / groups, 3, 2), DType.FLOAT64);
    ConvOptions options =
        ConvOptions.options().stride(stride).padding(padding).dilation(dilation).groups(groups);
    Tensor y = conv2d(x, w, null, options);
    for (int[] at : new int[][] {{0, 0, 0, 0}, {1, 5, y.size(2) - 1, y.size(3) - 1}}) {
      double sum = 0;
      for (int c = 0; c < 4 / groups; c++) {
        for (int i = 0; i < 3; i++) {
          for (int j = 0; j < 2; j++) {
            int row = at[2] * stride - padding + i * dilation;
            int column = at[3] * stride - padding + j * dilation;
            if (row >= 0 && row < 7 && column >= 0 && column < 6) {
              int channel = at[1] / (6 / groups) * (4 / groups) + c;
              sum += element(x, at[0], channel, row, column) * element(w, at[1], c, i, j);
            }
          }
        }
      }
      assertThat(element(y, at)).isCloseTo(sum, within(1e-9));
    }
  }

  private static double element(Tensor x, int... index) {
    Tensor element = x;
    for (int i : index) {
      element = element.select(0, i);
    }
    return element.item();
  }

  @Property(tries = 20)
  void theTransposedConvolutionIsTheAdjoint(
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 0, max = 1) int padding) {
    Tensor x = randn(Shape.shape(1, 2, 7, 7), DType.FLOAT64);
    Tensor w = randn(Shape.shape(3, 2, 3, 3), DType.FLOAT64);
    ConvOptions options = ConvOptions.options().stride(stride).padding(padding);
    Tensor y = conv2d(x, w, null, options);
    Tensor g = randn(y.shape(), DType.FLOAT64);
    int rest = (7 + 2 * padding - 3) % stride;
    Tensor back = Convolution.convTranspose2d(g, w, null, options.outputPadding(rest));
    assertThat(back.mul(x).sum().item()).isCloseTo(g.mul(y).sum().item(), within(1e-9));
  }

  @Test
  void theNodeIsOneOperation() {
    Tensor w = ones(1, 1, 2, 2).requiresGrad(true);
    assertThat(conv2d(ones(1, 1, 3, 3), w).gradFn()).hasToString("<ConvolutionBackward0>");
  }

  @Test
  void aKernelThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> conv2d(ones(1, 1, 2, 2), ones(1, 1, 3, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith(
            "Calculated padded input size per channel: (2 x 2). Kernel size: (3 x 3). Kernel size"
                + " can't be greater than actual input size");
  }

  @Test
  void windowsAreColumns() {
    Tensor x = tensor("[[[[1., 2.], [3., 4.]]]]");
    Tensor columns = Convolution.unfold(x, List.of(1, 2), ConvOptions.options());
    assertThat(columns.toDoubleArray()).containsExactly(1, 3, 2, 4);
  }

  @Test
  void aMaximumAmongInfinitiesIsNeverFoundInThePadding() {
    Tensor x = Creation.full(Shape.shape(1, 1, 2, 2), Double.NEGATIVE_INFINITY);
    Pooling.Maxima maxima =
        Pooling.maxPool2dWithIndices(x, PoolOptions.kernel(2).stride(2).padding(1));
    assertThat(maxima.indices().toLongArray()).containsExactly(0, 1, 2, 3);
  }
}
