package nabla.engine.optim;

import static java.util.Objects.requireNonNull;
import static nabla.engine.tensor.Creation.ones;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import nabla.engine.error.ArgumentException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Schedules made of schedules, against the rates that PyTorch 2.15 went through.
class CompositeScheduleTests {
  private SGD optimizer = sgd();
  private final Map<String, Supplier<LRScheduler>> schedules = new LinkedHashMap<>();

  CompositeScheduleTests() {
    schedules.put(
        "const-exp",
        () ->
            sequence(
                List.of(4), new ConstantLR(optimizer, 0.1, 4), new ExponentialLR(optimizer, 0.9)));
    schedules.put(
        "const-exp-long",
        () ->
            sequence(
                List.of(4), new ConstantLR(optimizer, 0.1, 10), new ExponentialLR(optimizer, 0.9)));
    schedules.put(
        "linear-cos",
        () ->
            sequence(
                List.of(3),
                new LinearLR(optimizer, 0.25, 1, 3),
                new CosineAnnealingLR(optimizer, 9, 0.001)));
    schedules.put(
        "exp-step-multi",
        () ->
            sequence(
                List.of(2, 6),
                new ExponentialLR(optimizer, 0.5),
                new StepLR(optimizer, 2, 0.3),
                new MultiStepLR(optimizer, List.of(1, 3), 0.2)));
    schedules.put(
        "linear-lambda",
        () ->
            sequence(
                List.of(4), new LinearLR(optimizer), new LambdaLR(optimizer, e -> 1.0 / (1 + e))));
    schedules.put(
        "exp-linear",
        () ->
            sequence(
                List.of(3),
                new ExponentialLR(optimizer, 0.5),
                new LinearLR(optimizer, 0.2, 0.8, 4)));
    schedules.put(
        "exp-const",
        () ->
            sequence(
                List.of(3), new ExponentialLR(optimizer, 0.5), new ConstantLR(optimizer, 0.3, 2)));
    schedules.put(
        "exp-const0",
        () ->
            sequence(
                List.of(3), new ExponentialLR(optimizer, 0.5), new ConstantLR(optimizer, 0.3, 0)));
    schedules.put(
        "lin-poly",
        () ->
            sequence(
                List.of(3), new LinearLR(optimizer, 0.1, 1, 3), new PolynomialLR(optimizer, 6, 2)));
    schedules.put(
        "exp-warm",
        () ->
            sequence(
                List.of(4),
                new ExponentialLR(optimizer, 0.5),
                new CosineAnnealingWarmRestarts(optimizer, 3, 2, 0.01)));
    schedules.put(
        "warm-exp",
        () ->
            sequence(
                List.of(8),
                new CosineAnnealingWarmRestarts(optimizer, 3, 2, 0.01),
                new ExponentialLR(optimizer, 0.5)));
    schedules.put(
        "exp-mult",
        () ->
            sequence(
                List.of(4),
                new ExponentialLR(optimizer, 0.5),
                new MultiplicativeLR(optimizer, e -> 0.9 + 0.01 * e)));
    schedules.put(
        "exp-cyc",
        () ->
            sequence(
                List.of(4),
                new ExponentialLR(optimizer, 0.5),
                new CyclicLR(
                    optimizer, 0.1, 0.5, CyclicLR.options().steps(4, 2).cycleMomentum(false))));
    schedules.put(
        "cyc-exp",
        () ->
            sequence(
                List.of(4),
                new CyclicLR(
                    optimizer, 0.2, 0.5, CyclicLR.options().steps(4, 2).cycleMomentum(false)),
                new ExponentialLR(optimizer, 0.5)));
    schedules.put(
        "one-exp",
        () ->
            sequence(
                List.of(5),
                new OneCycleLR(optimizer, 1, 20, OneCycleLR.options().cycleMomentum(false)),
                new ExponentialLR(optimizer, 0.5)));
    schedules.put(
        "exp-one",
        () ->
            sequence(
                List.of(5),
                new ExponentialLR(optimizer, 0.5),
                new OneCycleLR(optimizer, 1, 20, OneCycleLR.options().cycleMomentum(false))));
    schedules.put(
        "milestone0",
        () ->
            sequence(List.of(0), new ExponentialLR(optimizer, 0.5), new StepLR(optimizer, 2, 0.3)));
    schedules.put("single", () -> sequence(List.of(), new LinearLR(optimizer)));
    schedules.put(
        "chained",
        () -> chain(new ConstantLR(optimizer, 0.1, 4), new ExponentialLR(optimizer, 0.9)));
    schedules.put(
        "chained3",
        () ->
            chain(
                new LinearLR(optimizer),
                new StepLR(optimizer, 3, 0.5),
                new MultiplicativeLR(optimizer, _ -> 0.95)));
    schedules.put(
        "chained-seq",
        () ->
            chain(
                sequence(
                    List.of(2),
                    new ConstantLR(optimizer, 0.1, 2),
                    new ExponentialLR(optimizer, 0.9)),
                new StepLR(optimizer, 4, 0.1)));
    schedules.put("mult", () -> new MultiplicativeLR(optimizer, e -> 0.9 + 0.01 * e));
  }

  private static SGD sgd() {
    return new SGD(List.of(ones(1).requiresGrad(true)), 0.1);
  }

  private SequentialLR sequence(List<Integer> milestones, LRScheduler... schedulers) {
    return new SequentialLR(optimizer, List.of(schedulers), milestones);
  }

  private static ChainedScheduler chain(LRScheduler... schedulers) {
    return new ChainedScheduler(List.of(schedulers));
  }

  private static JsonObject recorded() {
    try (var stream =
        requireNonNull(
            CompositeScheduleTests.class.getResourceAsStream("composite-schedules.json"))) {
      return JsonParser.parseReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
          .getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @TestFactory
  Stream<DynamicTest> everyScheduleGoesThroughTheRecordedRates() {
    JsonObject recorded = recorded();
    assertThat(recorded.keySet()).isEqualTo(schedules.keySet());
    return recorded.keySet().stream()
        .map(name -> dynamicTest(name, () -> follow(name, recorded.getAsJsonArray(name))));
  }

  private void follow(String name, JsonArray rates) {
    optimizer = sgd();
    LRScheduler scheduler = requireNonNull(schedules.get(name)).get();
    for (int epoch = 0; epoch < rates.size(); epoch++) {
      double rate = rates.get(epoch).getAsDouble();
      assertThat(optimizer.groups().getFirst().lr())
          .as("epoch %d", epoch)
          .isCloseTo(rate, within(1e-12 * rate));
      assertThat(scheduler.lastLr()).containsExactly(optimizer.groups().getFirst().lr());
      optimizer.step();
      scheduler.step();
    }
  }

  private static void refused(Runnable creation, String message) {
    assertThatThrownBy(creation::run)
        .isInstanceOf(ArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void partsThatDoNotFitAreRefused() {
    refused(() -> sequence(List.of()), "SequentialLR expects at least one scheduler, but got no");
    refused(() -> chain(), "ChainedScheduler expects at least one scheduler to be chained, but");
    refused(
        () -> sequence(List.of(1), new StepLR(optimizer, 1)),
        "Sequential Schedulers expects number of schedulers provided to be one more than the number"
            + " of milestone points, but got number of schedulers 1 and the number of milestones to"
            + " be equal to 1");
    refused(
        () -> sequence(List.of(), new StepLR(sgd(), 1)),
        "SequentialLR expects all schedulers to belong to the same optimizer, but got scheduler"
            + " StepLR at index 0");
    refused(
        () -> chain(new StepLR(optimizer, 1), new StepLR(sgd(), 1)),
        "ChainedScheduler expects all schedulers to belong to the same optimizer, but got scheduler"
            + " StepLR at index 1");
    refused(
        () -> sequence(List.of(), chain(new StepLR(optimizer, 1))),
        "SequentialLR does not take a SequentialLR or a ChainedScheduler");
  }
}
