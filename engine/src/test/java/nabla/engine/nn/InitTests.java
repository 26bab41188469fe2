package nabla.engine.nn;

import static nabla.engine.tensor.Creation.manualSeed;
import static nabla.engine.tensor.Creation.zeros;
import static nabla.engine.tensor.DType.FLOAT64;
import static nabla.engine.tensor.Shape.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import nabla.engine.error.NablaException;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.Parameter;
import nabla.engine.tensor.Tensor;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Initialisers draw from PyTorch's distributions: bounds and deviations are those of its formulas,
/// exact results those that it printed.
class InitTests {
  @BeforeEach
  void seed() {
    manualSeed(7);
  }

  // 200 by 300: fan in 300, fan out 200.
  private static Tensor filled(UnaryOperator<Tensor> initialiser) {
    Parameter weight = new Parameter(zeros(shape(200, 300), FLOAT64));
    Tensor result = initialiser.apply(weight);
    assertThat(result).isSameAs(weight);
    assertThat(result.isLeaf() && result.requiresGrad()).isTrue();
    return result.detach();
  }

  private static void assertUniform(UnaryOperator<Tensor> initialiser, double bound) {
    Tensor values = filled(initialiser);
    assertThat(values.abs().max().item()).isBetween(bound * 0.999, bound);
    assertThat(values.mean().item()).isCloseTo(0, within(bound * 0.01));
    assertThat(values.std().item()).isCloseTo(bound / Math.sqrt(3), within(bound * 0.01));
  }

  private static void assertNormal(UnaryOperator<Tensor> initialiser, double std) {
    Tensor values = filled(initialiser);
    assertThat(values.mean().item()).isCloseTo(0, within(std * 0.02));
    assertThat(values.std().item()).isCloseTo(std, within(std * 0.01));
    // A normal distribution has 4.55% beyond two deviations, a uniform one none.
    assertThat(values.abs().gt(2 * std).to(FLOAT64).mean().item()).isCloseTo(0.0455, within(0.005));
  }

  @Test
  void spreadsFollowTheFans() {
    assertUniform(Init::xavierUniform_, Math.sqrt(6.0 / 500));
    assertUniform(w -> Init.xavierUniform_(w, 2), 2 * Math.sqrt(6.0 / 500));
    assertNormal(Init::xavierNormal_, Math.sqrt(2.0 / 500));
    assertUniform(Init::kaimingUniform_, Math.sqrt(2) * Math.sqrt(3.0 / 300));
    assertUniform(w -> Init.kaimingUniform_(w, Init.options().a(Math.sqrt(5))), 1 / Math.sqrt(300));
    assertNormal(
        w -> Init.kaimingNormal_(w, Init.options().mode("fan_out").nonlinearity("relu")),
        Math.sqrt(2.0 / 200));
    assertNormal(w -> Init.normal_(w, 0, 3), 3);
    assertUniform(w -> Init.uniform_(w, -0.5, 0.5), 0.5);
    assertThat(filled(w -> Init.normal_(w, 5, 1)).mean().item()).isCloseTo(5, within(0.02));
  }

  @Test
  void aKernelCountsItsArea() {
    Tensor weight = zeros(shape(20, 30, 5, 5), FLOAT64);
    double bound = Math.sqrt(6.0 / (20 * 25 + 30 * 25));
    assertThat(Init.xavierUniform_(weight).abs().max().item()).isBetween(bound * 0.99, bound);
  }

  @Test
  void aTruncatedNormalStaysWithin() {
    Tensor values = filled(w -> Init.truncNormal_(w, 1, 2, 0, 1.5));
    assertThat(values.min().item()).isBetween(0.0, 0.001);
    assertThat(values.max().item()).isBetween(1.499, 1.5);
    // From the density: mean 0.7615, deviation 0.42887.
    assertThat(values.mean().item()).isCloseTo(0.7615, within(0.006));
    assertThat(values.std().item()).isCloseTo(0.42887, within(0.006));
    Tensor standard = filled(Init::truncNormal_);
    assertThat(standard.abs().max().item()).isBetween(1.99, 2.0);
    assertThat(standard.std().item()).isCloseTo(0.8796, within(0.01));
  }

  @Test
  void exactOnesAreExact() {
    assertThat(filled(w -> Init.constant_(w, 2.5)).eq(2.5).all().itemBoolean()).isTrue();
    assertThat(Init.ones_(zeros(2))).hasToString("tensor([1., 1.])");
    assertThat(Init.zeros_(Creation.ones(2))).hasToString("tensor([0., 0.])");
    assertThat(Init.eye_(zeros(2, 3))).hasToString("tensor([[1., 0., 0.],\n        [0., 1., 0.]])");
    assertThat(Init.dirac_(zeros(4, 2, 3), 2).select(2, 1))
        .hasToString("tensor([[1., 0.],\n        [0., 1.],\n        [1., 0.],\n        [0., 1.]])");
    Tensor picture = Init.dirac_(zeros(2, 3, 3, 3));
    assertThat(picture.sum().item()).isEqualTo(2);
    assertThat(picture.at(1, 1, 1, 1).item()).isEqualTo(1);
  }

  @Test
  void orthogonalOnesHaveOrthonormalSides() {
    for (int[] sizes : List.of(new int[] {3, 5}, new int[] {5, 3}, new int[] {4, 2, 2, 1})) {
      Tensor w = Init.orthogonal_(zeros(shape(sizes), FLOAT64), 2).flatten(1, -1);
      boolean wide = w.size(0) <= w.size(1);
      Tensor gram = wide ? w.mm(w.t()) : w.t().mm(w);
      Tensor expected = Creation.eye(gram.size(0), FLOAT64).mul(4);
      assertThat(gram.sub(expected).abs().max().item()).isLessThan(1e-14);
    }
  }

  @Test
  void sparseOnesHaveZerosInEveryColumn() {
    Tensor w = Init.sparse_(zeros(shape(10, 4), FLOAT64), 0.25);
    assertThat(w.eq(0).sum(0).toLongArray()).containsExactly(3, 3, 3, 3);
    assertThat(w.abs().max().item()).isBetween(0.005, 0.05);
  }

  @Test
  void gainsArePyTorchs() {
    assertThat(Init.calculateGain("relu")).isEqualTo(1.4142135623730951);
    assertThat(Init.calculateGain("tanh")).isEqualTo(1.6666666666666667);
    assertThat(Init.calculateGain("leaky_relu")).isEqualTo(1.4141428569978354);
    assertThat(Init.calculateGain("leaky_relu", 0.2)).isEqualTo(1.3867504905630728);
    assertThat(Init.calculateGain("selu")).isEqualTo(0.75);
    assertThat(Init.calculateGain("linear")).isEqualTo(1);
  }

  private static void assertMessage(ThrowingCallable call, String torch) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            NablaException.class, e -> assertThat(e.torchMessage()).isEqualTo(torch));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    Tensor vector = zeros(2);
    Tensor matrix = zeros(2, 2);
    assertMessage(
        () -> Init.kaimingUniform_(vector),
        "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
    assertMessage(
        () -> Init.kaimingUniform_(matrix, Init.options().mode("x")),
        "Mode x not supported, please use one of ['fan_in', 'fan_out']");
    assertMessage(() -> Init.calculateGain("x"), "Unsupported nonlinearity x");
    assertMessage(
        () -> Init.uniform_(vector, 1, 0),
        "uniform_ expects to return a [from, to) range, but found from=1 > to=0");
    assertMessage(() -> Init.normal_(vector, 0, -1), "normal expects std >= 0.0, but found std -1");
    assertMessage(() -> Init.eye_(vector), "Only tensors with 2 dimensions are supported");
    assertMessage(() -> Init.sparse_(vector, 0.1), "Only tensors with 2 dimensions are supported");
    assertMessage(
        () -> Init.orthogonal_(vector), "Only tensors with 2 or more dimensions are supported");
    assertMessage(
        () -> Init.dirac_(matrix), "Only tensors with 3, 4, or 5 dimensions are supported");
    assertMessage(() -> Init.dirac_(zeros(3, 1, 1), 2), "dim 0 must be divisible by groups");
  }

  @Test
  void layersBeginAsPyTorchsDo() {
    Linear linear = new Linear(400, 50);
    double bound = 1 / Math.sqrt(400);
    assertThat(linear.weight().detach().abs().max().item()).isBetween(bound * 0.99, bound);
    Tensor bias = Objects.requireNonNull(linear.bias()).detach();
    assertThat(bias.abs().max().item()).isBetween(bound * 0.8, bound);
    Tensor table = new Embedding(100, 50, Embedding.options().paddingIdx(3)).weight().detach();
    assertThat(table.std().item()).isCloseTo(1, within(0.03));
    assertThat(table.select(0, 3).abs().max().item()).isZero();
  }
}
