package nabla.engine.autograd;

import static java.util.Objects.requireNonNull;
import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.vector;
import static nabla.engine.tensor.Functional.grad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CancellationException;
import nabla.engine.error.GradientException;
import nabla.engine.tensor.Flag;
import nabla.engine.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The backward pass beyond what the corpus of PyTorch shows.
class BackwardTests {
  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  @Test
  void aLongChainDoesNotOverflowTheStack() {
    Tensor x = tensor(1.0).requiresGrad(true);
    Tensor y = x;
    for (int i = 0; i < 1_000_000; i++) {
      y = y.add(0.0);
    }
    y.backward();
    assertThat(x.grad()).hasToString("tensor(1.)");
  }

  @Test
  void twoLeavesOfASumDoNotShareTheirGradient() {
    Tensor a = vector(1.0, 2.0).requiresGrad(true);
    Tensor b = vector(3.0, 4.0).requiresGrad(true);
    a.add(b).backward(vector(1.0, 1.0));
    requireNonNull(a.grad()).zero_();
    assertThat(b.grad()).hasToString("tensor([1., 1.])");
  }

  @Test
  void theGradientThatIsPassedInIsNotKept() {
    Tensor a = vector(1.0, 2.0).requiresGrad(true);
    Tensor seed = ones(2);
    a.add(0.0).backward(seed);
    seed.zero_();
    assertThat(a.grad()).hasToString("tensor([1., 1.])");
  }

  @Test
  void theSameInputAskedTwiceIsAnsweredTwice() {
    Tensor x = tensor(2.0).requiresGrad(true);
    assertThat(grad(x.pow(2), List.of(x, x))).hasToString("[tensor(4.), tensor(4.)]");
    assertThat(x.grad()).isNull();
  }

  @Test
  void gradDoesNotTouchOtherLeaves() {
    Tensor x = tensor(2.0).requiresGrad(true);
    Tensor w = tensor(5.0).requiresGrad(true);
    assertThat(grad(x.mul(w), x)).hasToString("tensor(5.)");
    assertThat(w.grad()).isNull();
  }

  @Test
  void derivativesOfAnyOrder() {
    Tensor x = tensor(2.0).requiresGrad(true);
    Tensor first = grad(x.pow(4), x, Flag.CREATE_GRAPH);
    Tensor second = grad(first, x, Flag.CREATE_GRAPH);
    Tensor third = grad(second, x);
    assertThat(List.of(first.item(), second.item(), third.item()))
        .containsExactly(32.0, 48.0, 48.0);
  }

  @Test
  void aHookThatIsRemovedSeesNothing() {
    Tensor x = tensor(2.0).requiresGrad(true);
    Meta.Handle handle = x.registerHook(g -> requireNonNull(g).mul(10));
    x.mul(3).backward();
    handle.remove();
    x.mul(3).backward();
    assertThat(x.grad()).hasToString("tensor(33.)");
  }

  @Test
  void anInterruptEndsTheWalk() {
    Tensor x = tensor(1.0).requiresGrad(true);
    Tensor y = x.mul(2);
    Thread.currentThread().interrupt();
    assertThatThrownBy(y::backward).isInstanceOf(CancellationException.class);
  }

  @Test
  void aScopeThatIsForgottenCanBeEnded() {
    var unused = GradMode.noGrad();
    assertThat(unused).isNotNull();
    assertThat(GradMode.reset()).isTrue();
    assertThat(GradMode.reset()).isFalse();
    assertThat(tensor(1.0).requiresGrad(true).mul(2).requiresGrad()).isTrue();
  }

  @Test
  void whatWasFreedIsNamed() {
    Tensor x = tensor(1.0).requiresGrad(true);
    Tensor y = x.exp();
    y.backward();
    assertThatThrownBy(y::backward)
        .isInstanceOf(GradientException.class)
        .hasMessageContaining("ExpBackward0");
  }
}
