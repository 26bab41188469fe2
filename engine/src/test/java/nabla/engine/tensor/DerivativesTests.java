package nabla.engine.tensor;

import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Derivatives.hessian;
import static nabla.engine.tensor.Derivatives.hvp;
import static nabla.engine.tensor.Derivatives.jacobian;
import static nabla.engine.tensor.Derivatives.jvp;
import static nabla.engine.tensor.Derivatives.vjp;
import static nabla.engine.tensor.Flag.CREATE_GRAPH;
import static nabla.engine.tensor.Functional.grad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import nabla.engine.error.GradientException;
import org.junit.jupiter.api.Test;

class DerivativesTests {
  private static Tensor curved(Tensor x) {
    return Joining.stack(x.square().sum(), x.prod(), x.at(0).sin());
  }

  private static Tensor point(double... values) {
    return tensor(values, DType.FLOAT64);
  }

  private static void same(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.sub(expected).abs().max().item()).isCloseTo(0, within(1e-12));
    assertThat(actual.requiresGrad()).isFalse();
  }

  @Test
  void productsWithTheJacobianAgreeWithIt() {
    Tensor x = point(0.5, -1.0, 2.0, 3.0);
    Tensor matrix = jacobian(DerivativesTests::curved, x);
    Tensor right = point(1, -2, 0.5, 4);
    Tensor left = point(3, -1, 2);
    same(jvp(DerivativesTests::curved, x, right).derivative(), matrix.mv(right));
    same(vjp(DerivativesTests::curved, x, left).derivative(), matrix.t().mv(left));
    same(jvp(DerivativesTests::curved, x, right).value(), curved(x));
  }

  @Test
  void theHessianIsThatOfTheFormula() {
    Tensor x = point(2.0, 3.0);
    Tensor matrix = hessian(t -> t.at(0).pow(2).mul(t.at(1)), x);
    same(matrix, tensor(new double[][] {{6, 4}, {4, 0}}, DType.FLOAT64));
    Tensor v = point(1, -1);
    same(hvp(t -> t.at(0).pow(2).mul(t.at(1)), x, v).derivative(), matrix.mv(v));
  }

  @Test
  void severalInputsHaveABlockEach() {
    Tensor a = point(1, 2);
    Tensor b = tensor(3.0, DType.FLOAT64);
    List<List<Tensor>> blocks =
        hessian(inputs -> inputs.get(0).mul(inputs.get(1)).sum(), List.of(a, b));
    same(blocks.get(0).get(0), tensor(new double[2][2], DType.FLOAT64));
    same(blocks.get(0).get(1), point(1, 1));
    same(blocks.get(1).get(0), point(1, 1));
    same(blocks.get(1).get(1), tensor(0.0, DType.FLOAT64));
  }

  @Test
  void whatDoesNotDependHasZeros() {
    same(jacobian(_ -> point(1, 2), point(1, 2, 3)), tensor(new double[2][3], DType.FLOAT64));
    same(hessian(t -> t.sum(), point(1, 2)), tensor(new double[2][2], DType.FLOAT64));
    same(jvp(_ -> point(1, 2), point(3), point(1)).derivative(), point(0, 0));
  }

  @Test
  void aRecordedJacobianCanBeDifferentiated() {
    Tensor x = point(2.0).requiresGrad(true);
    Tensor slope = jacobian(t -> t.pow(3), x, CREATE_GRAPH);
    assertThat(grad(slope.sum(), x).item()).isEqualTo(12);
    assertThat(jacobian(t -> t.pow(3), x).requiresGrad()).isFalse();
    assertThat(x.grad()).isNull();
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> hessian(t -> t.square(), point(1, 2)))
        .isInstanceOf(GradientException.class)
        .hasMessageStartingWith(
            "The Tensor returned by the function given to hessian should contain a single element");
    assertThatThrownBy(() -> jvp(t -> t, point(1, 2), point(1)))
        .isInstanceOf(GradientException.class)
        .hasMessageStartingWith(
            "v has invalid size: should be torch.Size([2]) but got torch.Size([1]).");
  }

  @Test
  void gradientsOfNothingAndByNothingAreAnswered() {
    Tensor x = tensor(new double[] {1, 2}).requiresGrad(true);
    assertThatThrownBy(() -> grad(List.of(), List.of(), null))
        .isInstanceOfSatisfying(
            GradientException.class,
            error ->
                assertThat(error.torchMessage())
                    .isEqualTo("`inputs` argument to `grad()` cannot be empty."));
    assertThatThrownBy(() -> grad(List.of(), List.of(x), null))
        .isInstanceOf(GradientException.class)
        .hasMessageContaining("index 0 appears to not have been used");
    assertThat(grad(List.of(), List.of(x), null, Flag.ALLOW_UNUSED)).containsOnlyNulls();
  }
}
