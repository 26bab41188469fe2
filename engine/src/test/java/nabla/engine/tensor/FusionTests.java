package nabla.engine.tensor;

import static nabla.engine.tensor.Creation.vector;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import nabla.engine.autograd.GradMode;
import org.junit.jupiter.api.Test;

/// Rules that run as one loop give what they give as they are written.
class FusionTests {
  @Test
  void aRuleTracedFirstOnTheSameTensorTwiceTellsItsOperandsApart() {
    for (int round = 0; round < 3; round++) {
      Tensor same = vector(2.0, 3.0).requiresGrad(true);
      same.hypot(same).sum().backward();
      Tensor a = vector(3.0, 6.0).requiresGrad(true);
      Tensor b = vector(4.0, 8.0).requiresGrad(true);
      a.hypot(b).sum().backward();
      assertThat(gradOf(a).toString()).isEqualTo("tensor([0.6000, 0.6000])");
      assertThat(gradOf(b).toString()).isEqualTo("tensor([0.8000, 0.8000])");
    }
  }

  @Test
  void aRuleGivesTheSameDigitsWrittenAndFused() {
    Tensor x = vector(-2.5, -0.3, 0.0, 0.7, 11.0, Double.NaN, Double.POSITIVE_INFINITY);
    Tensor first = gradient(x);
    for (int round = 0; round < 3; round++) {
      assertThat(gradient(x).toString()).isEqualTo(first.toString());
    }
    Tensor leaf = x.clone().requiresGrad(true);
    leaf.gelu().tanh().sum().backward(Flag.CREATE_GRAPH);
    assertThat(gradOf(leaf).detach().toString()).isEqualTo(first.toString());
  }

  private static Tensor gradOf(Tensor x) {
    return Objects.requireNonNull(x.grad());
  }

  private static Tensor gradient(Tensor x) {
    Tensor leaf = x.clone().requiresGrad(true);
    leaf.gelu().tanh().sum().backward();
    return gradOf(leaf);
  }

  @Test
  void shapesThatDifferAreNotFused() {
    for (int round = 0; round < 3; round++) {
      Tensor wide = Creation.ones(2, 3).requiresGrad(true);
      Tensor narrow = vector(1.0, 2.0, 4.0).requiresGrad(true);
      wide.div(narrow).sum().backward();
      assertThat(gradOf(narrow).toString()).isEqualTo("tensor([-2.0000, -0.5000, -0.1250])");
    }
  }

  @Test
  void nothingIsFusedThatIsRecorded() {
    for (int round = 0; round < 3; round++) {
      Tensor x = vector(0.5).requiresGrad(true);
      Tensor y = x.tanh().sum();
      Tensor slope = Functional.grad(y, List.of(x), Flag.CREATE_GRAPH).get(0);
      assertThat(Objects.requireNonNull(slope).requiresGrad()).isTrue();
      assertThat(GradMode.isGradEnabled()).isTrue();
    }
  }
}
