package nabla.engine.nn;

import static nabla.engine.tensor.Creation.manualSeed;
import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.randn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is dropped in training, how often, and what becomes of the rest.
class DropoutTests {
  @BeforeEach
  void seed() {
    manualSeed(3);
  }

  @Test
  void elementsAreDroppedAndTheOthersScaled() {
    Tensor x = ones(200, 200).requiresGrad(true);
    Tensor y = new Dropout(0.2).call(x);
    Tensor dropped = y.detach().eq(0);
    assertThat(dropped.toFloat().mean().item()).isCloseTo(0.2, within(0.01));
    assertThat(y.detach().max().item()).isEqualTo(1.25);
    assertThat(y.detach().eq(1.25).logicalOr(dropped).all().itemBoolean()).isTrue();
    y.sum().backward();
    assertThat(Objects.requireNonNull(x.grad()).equal(y.detach())).isTrue();
  }

  @Test
  void everyCallChoosesAnew() {
    Dropout dropout = new Dropout();
    assertThat(dropout.call(ones(100)).equal(dropout.call(ones(100)))).isFalse();
  }

  @Test
  void evaluationReturnsTheInputItself() {
    Tensor x = ones(3);
    assertThat(new Dropout().eval().call(x)).isSameAs(x);
    assertThat(new AlphaDropout(0.9).eval().call(x)).isSameAs(x);
  }

  @Test
  void channelsAreDroppedAsAWhole() {
    assertChannels(new Dropout1d(0.25).call(ones(40, 50, 6)).flatten(2, -1));
    assertChannels(new Dropout2d(0.25).call(ones(40, 50, 3, 2)).flatten(2, -1));
    Tensor single = new Dropout1d(0.5).call(ones(50, 6));
    assertThat(single.sum(1).sub(single.select(1, 0).mul(6)).abs().max().item()).isZero();
    assertThat(single.shape()).isEqualTo(Shape.shape(50, 6));
  }

  private static void assertChannels(Tensor y) {
    Tensor first = y.select(2, 0);
    assertThat(y.sub(first.unsqueeze(2)).abs().max().item()).isZero();
    assertThat(first.eq(0).toFloat().mean().item()).isCloseTo(0.25, within(0.04));
    assertThat(first.max().item()).isCloseTo(1 / 0.75, within(1e-6));
  }

  /// Half a million numbers: the mean of so many is within 0.01 of 0, and the variance of 1.
  @Test
  void alphaDropoutKeepsMeanAndVariance() {
    Tensor y = new AlphaDropout(0.3).call(randn(700, 700));
    assertThat(y.mean().item()).isCloseTo(0, within(0.01));
    assertThat(y.var().item()).isCloseTo(1, within(0.02));
    // With p = 0.5 and the input 0 PyTorch gives 0.7792 and -0.7792.
    Tensor two = new AlphaDropout(0.5).call(ones(100).mul(0));
    assertThat(two.max().item()).isCloseTo(0.7791939, within(1e-6));
    assertThat(two.min().item()).isCloseTo(-0.7791939, within(1e-6));
  }
}
