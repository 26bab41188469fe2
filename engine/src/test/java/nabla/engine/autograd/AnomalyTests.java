package nabla.engine.autograd;

import static nabla.engine.autograd.Anomaly.detectAnomaly;
import static nabla.engine.autograd.Anomaly.setDetectAnomaly;
import static nabla.engine.tensor.Creation.vector;
import static nabla.engine.tensor.Flag.CREATE_GRAPH;
import static nabla.engine.tensor.Functional.grad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import nabla.engine.error.GradientException;
import nabla.engine.error.Language;
import nabla.engine.error.Warnings;
import nabla.engine.tensor.CustomFunction;
import nabla.engine.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Errors of the backward pass name the line of the forward pass; texts are PyTorch 2.15's.
class AnomalyTests {
  private static final String SLOW =
      "Anomaly Detection has been enabled. This mode will increase the runtime and should only be"
          + " enabled for debugging.";

  private final List<String> warnings = new ArrayList<>();
  private Consumer<String> before = _ -> {};

  @BeforeEach
  void listen() {
    before = Warnings.handler(warnings::add);
    Language.set(Language.ENGLISH);
  }

  @AfterEach
  void restore() {
    Warnings.handler(before);
    assertThat(Anomaly.isAnomalyEnabled()).isFalse();
    assertThat(Place.isRecording()).isFalse();
  }

  private static Tensor leaf(double... elements) {
    return vector(elements).requiresGrad(true);
  }

  private static int line() {
    return StackWalker.getInstance()
        .walk(frames -> frames.skip(1).findFirst().orElseThrow().getLineNumber());
  }

  private static GradientException failure(Tensor root) {
    return catchThrowableOfType(GradientException.class, root::backward);
  }

  @Test
  void aNanInTheBackwardPassTellsWhereTheOperationWasCalled() {
    try (var _ = detectAnomaly()) {
      Tensor x = leaf(0, -1);
      int line = line() + 1;
      Tensor y = x.sqrt().sum();
      GradientException error = failure(y);
      assertThat(error.torchMessage())
          .isEqualTo("Function 'SqrtBackward0' returned nan values in its 0th output.");
      assertThat(error.explanation()).contains("AnomalyTests.java:" + line);
      assertThat(warnings).hasSize(2);
      assertThat(warnings.get(0)).isEqualTo(SLOW);
      assertThat(warnings.get(1))
          .startsWith(
              "Error detected in SqrtBackward0. Traceback of forward call that caused the"
                  + " error:\n  ")
          .endsWith("  AnomalyTests.java:" + line + "\n")
          .doesNotContain("Tensor.java", "Unary.java");
    }
  }

  @Test
  void anOperationFromBeforeHasNoPlace() {
    Tensor y = leaf(0, -1).sqrt().sum();
    try (var _ = setDetectAnomaly(true)) {
      assertThat(failure(y).explanation()).contains("unknown");
    }
    assertThat(warnings)
        .containsExactly(
            "Error detected in SqrtBackward0. No forward pass information available. Enable detect"
                + " anomaly during forward pass for more information.");
  }

  @Test
  void aChangeInPlaceTellsBothLines() {
    try (var _ = setDetectAnomaly(true)) {
      Tensor x = leaf(1, 2);
      int line = line() + 1;
      Tensor y = x.exp();
      Tensor z = y.mul(2);
      y.add_(1);
      GradientException error = failure(z.sum());
      assertThat(error.torchMessage())
          .isEqualTo(
              "one of the variables needed for gradient computation has been modified by an inplace"
                  + " operation: [torch.FloatTensor [2]], which is output 0 of Exp, is at version"
                  + " 1; expected version 0 instead. Hint: the backtrace further above shows the"
                  + " operation that failed to compute its gradient. The variable in question was"
                  + " changed in there or anywhere later. Good luck!");
      assertThat(error.explanation())
          .contains("ExpBackward0, called at AnomalyTests.java:" + line)
          .contains("the last time at AnomalyTests.java:" + (line + 2));
      assertThat(warnings).singleElement().asString().contains("Error detected in ExpBackward0.");
    }
  }

  @Test
  void theSecondBackwardPassNamesTheOperation() {
    try (var _ = setDetectAnomaly(true)) {
      Tensor y = leaf(1, 2).exp().sum();
      y.backward();
      assertThatThrownBy(y::backward)
          .hasMessageStartingWith("Trying to backward through the graph");
      assertThat(warnings).singleElement().asString().contains("Error detected in ExpBackward0.");
    }
  }

  @Test
  void aSecondDerivativeNamesWhatInducedIt() {
    try (var _ = setDetectAnomaly(true)) {
      Tensor x = leaf(0);
      int line = line() + 1;
      Tensor y = x.abs().pow(1.5).sum();
      Tensor g = grad(y, x, CREATE_GRAPH);
      assertThat(failure(g).torchMessage())
          .isEqualTo("Function 'PowBackward0' returned nan values in its 0th output.");
      assertThat(warnings).hasSize(2);
      assertThat(warnings.get(1))
          .startsWith(
              "\n\nPrevious calculation was induced by PowBackward0. Traceback of forward call that"
                  + " induced the previous calculation:\n")
          .contains("AnomalyTests.java:" + line);
    }
  }

  @Test
  void infinityIsNoAnomaly() {
    try (var _ = setDetectAnomaly(true)) {
      Tensor x = leaf(0, 1);
      x.sqrt().sum().backward();
      assertThat(x.grad()).hasToString("tensor([   inf, 0.5000])");
    }
  }

  @Test
  void theCheckOfNumbersCanBeLeftOut() {
    try (var _ = setDetectAnomaly(true, false)) {
      assertThat(Anomaly.isAnomalyCheckNanEnabled()).isFalse();
      Tensor x = leaf(0, -1);
      x.sqrt().sum().backward();
      assertThat(x.grad()).hasToString("tensor([inf, nan])");
    }
    assertThat(Anomaly.isAnomalyCheckNanEnabled()).isTrue();
  }

  @Test
  void whatAFunctionOfTheUsersThrowsPassesAndIsPlaced() {
    class Mine extends CustomFunction {
      @Override
      protected Tensor forward(Context ctx, Tensor... inputs) {
        return inputs[0].clone();
      }

      @Override
      protected Tensor[] backward(Context ctx, Tensor... grads) {
        throw new IllegalStateException("mine");
      }
    }
    try (var _ = setDetectAnomaly(true)) {
      Tensor y = new Mine().apply(leaf(1)).sum();
      assertThatThrownBy(y::backward).isInstanceOf(IllegalStateException.class).hasMessage("mine");
      assertThat(warnings).singleElement().asString().startsWith("Error detected in MineBackward.");
    }
  }

  @Test
  void scopesNestAndCloseAfterAnError() {
    try (var _ = setDetectAnomaly(true)) {
      try (var _ = setDetectAnomaly(false)) {
        assertThat(Anomaly.isAnomalyEnabled()).isFalse();
      }
      assertThat(Anomaly.isAnomalyEnabled()).isTrue();
    }
    assertThatThrownBy(
            () ->
                detectAnomaly(
                    () -> {
                      throw new IllegalStateException("inside");
                    }))
        .hasMessage("inside");
    assertThat(detectAnomaly(() -> Anomaly.isAnomalyEnabled())).isTrue();
  }

  @Test
  void aFrontEndNamesItsOwnLines() {
    var described = Place.describe(frame -> "cell 3, line " + frame.getLineNumber());
    try (var _ = setDetectAnomaly(true)) {
      int line = line() + 1;
      Tensor y = leaf(0).mul(Double.NaN).sum();
      assertThat(failure(y).explanation()).contains("cell 3, line " + line);
    } finally {
      Place.describe(described);
    }
  }
}
