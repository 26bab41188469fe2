package nabla.engine.tensor;

import static nabla.engine.autograd.GradMode.inferenceMode;
import static nabla.engine.autograd.GradMode.noGrad;
import static nabla.engine.tensor.Creation.ones;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import nabla.engine.error.GradientException;
import org.junit.jupiter.api.Test;

class InPlaceChecksTests {

  @Test
  void aViewMadeWithoutRecordingIsNamedBeforeTheLeafItShows() {
    Tensor leaf = ones(3).requiresGrad(true);
    Tensor view;
    try (var _ = noGrad()) {
      view = leaf.slice(0, 0, 2, 1);
    }
    assertThatThrownBy(() -> view.mul_(ones(2).requiresGrad(true)))
        .isInstanceOf(GradientException.class)
        .hasMessageStartingWith("A view was created in no_grad mode and is being modified inplace");
  }

  @Test
  void aViewThatIsItselfALeafCannotBeChanged() {
    Tensor view = ones(3).slice(0, 0, 2, 1).requiresGrad(true);
    assertThatThrownBy(() -> view.mul_(2))
        .isInstanceOf(GradientException.class)
        .hasMessageStartingWith("a view of a leaf Variable that requires grad is being used");
  }

  @Test
  void aViewOfAPlainTensorTakesUpARecordedOperand() {
    Tensor base = ones(3);
    Tensor view = base.slice(0, 0, 2, 1);
    view.mul_(ones(2).requiresGrad(true));
    assertThat(base.requiresGrad()).isTrue();
  }

  @Test
  void aViewOfAnInferenceTensorIsOneToo() {
    Tensor made;
    try (var _ = inferenceMode()) {
      made = ones(2);
    }
    assertThatThrownBy(() -> made.view(2).add_(1))
        .isInstanceOf(GradientException.class)
        .hasMessageStartingWith("Inplace update to inference tensor outside InferenceMode");
  }

  @Test
  void aViewOfAnOrdinaryTensorStaysOrdinaryInInferenceMode() {
    Tensor base = ones(2);
    Tensor view;
    try (var _ = inferenceMode()) {
      view = base.view(2);
    }
    assertThat(view.add_(1)).hasToString("tensor([2., 2.])");
  }
}
