package nabla.engine.optim;

import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.Supplier;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.NablaException;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Tensor;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Optimizers where no training is recorded: groups, refusals, and the two that are not in it.
class OptimizerTests {
  private static Tensor parameter(double value) {
    return tensor(value, DType.FLOAT64).requiresGrad(true);
  }

  /// Three steps down `p²` from 1.
  private static double descend(Tensor p, Optimizer optimizer) {
    for (int i = 0; i < 3; i++) {
      optimizer.zeroGrad();
      p.square().backward();
      optimizer.step();
    }
    return p.item();
  }

  @Test
  void adagradDividesByTheRootOfAllSquares() {
    double p = 1;
    double sum = 0.5;
    for (int i = 0; i < 3; i++) {
      double g = 2 * p + 0.1 * p;
      sum += g * g;
      p -= 0.2 / (1 + i * 0.3) * g / (Math.sqrt(sum) + 1e-10);
    }
    Tensor x = parameter(1);
    Adagrad.Options options =
        Adagrad.options(0.2).lrDecay(0.3).weightDecay(0.1).initialAccumulatorValue(0.5);
    assertThat(descend(x, new Adagrad(List.of(x), options))).isCloseTo(p, within(1e-14));
  }

  @Test
  void adadeltaMeasuresItsStepsByTheLastOnes() {
    double p = 1;
    double square = 0;
    double moved = 0;
    for (int i = 0; i < 3; i++) {
      double g = 2 * p;
      square = 0.9 * square + 0.1 * g * g;
      double delta = Math.sqrt(moved + 1e-6) / Math.sqrt(square + 1e-6) * g;
      moved = 0.9 * moved + 0.1 * delta * delta;
      p -= delta;
    }
    Tensor x = parameter(1);
    assertThat(descend(x, new Adadelta(List.of(x)))).isCloseTo(p, within(1e-14));
  }

  /// Rosenbrock's valley, whose floor is curved; it is least at (1, 1).
  @Test
  void curvatureLeadsThroughAValley() {
    Tensor x = parameter(-0.5);
    Tensor y = parameter(1);
    LBFGS optimizer = new LBFGS(List.of(x, y), 0.5);
    Supplier<Tensor> closure =
        () -> {
          optimizer.zeroGrad();
          Tensor loss = x.sub(1).square().add(y.sub(x.square()).square().mul(10));
          loss.backward();
          return loss;
        };
    double before = optimizer.step(closure).item();
    assertThat(before).isCloseTo(2.25 + 10 * 0.5625, within(1e-12));
    for (int i = 0; i < 20; i++) {
      optimizer.step(closure);
    }
    assertThat(x.item()).isCloseTo(1, within(1e-4));
    assertThat(y.item()).isCloseTo(1, within(1e-4));
  }

  @Test
  void curvatureNeedsAClosure() {
    refused(
        () -> new LBFGS(List.of(parameter(1))).step(),
        "LBFGS.step() missing 1 required positional argument: 'closure'");
  }

  @Test
  void eachGroupHasItsOwnOptions() {
    Tensor a = parameter(1);
    Tensor b = parameter(1);
    SGD optimizer = new SGD(List.of(a), 0.1).addGroup(List.of(b), SGD.options(0.5));
    a.add(b).backward();
    optimizer.step();
    assertThat(a.item()).isEqualTo(0.9);
    assertThat(b.item()).isEqualTo(0.5);
    optimizer.zeroGrad();
    assertThat(a.grad()).isNull();
  }

  @Test
  void maximizingClimbs() {
    Tensor x = parameter(1);
    SGD optimizer = new SGD(List.of(x), SGD.options(0.1).maximize(true));
    Tensor loss =
        optimizer.step(
            () -> {
              Tensor objective = x.mul(3);
              objective.backward();
              return objective;
            });
    assertThat(loss.item()).isEqualTo(3);
    assertThat(x.item()).isCloseTo(1.3, within(1e-15));
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() {
    List<Tensor> one = List.of(parameter(1));
    refused(() -> new SGD(one, SGD.options().momentum(-0.5)), "Invalid momentum value: -0.5");
    refused(
        () -> new SGD(one, SGD.options(0.1).nesterov(true)),
        "Nesterov momentum requires a momentum and zero dampening");
    refused(() -> new Adam(one, Double.NaN), "Invalid learning rate: nan");
    refused(
        () -> new Adam(one, Adam.options().betas(0.9, 1)), "Invalid beta parameter at index 1: 1");
    refused(() -> new Adadelta(one, Adadelta.options().rho(2)), "Invalid rho value: 2");
    refused(() -> new SGD(List.of(), 0.1), "optimizer got an empty parameter list");
    refused(
        () -> new SGD(one, 0.1).addGroup(one, SGD.options()),
        "some parameters appear in more than one parameter group");
  }

  private static void refused(ThrowingCallable code, String sentence) {
    assertThatThrownBy(code)
        .isInstanceOf(ArgumentException.class)
        .extracting(error -> ((NablaException) error).torchMessage())
        .isEqualTo(sentence);
  }

  @Test
  void clippingLeavesShortGradientsAndMissingOnes() {
    Tensor x = ones(2).requiresGrad(true);
    Tensor unused = ones(1).requiresGrad(true);
    assertThat(Clipping.clipGradNorm_(List.of(unused), 1).item()).isZero();
    x.sum().backward();
    Clipping.clipGradNorm_(List.of(x, unused), 10);
    assertThat(x.grad()).hasToString("tensor([1., 1.])");
    Clipping.clipGradValue_(List.of(x, unused), 0.25);
    assertThat(x.grad()).hasToString("tensor([0.2500, 0.2500])");
    assertThat(unused.grad()).isNull();
  }
}
