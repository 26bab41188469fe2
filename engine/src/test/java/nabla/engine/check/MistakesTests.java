package nabla.engine.check;

import static nabla.engine.autograd.GradMode.inferenceMode;
import static nabla.engine.autograd.GradMode.noGrad;
import static nabla.engine.check.Finding.Kind.ACCUMULATED_TWICE;
import static nabla.engine.check.Finding.Kind.BROADCAST;
import static nabla.engine.check.Finding.Kind.BYPASSED_VERSION;
import static nabla.engine.check.Finding.Kind.EXPLODING_GRADIENT;
import static nabla.engine.check.Finding.Kind.GROWING_GRAPH;
import static nabla.engine.check.Finding.Kind.NOT_FINITE;
import static nabla.engine.check.Finding.Kind.NO_GRADIENT;
import static nabla.engine.check.Finding.Kind.OPTIMIZER;
import static nabla.engine.check.Finding.Kind.REBOUND;
import static nabla.engine.check.Finding.Kind.RUNNING_TOTAL;
import static nabla.engine.check.Finding.Kind.VANISHING_GRADIENT;
import static nabla.engine.tensor.Creation.linspace;
import static nabla.engine.tensor.Creation.manualSeed;
import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.randn;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.vector;
import static nabla.engine.tensor.Creation.zeros;
import static nabla.engine.tensor.DType.FLOAT32;
import static nabla.engine.tensor.DType.INT64;
import static nabla.engine.tensor.Flag.RETAIN_GRAPH;
import static nabla.engine.tensor.Losses.mseLoss;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import nabla.engine.autograd.Place;
import nabla.engine.error.Language;
import nabla.engine.error.Warnings;
import nabla.engine.nn.Linear;
import nabla.engine.nn.Module;
import nabla.engine.optim.SGD;
import nabla.engine.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Each mistake is found, with its line where one is known.
class MistakesTests {
  private final List<String> warnings = new ArrayList<>();
  private Consumer<String> before = _ -> {};

  @BeforeEach
  void listen() {
    before = Warnings.handler(warnings::add);
    Language.set(Language.ENGLISH);
    manualSeed(1);
  }

  @AfterEach
  void restore() {
    Mistakes.watch(false);
    Warnings.handler(before);
    Language.set(Language.ENGLISH);
    assertThat(Place.isRecording()).isFalse();
  }

  private static int line() {
    return StackWalker.getInstance()
        .walk(frames -> frames.skip(1).findFirst().orElseThrow().getLineNumber());
  }

  private static String place(int line) {
    return "MistakesTests.java:" + line;
  }

  private static Tensor leaf(double... elements) {
    return vector(elements).requiresGrad(true);
  }

  private static Tensor gradOf(Tensor tensor) {
    return Objects.requireNonNull(tensor.grad());
  }

  private static Finding only(Findings findings) {
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }

  private Finding watched() {
    Finding finding = only(Mistakes.found());
    assertThat(warnings).containsExactly(finding.toString());
    return finding;
  }

  /// A gradient that was not reset.
  @Nested
  class AccumulatedTwice {
    @Test
    void afterAStep() {
      Tensor w = leaf(1);
      Tensor loss = w;
      for (int i = 0; i < 3; i++) {
        loss = w.sub(5).pow(2).sum();
        loss.backward();
        noGrad(() -> w.sub_(gradOf(w).mul(0.1)));
      }
      Finding finding = only(Mistakes.find(loss));
      assertThat(finding.kind()).isEqualTo(ACCUMULATED_TWICE);
      assertThat(finding.what()).contains("3 backward passes", "leaf of shape [1]");
      assertThat(finding.cure()).contains("zeroGrad");
      assertThat(finding.where()).contains("Mistakes.watch(true)");
    }

    @Test
    void afterAStepOfAnOptimizerInItsLine() {
      Mistakes.watch(true);
      Tensor w = leaf(1);
      SGD optimizer = new SGD(List.of(w), 0.1);
      int line = 0;
      for (int i = 0; i < 3; i++) {
        Tensor loss = w.sub(5).pow(2).sum();
        line = line() + 1;
        loss.backward();
        optimizer.step();
      }
      Finding finding = watched();
      assertThat(finding.kind()).isEqualTo(ACCUMULATED_TWICE);
      assertThat(finding.where()).isEqualTo(place(line));
    }

    @Test
    void afterARawStep() {
      Tensor w = leaf(1);
      w.pow(2).sum().backward();
      w.data().sub_(gradOf(w).mul(0.1));
      Tensor loss = w.pow(2).sum();
      loss.backward();
      assertThat(only(Mistakes.find(loss, w)).kind()).isEqualTo(ACCUMULATED_TWICE);
    }

    @Test
    void byReadingInBetween() {
      Tensor w = leaf(1);
      w.pow(2).sum().backward();
      assertThat(gradOf(w).item()).isEqualTo(2);
      Tensor loss = w.pow(3).sum();
      loss.backward();
      assertThat(only(Mistakes.find(loss, w)).what()).contains("it was read after one");
    }

    @Test
    void byTheSameCalculationTwice() {
      Tensor w = leaf(3);
      w.pow(2).sum().backward();
      Tensor loss = w.pow(2).sum();
      loss.backward();
      assertThat(only(Mistakes.find(loss, w)).what()).contains("of the same calculation");
    }

    @Test
    void byTheSameGraphTwice() {
      Tensor w = leaf(3);
      Tensor loss = w.pow(2).sum();
      loss.backward(RETAIN_GRAPH);
      loss.backward();
      assertThat(only(Mistakes.find(loss)).kind()).isEqualTo(ACCUMULATED_TWICE);
    }

    @Test
    void notOnceItWasReset() {
      Tensor w = leaf(3);
      w.pow(2).sum().backward();
      gradOf(w).zero_();
      Tensor loss = w.pow(2).sum();
      loss.backward();
      assertThat(Mistakes.find(loss, w)).isEmpty();
      w.grad(null);
      loss = w.pow(2).sum();
      loss.backward();
      assertThat(Mistakes.find(loss, w)).isEmpty();
    }
  }

  /// A parameter without a gradient, and who is to blame.
  @Nested
  class NoGradient {
    private final Tensor first = leaf(1, 2);
    private final Tensor second = leaf(3, 4);

    private Finding cut(Tensor loss) {
      loss.backward();
      Finding finding = only(Mistakes.find(loss, first, second));
      assertThat(finding.kind()).isEqualTo(NO_GRADIENT);
      assertThat(finding.what()).contains("parameter 1 of shape [2]");
      assertThat(only(Mistakes.find(loss)).where()).isEqualTo(finding.where());
      return finding;
    }

    @Test
    void byDetach() {
      Mistakes.watch(true);
      Tensor hidden = first.exp().mul(3);
      int line = line() + 1;
      Tensor seen = hidden.detach();
      Tensor scaled = seen.mul(0.5).view(2);
      Finding finding = cut(scaled.mul(second).sum());
      assertThat(finding.where()).isEqualTo(place(line));
      assertThat(finding.what()).contains("detach() cuts");
    }

    @Test
    void becauseNothingUsesIt() {
      Mistakes.watch(true);
      Tensor loss = second.exp().sum();
      loss.backward();
      Finding finding = only(Mistakes.find(loss, first, second));
      assertThat(finding.kind()).isEqualTo(NO_GRADIENT);
      assertThat(finding.toString()).doesNotContain("Mistakes.watch(true)");
    }

    @Test
    void byNoGrad() {
      Mistakes.watch(true);
      Tensor hidden;
      int line;
      try (var _ = noGrad()) {
        line = line() + 1;
        hidden = first.exp();
      }
      Finding finding = cut(hidden.mul(second).sum());
      assertThat(finding.where()).isEqualTo(place(line));
      assertThat(finding.what()).contains("exp was computed without recording");
    }

    @Test
    void byInferenceMode() {
      Mistakes.watch(true);
      Tensor hidden = inferenceMode(() -> first.exp());
      assertThat(cut(hidden.add(second).sum()).what()).contains("exp", "inference mode");
    }

    @Test
    void byIntegers() {
      Mistakes.watch(true);
      int line = line() + 1;
      Tensor hidden = first.mul(10).to(INT64).to(FLOAT32);
      Finding finding = cut(hidden.mul(second).sum());
      assertThat(finding.where()).isEqualTo(place(line));
      assertThat(finding.what()).contains("to(int64)");
    }

    @Test
    void byItem() {
      Mistakes.watch(true);
      int line = line() + 1;
      double norm = first.norm().item();
      Finding finding = cut(second.mul(norm).sum());
      assertThat(finding.where()).isEqualTo(place(line));
      assertThat(finding.what()).contains("item()");
    }

    @Test
    void byData() {
      Mistakes.watch(true);
      int line = line() + 1;
      Tensor hidden = first.data();
      assertThat(cut(hidden.mul(second).sum()).where()).isEqualTo(place(line));
    }

    @Test
    void withoutAPlaceIfNobodyWatched() {
      Tensor loss = first.detach().mul(second).sum();
      Finding finding = only(Mistakes.find(loss, Map.of("encoder", first)));
      assertThat(finding.what()).contains("parameter encoder gets no gradient");
      assertThat(finding.cure()).contains("Mistakes.watch(true)");
    }

    @Test
    void whenItIsAskedFor() {
      Mistakes.watch(true);
      int line = line() + 1;
      first.detach().mul(second).sum().backward();
      assertThat(first.grad()).isNull();
      assertThat(watched().where()).isEqualTo(place(line));
    }

    @Test
    void whenTheOptimizerSteps() {
      Mistakes.watch(true);
      SGD optimizer = new SGD(List.of(first, second), 0.1);
      for (int i = 0; i < 3; i++) {
        optimizer.zeroGrad();
        noGrad(() -> first.mul(2)).mul(second).sum().backward();
        optimizer.step();
      }
      assertThat(watched().what()).contains("parameter 1", "mul was computed without recording");
    }

    @Test
    void ofWhatIsLeftOfTheLoss() {
      Mistakes.watch(true);
      Tensor loss = first.detach().sub(1).pow(2).mean();
      assertThat(only(Mistakes.find(loss)).what()).contains("detach() cuts");
    }
  }

  /// A name that no longer stands for its leaf.
  @Nested
  class Rebound {
    @Test
    void byARecordedOperation() {
      Mistakes.watch(true);
      Tensor w = leaf(1, 2);
      int line = line() + 1;
      w = w.sub(0.1);
      Tensor loss = w.pow(2).sum();
      loss.backward();
      Finding finding = only(Mistakes.find(loss, w));
      assertThat(finding.kind()).isEqualTo(REBOUND);
      assertThat(finding.where()).isEqualTo(place(line));
      assertThat(finding.what()).contains("SubBackward0");
    }

    @Test
    void byAnUnrecordedOperation() {
      Mistakes.watch(true);
      Tensor w = leaf(1, 2);
      w.pow(2).sum().backward();
      Tensor old = w;
      int line = line() + 1;
      Tensor replaced = noGrad(() -> old.sub(gradOf(old)));
      assertThat(replaced.grad()).isNull();
      Finding finding = watched();
      assertThat(finding.kind()).isEqualTo(REBOUND);
      assertThat(finding.where()).isEqualTo(place(line));
    }
  }

  /// A column against a row.
  @Nested
  class Broadcast {
    private final Tensor x = linspace(0, 1, 8).view(8, 1);
    private final Tensor y = linspace(0, 1, 8);
    private final Tensor w = ones(1, 1).requiresGrad(true);

    @Test
    void byHand() {
      Mistakes.watch(true);
      int line = line() + 1;
      Tensor loss = x.matmul(w).sub(y).pow(2).mean();
      loss.backward();
      Finding finding = watched();
      assertThat(finding.kind()).isEqualTo(BROADCAST);
      assertThat(finding.where()).isEqualTo(place(line));
      assertThat(finding.what()).contains("(8, 1)", "(8, 8)");
    }

    @Test
    void theOtherWayRoundAndSquaredByMul() {
      Tensor difference = y.sub(x.matmul(w));
      assertThat(only(Mistakes.find(difference.mul(difference).mean())).kind())
          .isEqualTo(BROADCAST);
      Tensor flat = x.matmul(w).squeeze(1);
      assertThat(only(Mistakes.find(x.sub(flat).abs().sum())).kind()).isEqualTo(BROADCAST);
    }

    @Test
    void inALoss() {
      assertThat(only(Mistakes.find(mseLoss(x.matmul(w), y))).kind()).isEqualTo(BROADCAST);
    }

    @Test
    void notOnPurpose() {
      Tensor p = leaf(1, 2, 3);
      assertThat(Mistakes.find(p.unsqueeze(1).sub(p).pow(2).mean())).isEmpty();
      assertThat(Mistakes.find(p.sub(vector(1.0)).pow(2).mean())).isEmpty();
      assertThat(Mistakes.find(x.matmul(w).sub(y.view(8, 1)).pow(2).mean())).isEmpty();
    }
  }

  /// Graphs that are kept for nothing.
  @Nested
  class Kept {
    @Test
    void byRetainGraph() {
      Mistakes.watch(true);
      Tensor w = leaf(0.5);
      Tensor hidden = vector(1.0);
      int line = 0;
      for (int i = 0; i < 6; i++) {
        line = line() + 1;
        hidden = hidden.mul(w).tanh();
        hidden.sum().backward(RETAIN_GRAPH);
      }
      Finding finding = watched();
      assertThat(finding.kind()).isEqualTo(GROWING_GRAPH);
      assertThat(finding.where()).isEqualTo(place(line));
      assertThat(Mistakes.find(hidden.sum()).has(GROWING_GRAPH)).isTrue();
    }

    @Test
    void byARunningTotal() {
      Mistakes.watch(true);
      Tensor w = leaf(0.5);
      SGD optimizer = new SGD(List.of(w), 0.1);
      Tensor total = tensor(0.0);
      int line = 0;
      for (int i = 0; i < 5; i++) {
        optimizer.zeroGrad();
        Tensor loss = w.sub(1).pow(2).sum();
        loss.backward();
        optimizer.step();
        line = line() + 1;
        total = total.add(loss);
      }
      Finding finding = watched();
      assertThat(finding.kind()).isEqualTo(RUNNING_TOTAL);
      assertThat(finding.where()).isEqualTo(place(line));
      assertThat(only(Mistakes.find(total)).where()).isEqualTo(place(line));
    }

    @Test
    void byARunningTotalBeforeTheBackwardPass() {
      Tensor w = leaf(0.5);
      Tensor total = tensor(0.0);
      for (int i = 0; i < 5; i++) {
        Tensor loss = w.sub(1).pow(2).sum();
        total = total.add(loss);
        loss.backward();
        w.grad(null);
      }
      assertThat(only(Mistakes.find(total)).kind()).isEqualTo(RUNNING_TOTAL);
    }
  }

  @Test
  void aWritePastTheVersionCounter() {
    Tensor w = leaf(1, 2);
    Tensor loss = w.pow(2).sum();
    w.data().mul_(3);
    assertThat(only(Mistakes.find(loss)).kind()).isEqualTo(BYPASSED_VERSION);
    loss.backward();
    assertThat(only(Mistakes.find(loss)).kind()).isEqualTo(BYPASSED_VERSION);
  }

  @Test
  void aWritePastTheVersionCounterInItsLine() {
    Mistakes.watch(true);
    Tensor w = leaf(1, 2);
    Tensor loss = w.exp().mul(w).sum();
    int line = line() + 1;
    w.data().mul_(3);
    loss.backward();
    assertThat(watched().where()).isEqualTo(place(line));
  }

  /// NaN and infinity.
  @Nested
  class NotFinite {
    @Test
    void theFirstOperationOfTheLoss() {
      Mistakes.watch(true);
      Tensor w = leaf(0, 1);
      Tensor scaled = w.mul(2);
      int line = line() + 1;
      Tensor logs = scaled.log();
      Tensor loss = logs.mul(0).sum();
      loss.backward();
      Finding finding = watched();
      assertThat(finding.kind()).isEqualTo(NOT_FINITE);
      assertThat(finding.where()).isEqualTo(place(line));
      assertThat(finding.what()).contains("LogBackward0");
      assertThat(only(Mistakes.find(loss)).what()).contains("LogBackward0");
    }

    @Test
    void theDataThatBroughtIt() {
      Mistakes.watch(true);
      Tensor w = leaf(1, 1);
      int line = line() + 1;
      Tensor loss = w.mul(vector(1, Double.NaN)).sum();
      loss.backward();
      assertThat(watched().where()).isEqualTo(place(line));
      assertThat(Mistakes.found().get(0).what()).contains("came in from outside");
    }

    @Test
    void theDerivativeThatMadeIt() {
      Mistakes.watch(true);
      Tensor w = leaf(0, 1);
      int line = line() + 1;
      Tensor root = w.sqrt();
      Tensor loss = root.sum();
      loss.backward();
      Finding finding = watched();
      assertThat(finding.where()).isEqualTo(place(line));
      assertThat(finding.what()).contains("SqrtBackward0");
    }

    @Test
    void bySavedValuesIfNobodyWatched() {
      Tensor loss = leaf(0, 1).log().pow(2).sum();
      assertThat(only(Mistakes.find(loss)).what()).contains("LogBackward0");
      Tensor silent = leaf(0, 1).log().sum();
      assertThat(only(Mistakes.find(silent)).cure()).contains("Mistakes.watch(true)");
    }

    @Test
    void notIfItIsMaskedAway() {
      Mistakes.watch(true);
      Tensor w = leaf(1, 2);
      Tensor masked = w.maskedFill(vector(0, 1).gt(0), Double.NEGATIVE_INFINITY);
      masked.exp().sum().backward();
      assertThat(Mistakes.found()).isEmpty();
    }
  }

  private static Tensor deep(Tensor x, double scale, boolean squash, List<Tensor> weights) {
    Tensor h = x;
    for (int i = 0; i < 12; i++) {
      Tensor w = randn(8, 8).mul(scale).requiresGrad(true);
      weights.add(w);
      h = squash ? h.matmul(w).sigmoid() : h.matmul(w);
    }
    return h.pow(2).mean();
  }

  @Test
  void gradientsThatVanishFromLayerToLayer() {
    List<Tensor> weights = new ArrayList<>();
    Tensor loss = deep(randn(16, 8), 0.3, true, weights);
    loss.backward();
    Finding finding = only(Mistakes.find(loss, weights));
    assertThat(finding.kind()).isEqualTo(VANISHING_GRADIENT);
    assertThat(finding.what()).contains("parameter 1 of", "parameter 12 of");
    assertThat(only(Mistakes.find(loss)).kind()).isEqualTo(VANISHING_GRADIENT);
  }

  @Test
  void gradientsThatExplode() {
    List<Tensor> weights = new ArrayList<>();
    Tensor loss = deep(randn(16, 8), 6, false, weights);
    loss.backward();
    assertThat(Mistakes.find(loss, weights).has(EXPLODING_GRADIENT)).isTrue();
    Mistakes.watch(true);
    Tensor w = leaf(3);
    Tensor h = w;
    for (int i = 0; i < 40; i++) {
      h = h.mul(w);
    }
    h.sum().backward();
    assertThat(watched().kind()).isEqualTo(EXPLODING_GRADIENT);
  }

  private static final class Net extends Module {
    final Linear first = register("first", new Linear(2, 3));
    final Linear second = register("second", new Linear(3, 1));

    @Override
    public Tensor forward(Tensor input) {
      return second.forward(first.forward(input).tanh());
    }
  }

  /// An optimizer of other parameters.
  @Nested
  class Optimizers {
    private final Tensor x = randn(5, 2);

    @Test
    void thatWasMadeForAnEarlierModel() {
      SGD optimizer = new SGD(new Net().parameters(), 0.1);
      Net rebuilt = new Net();
      Tensor loss = rebuilt.forward(x).pow(2).mean();
      loss.backward();
      Finding finding = only(Mistakes.find(loss, optimizer));
      assertThat(finding.kind()).isEqualTo(OPTIMIZER);
      assertThat(finding.what()).contains("parameter 1 of shape [3, 2]");
      assertThat(Mistakes.find(loss, optimizer, rebuilt)).hasSize(4);
    }

    @Test
    void whileWatching() {
      Mistakes.watch(true);
      SGD optimizer = new SGD(new Net().parameters(), 0.1);
      Net rebuilt = new Net();
      for (int i = 0; i < 3; i++) {
        rebuilt.zeroGrad();
        rebuilt.forward(x).pow(2).mean().backward();
        optimizer.step();
      }
      assertThat(watched().kind()).isEqualTo(OPTIMIZER);
    }

    @Test
    void thatLacksALayer() {
      Net net = new Net();
      SGD optimizer = new SGD(net.second.parameters(), 0.1);
      Tensor loss = net.forward(x).pow(2).mean();
      loss.backward();
      Findings findings = Mistakes.find(loss, optimizer, net);
      assertThat(findings).hasSize(2).allMatch(f -> f.kind() == OPTIMIZER);
      assertThat(findings.get(0).what()).contains("parameter first.weight");
    }
  }

  @Test
  void findingsSpeakBothLanguagesAndPrintInLines() {
    Tensor w = leaf(3);
    Tensor loss = w.detach().mul(leaf(2)).sum();
    assertThat(Mistakes.find(loss, w).toString())
        .startsWith("The parameter 1 of shape [1] gets no gradient")
        .contains("\n  Where: ", "\n  Why: ", "\n  Cure: ");
    Language.set(Language.SPANISH);
    assertThat(Mistakes.find(loss, w).toString())
        .startsWith("Sin gradiente para el parámetro 1 de forma [1]")
        .contains("\n  Dónde: ", "\n  Por qué: ", "\n  Remedio: ");
    assertThat(Mistakes.find(leaf(1).sum()).toString())
        .isEqualTo("No se ha encontrado ningún error.");
  }

  @Test
  void theWatchBeginsAnewAndEnds() {
    Mistakes.watch(true);
    assertThat(Mistakes.isWatching()).isTrue();
    leaf(0).log().sum().backward();
    assertThat(Mistakes.found()).hasSize(1);
    Mistakes.watch(false);
    leaf(0).log().sum().backward();
    assertThat(Mistakes.found()).hasSize(1);
    assertThat(Mistakes.isWatching()).isFalse();
    Mistakes.watch(true);
    assertThat(Mistakes.found()).isEmpty();
  }

  @Test
  void nothingIsKeptOfAnOperationWhenNobodyWatches() {
    Tensor y = zeros(2).requiresGrad(true).exp();
    assertThat(Objects.requireNonNull(y.gradFn()).place()).isNull();
    assertThat(Objects.requireNonNull(y.gradFn()).cuts()).isNull();
    assertThat(nabla.engine.autograd.Meta.of(y.detach()).cuts()).isNull();
  }
}
