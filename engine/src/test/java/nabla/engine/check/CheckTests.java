package nabla.engine.check;

import static nabla.engine.check.Check.check;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import nabla.engine.error.GradientException;
import nabla.engine.tensor.DType;
import org.junit.jupiter.api.Test;

/// A right answer passes in any equivalent form; a wrong one fails and is not told the right one.
class CheckTests {
  @Test
  void rightAnswersPass() {
    assertThatCode(
            () -> {
              check.equal(vector(1L, 2L), tensor(new int[] {1, 2}));
              check.equal(3, 3.0);
              check.equal("leaf", "leaf");
              check.close(vector(0.1, 0.2).add(0.1), vector(0.2, 0.3));
              check.close(tensor(6.0), 6);
              check.close(tensor(2.0, DType.FLOAT64), tensor(2.0));
            })
        .doesNotThrowAnyException();
  }

  @Test
  void wrongAnswersFailWithoutGivingTheRightOneAway() {
    assertThatThrownBy(() -> check.close(vector(1.0, 9.0), vector(1.0, 2.0)))
        .isInstanceOf(Check.CheckFailed.class)
        .hasMessageContaining("1")
        .hasMessageContaining("tensor([1., 9.])")
        .hasMessageNotContaining("2.]");
    assertThatThrownBy(() -> check.close(vector(1.0), 1.5)).hasMessageNotContaining("1.5");
    assertThatThrownBy(() -> check.equal(null, 1)).isInstanceOf(Check.CheckFailed.class);
    assertThatThrownBy(() -> check.equal(vector(1.0), vector(1L)))
        .isInstanceOf(Check.CheckFailed.class);
    assertThatThrownBy(() -> check.close(vector(1.0), vector(1.0, 1.0)))
        .isInstanceOf(Check.CheckFailed.class);
  }

  @Test
  void expectedErrorsAreReturned() {
    Throwable raised = check.raises("does not require grad", () -> tensor(1.0).backward());
    assertThat(raised).isInstanceOf(GradientException.class);
    assertThatThrownBy(() -> check.raises("scalar", () -> tensor(1.0).backward()))
        .isInstanceOf(Check.CheckFailed.class);
    assertThatThrownBy(() -> check.raises("scalar", () -> {}))
        .isInstanceOf(Check.CheckFailed.class);
  }
}
