package nabla.engine.tensor;

import static nabla.engine.autograd.GradMode.enableGrad;
import static nabla.engine.autograd.GradMode.inferenceMode;
import static nabla.engine.autograd.GradMode.isGradEnabled;
import static nabla.engine.autograd.GradMode.isInferenceModeEnabled;
import static nabla.engine.autograd.GradMode.noGrad;
import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.DType.FLOAT64;
import static nabla.engine.tensor.Functional.grad;
import static nabla.engine.tensor.Losses.mseLoss;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import nabla.engine.error.GradientException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Inference mode, scenario by scenario as PyTorch 2.15 answers them.
class InferenceModeTests {
  private static final String IN_PLACE =
      "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone"
          + " to get a normal tensor before doing inplace update.See"
          + " https://github.com/pytorch/rfcs/pull/17 for more details.";
  private static final String SAVED =
      "Inference tensors cannot be saved for backward. Please do not use Tensors created in"
          + " inference mode in computation tracked by autograd. To work around this, you can make a"
          + " clone to get a normal tensor and use it in autograd, or use `torch.no_grad()` instead"
          + " of `torch.inference_mode()`.";
  private static final String NO_VERSION = "Inference tensors do not track version counter.";

  private static Tensor made() {
    return inferenceMode(() -> ones(3));
  }

  private static Tensor leaf() {
    return ones(3).requiresGrad(true);
  }

  private static void fails(String message, ThrowingCallable code) {
    assertThatThrownBy(code)
        .isInstanceOfSatisfying(
            GradientException.class, e -> assertThat(e.torchMessage()).isEqualTo(message));
  }

  @Test
  void whatIsMadeInsideIsAnInferenceTensor() {
    try (var _ = inferenceMode()) {
      Tensor x = ones(3);
      assertThat(x.isInference()).isTrue();
      assertThat(x.mul(2).isInference()).isTrue();
      assertThat(isInferenceModeEnabled()).isTrue();
      assertThat(isGradEnabled()).isFalse();
    }
    assertThat(made().mul(2).isInference()).isFalse();
    assertThat(isInferenceModeEnabled()).isFalse();
    assertThat(isGradEnabled()).isTrue();
  }

  @Test
  void nothingIsRecordedInside() {
    Tensor x = leaf();
    Tensor y = inferenceMode(() -> x.mul(2));
    assertThat(y.requiresGrad()).isFalse();
    assertThat(y.isLeaf()).isTrue();
    assertThat(y.gradFn()).isNull();
  }

  @Test
  void itHasNoVersion() {
    Tensor x = made();
    fails(NO_VERSION, x::version);
    try (var _ = inferenceMode()) {
      fails(NO_VERSION, x::version);
    }
    fails(NO_VERSION, () -> x.data(ones(3)));
  }

  @Test
  void anOrdinaryTensorIsChangedAndCountedInside() {
    Tensor x = ones(3);
    Tensor w = leaf();
    try (var _ = inferenceMode()) {
      x.add_(1);
      w.add_(1);
    }
    assertThat(x.version()).isEqualTo(1);
    assertThat(x.isInference()).isFalse();
    assertThat(w).hasToString("tensor([2., 2., 2.], requires_grad=True)");
  }

  @Test
  void changesInPlaceOutsideAreRefused() {
    Tensor x = made();
    fails(IN_PLACE, () -> x.add_(1));
    fails(IN_PLACE, () -> x.fill_(2));
    fails(IN_PLACE, () -> x.copy_(ones(3)));
    fails(IN_PLACE, () -> x.set_(5, 0));
    fails(IN_PLACE, () -> x.add_(leaf()));
    fails(IN_PLACE, () -> noGrad(() -> x.add_(1)));
    fails(IN_PLACE, () -> x.at("0:2").add_(1));
    try (var _ = inferenceMode()) {
      x.at("0:2").add_(1);
    }
    assertThat(x).hasToString("tensor([2., 2., 1.])");
  }

  @Test
  void itCannotBeSaved() {
    Tensor x = made();
    fails(SAVED, () -> leaf().mul(x));
    fails(SAVED, () -> leaf().mul(x.detach()));
    fails(SAVED, () -> mseLoss(leaf(), x));
    Tensor w = leaf();
    w.add(x).sum().backward();
    assertThat(w.grad()).hasToString("tensor([1., 1., 1.])");
    Tensor v = leaf();
    v.mul(x.clone()).sum().backward();
    assertThat(v.grad()).hasToString("tensor([1., 1., 1.])");
  }

  @Test
  void requiringAGradientIsAllowedInsideAlone() {
    fails(
        "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.",
        () -> made().requiresGrad(true));
    Tensor x = inferenceMode(() -> leaf());
    assertThat(x.requiresGrad()).isTrue();
    assertThat(x.isInference()).isTrue();
    fails("can't retain_grad on Tensor that has requires_grad=False", () -> made().retainGrad());
  }

  @Test
  void viewsAndAliasesStayWhatTheyShow() {
    Tensor x = made();
    assertThat(x.view(3).isInference()).isTrue();
    assertThat(x.detach().isInference()).isTrue();
    assertThat(x.data().isInference()).isTrue();
    assertThat(x.clone().isInference()).isFalse();
    assertThat(x.to(FLOAT64).isInference()).isFalse();
    Tensor y = leaf().mul(2);
    try (var _ = inferenceMode()) {
      assertThat(y.detach().isInference()).isFalse();
      assertThat(y.view(3).isInference()).isFalse();
      assertThat(y.view(3).requiresGrad()).isTrue();
      assertThat(y.clone().isInference()).isTrue();
      assertThat(y.sum().requiresGrad()).isFalse();
    }
  }

  @Test
  void anAliasMadeOutsideCountsForItself() {
    Tensor x = made();
    Tensor alias = x.detach();
    alias.add_(1);
    assertThat(x).hasToString("tensor([2., 2., 2.])");
    assertThat(alias.version()).isEqualTo(1);
    x.data().add_(1);
    Tensor inside = inferenceMode(x::detach);
    fails(IN_PLACE, () -> inside.add_(1));
  }

  @Test
  void aViewMadeInsideIsNotChangedOutside() {
    Tensor y = leaf().mul(1);
    Tensor view = inferenceMode(() -> y.at("0:2"));
    assertThat(view.requiresGrad()).isTrue();
    assertThat(view.isLeaf()).isTrue();
    fails(
        "A view was created in inference mode and is being modified inplace in normal mode. Given"
            + " that this use case is ambiguous and error-prone, it is forbidden. You can clarify"
            + " your code by moving both the view and the inplace either both inside the"
            + " inference_mode block (if you don't want the inplace to be tracked) or both outside"
            + " (if you want the inplace to be tracked).",
        () -> view.add_(1));
    Tensor plain = ones(3);
    Tensor shown = inferenceMode(() -> plain.at("0:2"));
    shown.add_(1);
    assertThat(plain).hasToString("tensor([2., 2., 1.])");
    assertThat(plain.version()).isEqualTo(1);
  }

  @Test
  void aViewMadeWithoutRecordingLeadsNowhere() {
    Tensor x = leaf();
    Tensor view = inferenceMode(() -> x.mul(1).at("0:2"));
    assertThat(view.requiresGrad()).isFalse();
    Tensor ofLeaf = inferenceMode(() -> x.at("0:2"));
    assertThat(ofLeaf.isInference()).isFalse();
    Tensor z = ofLeaf.mul(2).sum();
    assertThat(z).hasToString("tensor(4., grad_fn=<SumBackward0>)");
    z.backward();
    assertThat(x.grad()).isNull();
    Tensor quiet = noGrad(() -> x.at("0:2"));
    assertThat(quiet.requiresGrad()).isTrue();
    assertThat(quiet.gradFn()).isNull();
  }

  @Test
  void recordingIsNotSwitchedOnInside() {
    Tensor w = leaf();
    try (var _ = inferenceMode();
        var _ = enableGrad()) {
      assertThat(isInferenceModeEnabled()).isTrue();
      assertThat(isGradEnabled()).isTrue();
      Tensor y = w.mul(2);
      assertThat(y.requiresGrad()).isFalse();
      assertThat(y.isInference()).isTrue();
    }
  }

  @Test
  void theModeCanBeLeftInside() {
    try (var _ = inferenceMode()) {
      try (var _ = inferenceMode(false)) {
        assertThat(isInferenceModeEnabled()).isFalse();
        assertThat(isGradEnabled()).isTrue();
        Tensor y = leaf().mul(2);
        assertThat(y.requiresGrad()).isTrue();
        assertThat(y.isInference()).isFalse();
      }
      assertThat(isInferenceModeEnabled()).isTrue();
      assertThat(isGradEnabled()).isFalse();
    }
    try (var _ = noGrad();
        var _ = inferenceMode(false)) {
      assertThat(isGradEnabled()).isTrue();
    }
  }

  @Test
  void gradientsComputedInsideAreInferenceTensors() {
    Tensor x = leaf();
    Tensor loss = x.mul(x).sum();
    inferenceMode(() -> loss.backward());
    Tensor gradient = java.util.Objects.requireNonNull(x.grad());
    assertThat(gradient).hasToString("tensor([2., 2., 2.])");
    assertThat(gradient.isInference()).isTrue();
    fails(IN_PLACE, () -> gradient.add_(1));
    Tensor w = leaf().grad(made());
    fails(IN_PLACE, () -> w.mul(2).sum().backward());
    fails(
        "element 0 of tensors does not require grad and does not have a grad_fn",
        () -> inferenceMode(() -> leaf().mul(2).sum().backward()));
    Tensor v = leaf();
    assertThat(grad(v.add(made()).sum(), v).isInference()).isFalse();
  }

  @Test
  void anInferenceTensorMayBeCopiedIntoAnOrdinaryOne() {
    Tensor w = ones(3);
    w.copy_(made());
    assertThat(w.isInference()).isFalse();
    Tensor y = leaf().mul(1);
    y.copy_(made());
    assertThat(y).hasToString("tensor([1., 1., 1.], grad_fn=<CopyBackwards>)");
  }
}
