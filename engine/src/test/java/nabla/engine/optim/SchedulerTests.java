package nabla.engine.optim;

import static nabla.engine.tensor.Creation.ones;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.Warnings;
import org.junit.jupiter.api.Test;

/// Schedules by their closed forms; the golden tests compare the recorded ones.
class SchedulerTests {
  private final SGD optimizer =
      new SGD(List.of(ones(1).requiresGrad(true)), SGD.options(0.1).momentum(0.9));

  private double lr() {
    return optimizer.groups().getFirst().lr();
  }

  private void follows(LRScheduler scheduler, int steps, IntToDoubleFunction expected) {
    for (int epoch = 0; epoch <= steps; epoch++) {
      assertThat(lr())
          .as("epoch %d", epoch)
          .isCloseTo(expected.applyAsDouble(epoch), within(1e-15));
      if (epoch < steps) {
        optimizer.step();
        scheduler.step();
      }
    }
  }

  @Test
  void aWarmUpIsAStraightLine() {
    follows(
        new LinearLR(optimizer, 0.25, 1, 4),
        8,
        epoch -> 0.1 * (0.25 + 0.75 * Math.min(epoch, 4) / 4));
  }

  @Test
  void aPowerFallsToZero() {
    follows(
        new PolynomialLR(optimizer, 4, 2),
        7,
        epoch -> 0.1 * Math.pow(1 - Math.min(epoch, 4) / 4.0, 2));
  }

  @Test
  void aFunctionMultipliesTheFirstRate() {
    follows(new LambdaLR(optimizer, epoch -> 1.0 / (1 + epoch)), 5, epoch -> 0.1 / (1 + epoch));
  }

  @Test
  void cyclesRiseAndFallAndMayShrink() {
    double[] first = {0.1, 0.2, 0.3, 0.4, 0.5, 0.3};
    follows(
        new CyclicLR(
            optimizer, 0.1, 0.5, CyclicLR.options().steps(4, 2).mode(CyclicLR.Mode.TRIANGULAR2, 1)),
        11,
        epoch -> 0.1 + (first[epoch % 6] - 0.1) / (epoch < 6 ? 1 : 2));
    double momentum = optimizer.groups().getFirst().options().inertia().orElseThrow();
    assertThat(momentum).isCloseTo(0.9 - 0.1 / 2 / 2, within(1e-15));
  }

  @Test
  void aRateSetByHandBeforehandIsWhereAScheduleBegins() {
    optimizer.groups().getFirst().lr(0.4);
    follows(new LambdaLR(optimizer, epoch -> 1.0 / (1 + epoch)), 3, epoch -> 0.4 / (1 + epoch));
    // A second schedule keeps the first one's beginning, as in PyTorch.
    assertThat(new LambdaLR(optimizer, _ -> 1).lastLr()).containsExactly(0.4);
  }

  @Test
  void oneCycleRisesAndFallsAgainstMomentum() {
    // With 10 steps the peak is at 0.3 · 10 - 1 = 2.
    OneCycleLR scheduler = new OneCycleLR(optimizer, 1, 10);
    List<Double> rates = new ArrayList<>();
    List<OptionalDouble> momenta = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      rates.add(lr());
      momenta.add(optimizer.groups().getFirst().options().inertia());
      optimizer.step();
      if (i < 9) {
        scheduler.step();
      }
    }
    assertThat(rates.get(0)).isCloseTo(1 / 25.0, within(1e-15));
    assertThat(rates.get(1)).isCloseTo((1 + 1 / 25.0) / 2, within(1e-15));
    assertThat(rates.get(2)).isCloseTo(1, within(1e-15));
    assertThat(rates.get(9)).isCloseTo(1 / 25e4, within(1e-15));
    assertThat(momenta.get(0).orElseThrow()).isCloseTo(0.95, within(1e-15));
    assertThat(momenta.get(2).orElseThrow()).isCloseTo(0.85, within(1e-15));
    scheduler.step();
    assertThatThrownBy(scheduler::step)
        .isInstanceOf(ArgumentException.class)
        .hasMessageStartingWith(
            "Tried to step 11 times. The specified number of total steps is 10");
  }

  @Test
  void aPlateauOfAnAccuracyIsLeftAfterItsPatience() {
    ReduceLROnPlateau scheduler =
        new ReduceLROnPlateau(
            optimizer,
            ReduceLROnPlateau.options()
                .mode(ReduceLROnPlateau.Mode.MAX)
                .factor(0.5)
                .patience(0)
                .cooldown(1)
                .minLr(0.03));
    double[] accuracies = {0.5, 0.6, 0.6, 0.6, 0.6, 0.6};
    List<Double> rates = new ArrayList<>();
    for (double accuracy : accuracies) {
      scheduler.step(accuracy);
      rates.add(lr());
    }
    assertThat(rates).containsExactly(0.1, 0.1, 0.05, 0.05, 0.03, 0.03);
  }

  @Test
  void factorsOutOfBoundsAreRefused() {
    assertThatThrownBy(() -> new LinearLR(optimizer, 0, 1, 5))
        .isInstanceOf(ArgumentException.class)
        .hasMessageStartingWith("Starting multiplicative factor expected to be greater than 0");
  }

  @Test
  void aStepBeforeTheOptimizersIsWarnedOf() {
    List<String> warnings = new ArrayList<>();
    Consumer<String> before = Warnings.handler(warnings::add);
    try {
      new StepLR(optimizer, 2).step();
    } finally {
      Warnings.handler(before);
    }
    assertThat(warnings).singleElement().asString().startsWith("Detected call of");
  }
}
