package nabla.engine.tensor;

import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import nabla.engine.autograd.Node;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.error.GradientException;
import nabla.engine.error.NablaException;
import org.junit.jupiter.api.Test;

/// What the corpus does not say of pointwise operations: twins in place, names of nodes, constants.
class PointwiseTests {
  private static final List<UnaryOperator<Tensor>> SAVING_THIS =
      List.of(
          Tensor::sin_,
          Tensor::log_,
          Tensor::abs_,
          x -> x.pow_(3),
          x -> x.clamp_(0.4, 1.0),
          x -> x.elu_(),
          x -> x.lgamma_(),
          x -> x.hardtanh_(0, 1),
          x -> x.logit_(),
          x -> x.nanToNum_());

  private static final List<UnaryOperator<Tensor>> FRESH =
      List.of(
          Tensor::sin,
          Tensor::log,
          Tensor::abs,
          x -> x.pow(3),
          x -> x.clamp(0.4, 1.0),
          x -> x.elu(),
          x -> x.lgamma(),
          x -> x.hardtanh(0, 1),
          x -> x.logit(),
          x -> x.nanToNum());

  @Test
  void twinInPlaceGivesTheSameValuesAndGradients() {
    for (int i = 0; i < FRESH.size(); i++) {
      Tensor a = tensor(new double[] {0.3, 0.6}, DType.FLOAT64).requiresGrad(true);
      Tensor b = a.detach().clone().requiresGrad(true);
      Tensor fresh = FRESH.get(i).apply(a.mul(1));
      Tensor inPlace = SAVING_THIS.get(i).apply(b.mul(1));
      fresh.sum().backward();
      inPlace.sum().backward();
      assertThat(inPlace.detach().toDoubleArray()).containsExactly(fresh.detach().toDoubleArray());
      assertThat(gradient(b)).containsExactly(gradient(a));
    }
  }

  @Test
  void operandThatIsChangedInPlaceIsNoticed() {
    Tensor x = vector(1.0, 2.0).requiresGrad(true).mul(1);
    Tensor y = x.mul_(x);
    assertThatThrownBy(() -> y.sum().backward())
        .isInstanceOf(GradientException.class)
        .hasMessageContaining("modified by an inplace operation");
  }

  @Test
  void twinInPlaceKeepsDTypeAndShape() {
    assertThatThrownBy(() -> vector(1L, 2L).add_(0.5)).isInstanceOf(DTypeException.class);
    assertThatThrownBy(() -> vector(1L, 2L).div_(2)).isInstanceOf(DTypeException.class);
    assertThat(vector(1.0, 0.0).logicalNot_()).hasToString("tensor([0., 1.])");
    assertThat(vector(6L, 5L).bitwiseAnd_(4)).hasToString("tensor([4, 4])");
  }

  @Test
  void nodesAreNamedByTheFormOfTheOperands() {
    Tensor x = vector(1.0, 2.0).requiresGrad(true);
    assertThat(name(x.pow(2))).isEqualTo("PowBackward0");
    assertThat(name(x.pow(x))).isEqualTo("PowBackward1");
    assertThat(name(Functional.pow(2, x))).isEqualTo("PowBackward2");
    assertThat(name(Functional.sub(1, x))).isEqualTo("RsubBackward1");
    assertThat(name(x.rsub(x))).isEqualTo("RsubBackward0");
    assertThat(name(x.remainder(2))).isEqualTo("RemainderBackward0");
    assertThat(name(x.fmod(x))).isEqualTo("FmodBackward1");
    assertThat(name(x.clamp(0.0, 1.0))).isEqualTo("ClampBackward1");
    assertThat(name(x.clamp(x, x))).isEqualTo("ClampBackward0");
    assertThat(name(x.lerp(x, 0.5))).isEqualTo("LerpBackward0");
    assertThat(name(x.lerp(x, x))).isEqualTo("LerpBackward1");
    assertThat(name(x.selu())).isEqualTo("EluBackward0");
    assertThat(name(x.prelu(tensor(0.1)))).isEqualTo("PreluKernelBackward0");
  }

  @Test
  void derivativesOfDigammaAreKnownConstants() {
    Tensor x = tensor(new double[] {1, 0.5, -0.5}, DType.FLOAT64);
    double[] first = x.polygamma(1).toDoubleArray();
    assertThat(first[0]).isCloseTo(Math.PI * Math.PI / 6, within(1e-13));
    assertThat(first[1]).isCloseTo(Math.PI * Math.PI / 2, within(1e-13));
    assertThat(first[2]).isCloseTo(Math.PI * Math.PI / 2 + 4, within(1e-12));
    double[] second = x.polygamma(2).toDoubleArray();
    double zeta3 = 1.2020569031595942;
    assertThat(second[0]).isCloseTo(-2 * zeta3, within(1e-13));
    assertThat(second[1]).isCloseTo(-14 * zeta3, within(1e-12));
    assertThatThrownBy(() -> x.polygamma(-1)).isInstanceOf(ArgumentException.class);
  }

  @Test
  void higherDerivativesOfDigammaAreThoseOfPyTorch() {
    double inf = Double.POSITIVE_INFINITY;
    Tensor x = tensor(new double[] {0.3, 2.5, -0.7, -3.25, 40, -2, inf}, DType.FLOAT64);
    Tensor third = x.polygamma(3);
    double[] thirds = {
      743.1417646550497,
      0.2239058488172521,
      768.1313523268523,
      1558.508802818279,
      3.24414001515635e-05,
      inf,
      Double.NaN
    };
    assertThat(third.allclose(tensor(thirds, DType.FLOAT64), 1e-12, 0, Flag.EQUAL_NAN)).isTrue();
    double[] twelfths = {
      -3004420073742754.0,
      -3256.697980402705,
      -3004370635566220.0,
      3.214523309387418e+16,
      -2.7553997872844064e-12,
      -inf,
      Double.NaN
    };
    Tensor twelfth = x.polygamma(12);
    assertThat(twelfth.allclose(tensor(twelfths, DType.FLOAT64), 1e-12, 0, Flag.EQUAL_NAN))
        .isTrue();
  }

  @Test
  void wholeNumbersAreNotDividedByZero() {
    Tensor zero = tensor(0L);
    assertThatThrownBy(() -> vector(1L).div(zero, Rounding.FLOOR))
        .isInstanceOf(ArgumentException.class)
        .hasMessageStartingWith("ZeroDivisionError");
    assertThatThrownBy(() -> vector(1L).remainder(0)).hasMessageStartingWith("ZeroDivisionError");
    assertThat(vector(7L, -7L).div(2, Rounding.TRUNC)).hasToString("tensor([ 3, -3])");
    assertThat(vector(7L, -7L).floorDivide(2)).hasToString("tensor([ 3, -4])");
  }

  @Test
  void dtypesWithoutMeaningAreRefusedWithAnExplanation() {
    Tensor truth = tensor(new boolean[] {true, false});
    List<UnaryOperator<Tensor>> refused =
        List.of(Tensor::neg, Tensor::abs, Tensor::relu, Tensor::relu6, Tensor::gelu, Tensor::frac);
    for (UnaryOperator<Tensor> operation : refused) {
      assertThatThrownBy(() -> operation.apply(truth))
          .isInstanceOfSatisfying(
              NablaException.class, e -> assertThat(e.explanation()).isNotBlank());
    }
    assertThatThrownBy(() -> vector(1.5).bitwiseAnd(1)).isInstanceOf(DTypeException.class);
    assertThatThrownBy(() -> vector(1L).silu()).isInstanceOf(DTypeException.class);
    assertThatThrownBy(() -> vector(1.0).isclose(vector(1L))).isInstanceOf(DTypeException.class);
    assertThatThrownBy(() -> vector(1.0).softshrink(-1))
        .hasMessageStartingWith(
            "lambda must be in range [0, 3.40282e+38] for input dtype Float, but found -1");
  }

  @Test
  void infinitiesAreCloseToThemselvesOnly() {
    Tensor x = vector(Double.POSITIVE_INFINITY, 1.0, Double.NaN);
    assertThat(x.isclose(x)).hasToString("tensor([ True,  True, False])");
    assertThat(x.allclose(x, Flag.EQUAL_NAN)).isTrue();
    assertThat(x.equal(x)).isFalse();
    assertThat(x.isclose(vector(1.0, 1.000001, 1.0))).hasToString("tensor([False,  True, False])");
  }

  @Test
  void wholeNumbersStayWholeInAChoice() {
    Tensor condition = vector(1.0, -1.0).gt(0);
    assertThat(Functional.where(condition, 1, 2)).hasToString("tensor([1, 2])");
    assertThat(Functional.where(condition, tensor(new long[] {3, 4}), 2))
        .hasToString("tensor([3, 2])");
    assertThat(Functional.where(condition, 2, tensor(new long[] {3, 4})))
        .hasToString("tensor([2, 4])");
    assertThat(Functional.where(condition, 1, 2.5)).hasToString("tensor([1.0000, 2.5000])");
  }

  private static double[] gradient(Tensor leaf) {
    return Objects.requireNonNull(leaf.grad()).toDoubleArray();
  }

  private static String name(Tensor result) {
    Node node = Objects.requireNonNull(result.gradFn());
    return node.name();
  }

  /// The factorials from 171 on are infinite; no order may take as long as it is large.
  @Test
  void anOrderWithoutAFactorialIsAnInfinity() {
    Tensor x = Creation.full(Shape.shape(1), 0.5, DType.FLOAT64).requiresGrad(true);
    assertThat(x.polygamma(171).item()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(x.polygamma(300).item()).isEqualTo(Double.NEGATIVE_INFINITY);
    x.polygamma(Integer.MAX_VALUE).sum().backward();
    assertThat(x.grad()).isNotNull();
  }
}
