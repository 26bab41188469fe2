package nabla.engine.check;

import static nabla.engine.check.Check.check;
import static nabla.engine.check.GraphClaim.has;
import static nabla.engine.check.GraphClaim.hasLeaf;
import static nabla.engine.check.GraphClaim.lacks;
import static nabla.engine.check.GraphClaim.lacksLeaf;
import static nabla.engine.check.GraphClaim.operationsAtMost;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.vector;
import static nabla.engine.tensor.Creation.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import nabla.engine.error.GradientException;
import nabla.engine.tensor.CustomFunction;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;
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

  @Test
  void boundsAreNotGivenAway() {
    check.below(1, 1.5);
    check.above(2, 1.5);
    assertThatThrownBy(() -> check.below(1.5, 1.5))
        .isInstanceOf(Check.CheckFailed.class)
        .hasMessageContaining("too large");
    assertThatThrownBy(() -> check.above(1, 1.5))
        .hasMessageContaining("too small")
        .hasMessageNotContaining("1.5");
    assertThatThrownBy(() -> check.above(Double.NaN, 1.5)).isInstanceOf(Check.CheckFailed.class);
    assertThatThrownBy(() -> check.below(Double.NaN, 1.5)).isInstanceOf(Check.CheckFailed.class);
  }

  @Test
  void listsAndArraysAreComparedByTheirElements() {
    check.equal(List.of(vector(1.0), vector(2.0)), List.of(vector(1.0), vector(2.0)));
    check.equal(new double[] {1, 2}, new double[] {1, 2});
    check.equal(List.of(1, 2L), List.of(1.0, 2));
    assertThatThrownBy(() -> check.equal(List.of(1), List.of(1, 2)))
        .isInstanceOf(Check.CheckFailed.class);
    assertThatThrownBy(() -> check.equal(List.of(1), List.of(2)))
        .isInstanceOf(Check.CheckFailed.class);
  }

  @Test
  void gradientsAreComparedWithTheDerivativeOfTheFunction() {
    Tensor x = vector(1.0, 2.0).requiresGrad(true);
    assertThatThrownBy(() -> check.gradient(x, v -> v.pow(2))).hasMessageContaining("null");
    x.mul(x).sum().backward();
    check.gradient(x, v -> v.pow(2));
    check.gradient(x, v -> v.pow(2).sum());
    assertThatThrownBy(() -> check.gradient(x, v -> v.pow(3)))
        .isInstanceOf(Check.CheckFailed.class)
        .hasMessageContaining("tensor([2., 4.])");
    assertThatThrownBy(() -> check.gradient(x, v -> v.pow(2).neg())).hasMessageContaining("sign");
    assertThatThrownBy(() -> check.gradient(x, v -> v.pow(2).mul(2)))
        .hasMessageContaining("too small");
    x.mul(x).sum().backward();
    assertThatThrownBy(() -> check.gradient(x, v -> v.pow(2))).hasMessageContaining("2 times");
  }

  @Test
  void aFlatFunctionHasAZeroGradient() {
    Tensor x = vector(1.0, 2.0).requiresGrad(true);
    x.mul(0).sum().backward();
    check.gradient(x, v -> v.mul(0));
    assertThatThrownBy(() -> check.gradient(x, v -> v.mul(3)))
        .isInstanceOf(Check.CheckFailed.class);
  }

  @Test
  void derivativesWrittenByHandAreMeasured() {
    check.gradient(x -> new Square(2).apply(x), vector(1.0, -3.0));
    assertThatThrownBy(() -> check.gradient(x -> new Square(3).apply(x), vector(1.0, -3.0)))
        .isInstanceOf(Check.CheckFailed.class)
        .hasMessageContaining("tensor([ 1., -3.])");
  }

  private static final class Square extends CustomFunction {
    private final int factor;

    Square(int factor) {
      this.factor = factor;
    }

    @Override
    protected Tensor forward(Context ctx, Tensor... inputs) {
      ctx.saveForBackward(inputs[0]);
      return inputs[0].mul(inputs[0]);
    }

    @Override
    protected @Nullable Tensor[] backward(Context ctx, Tensor... grads) {
      return gradients(ctx.saved(0).mul(factor).mul(grads[0]));
    }
  }

  @Test
  void graphsAreComparedWithClaims() {
    Tensor x = vector(1.0, 2.0).requiresGrad(true);
    Tensor other = vector(1.0).requiresGrad(true);
    Tensor y = x.exp().mul(2).mul(3).sum();
    check.graph(y, has("exp"), has("ExpBackward0"), has("mul", 2), lacks("sin"));
    check.graph(y, hasLeaf(x), lacksLeaf(other), operationsAtMost(4));
    check.graph(new Square(2).apply(x), has("square"), has("Square"));
    check.graph(x, operationsAtMost(0));
    for (GraphClaim wrong :
        List.of(
            has("sin"),
            has("mul", 1),
            lacks("exp"),
            hasLeaf(other),
            lacksLeaf(x),
            operationsAtMost(3))) {
      assertThatThrownBy(() -> check.graph(y, wrong))
          .isInstanceOf(Check.CheckFailed.class)
          .hasMessageContaining("Yours has 4: exp, mul, mul, sum.");
    }
    assertThatThrownBy(() -> check.graph(x.detach().exp(), has("exp")))
        .hasMessageContaining("no operation was recorded");
    assertThatThrownBy(() -> check.graph(null)).hasMessageContaining("null");
  }

  @Test
  void bytesAreThoseThatOperationsSave() {
    Tensor x = zeros(1000).requiresGrad(true);
    assertThat(x.add(1).savedBytes()).isZero();
    assertThat(x.exp().savedBytes()).isEqualTo(4000);
    assertThat(x.exp().exp().savedBytes()).isEqualTo(8000);
    Tensor y = x.exp();
    Tensor z = y.mul(y).sum();
    assertThat(z.savedBytes()).as("saved twice, held once").isEqualTo(4000);
    assertThat(x.add(2).relu().mul(3).savedBytes()).isEqualTo(4000);
    assertThat(new Square(2).apply(x).savedBytes()).isEqualTo(4000);
    assertThat(x.detach().exp().savedBytes()).isZero();
    z.backward();
    assertThat(z.savedBytes()).as("released").isZero();
  }
}
