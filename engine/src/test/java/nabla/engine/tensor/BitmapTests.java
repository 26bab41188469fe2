package nabla.engine.tensor;

import static nabla.engine.tensor.Creation.arange;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import nabla.engine.error.ShapeException;
import org.junit.jupiter.api.Test;

class BitmapTests {
  @Test
  void greysRunFromBlackToWhiteAndPixelsAreEnlarged() {
    BufferedImage image = tensor(new double[][] {{0, 0.5}, {1, Double.NaN}}).asImage();
    assertThat(image.getWidth()).isEqualTo(160);
    assertThat(image.getRGB(0, 0)).isEqualTo(0xFF000000);
    assertThat(image.getRGB(80, 0)).isEqualTo(0xFF808080);
    assertThat(image.getRGB(79, 159)).isEqualTo(0xFFFFFFFF);
    assertThat(image.getRGB(80, 80)).isEqualTo(0xFFD62896);
  }

  @Test
  void otherValuesAreSpread() {
    BufferedImage image = tensor(new double[][] {{-3, 5}, {1, 1}}).asImage();
    assertThat(image.getRGB(0, 0)).isEqualTo(0xFF000000);
    assertThat(image.getRGB(159, 0)).isEqualTo(0xFFFFFFFF);
    assertThat(image.getRGB(0, 159)).isEqualTo(0xFF808080);
    assertThat(tensor(new double[][] {{2, 2}}).asImage().getRGB(0, 0)).isEqualTo(0xFF808080);
    assertThat(tensor(new int[][] {{0, 255}, {51, 0}}).asImage().getRGB(0, 159))
        .isEqualTo(0xFF333333);
  }

  @Test
  void threeChannelsAreRedGreenAndBlueAndTheFourthIsOpacity() {
    Tensor colour = tensor(new double[] {1, 0, 0.2}).reshape(3, 1, 1);
    assertThat(colour.asImage().getRGB(0, 0)).isEqualTo(0xFFFF0033);
    Tensor clear = tensor(new double[] {1, 0, 0.2, 0}).reshape(4, 1, 1);
    assertThat(clear.asImage().getRGB(0, 0)).isEqualTo(0x00FF0033);
  }

  @Test
  void batchesAreGrids() {
    BufferedImage image = arange(0, 5).reshape(5, 1, 1).div(4).asImage();
    int side = 160 / 3;
    assertThat(image.getWidth()).isEqualTo(3 * side + 4);
    assertThat(image.getHeight()).isEqualTo(2 * side + 2);
    assertThat(image.getRGB(side, 0)).isEqualTo(0xFF808080);
    assertThat(image.getRGB(side + 2, side + 2)).isEqualTo(0xFFFFFFFF);
    assertThat(zeros(1000, 3, 2, 2).asImage().getWidth()).isEqualTo(16 * 2 * 5 + 30);
  }

  @Test
  void hugeOnesAreThinnedOut() {
    BufferedImage image = zeros(1, 1).expand(10_000, 10_000).asImage();
    assertThat(image.getWidth()).isEqualTo(1000);
  }

  @Test
  void shapesThatAreNoPictureSayWhatIsOne() {
    assertThatThrownBy(() -> zeros(3).asImage())
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("[3]")
        .hasMessageContaining("reshape(h, w)");
    assertThatThrownBy(() -> zeros(2, 2, 4, 4).asImage()).isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> zeros(0, 4).asImage()).isInstanceOf(ShapeException.class);
  }
}
