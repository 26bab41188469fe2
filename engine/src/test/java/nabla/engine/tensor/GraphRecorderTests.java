package nabla.engine.tensor;

import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What a recorded graph says of its leaves.
class GraphRecorderTests {
  @Test
  void aGradientTooLargeToReadIsToldByItsNorm() {
    Tensor x = ones(4, 4).requiresGrad(true);
    Tensor y = x.mul(3).sum();
    assertThat(y.graph().outline()).contains("no gradient yet");
    y.backward();
    assertThat(y.graph().outline()).contains("gradient norm 12.00");
  }

  @Test
  void aSmallGradientIsToldItself() {
    Tensor x = tensor(3.0).requiresGrad(true);
    Tensor y = x.pow(2);
    y.backward();
    assertThat(y.graph().outline()).contains("gradient 6.");
  }
}
