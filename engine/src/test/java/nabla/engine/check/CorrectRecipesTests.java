package nabla.engine.check;

import static nabla.engine.autograd.GradMode.noGrad;
import static nabla.engine.tensor.ClassLosses.crossEntropy;
import static nabla.engine.tensor.Creation.arange;
import static nabla.engine.tensor.Creation.manualSeed;
import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.randint;
import static nabla.engine.tensor.Creation.randn;
import static nabla.engine.tensor.Creation.zeros;
import static nabla.engine.tensor.Flag.CREATE_GRAPH;
import static nabla.engine.tensor.Flag.RETAIN_GRAPH;
import static nabla.engine.tensor.Functional.grad;
import static nabla.engine.tensor.Losses.mseLoss;
import static nabla.engine.tensor.Losses.smoothL1Loss;
import static nabla.engine.tensor.ProbabilityLosses.binaryCrossEntropyWithLogits;
import static nabla.engine.tensor.Shape.shape;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import nabla.engine.error.Warnings;
import nabla.engine.nn.Linear;
import nabla.engine.nn.Module;
import nabla.engine.nn.ReLU;
import nabla.engine.nn.Sequential;
import nabla.engine.nn.Tanh;
import nabla.engine.optim.Adam;
import nabla.engine.optim.Optimizer;
import nabla.engine.optim.SGD;
import nabla.engine.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Recipes of several networks and optimizers, which cut gradients on purpose: the finder, watching
/// or not, has nothing to say of the last loss.
class CorrectRecipesTests {
  private final List<String> warnings = new ArrayList<>();
  private Consumer<String> before = _ -> {};

  @BeforeEach
  void listen() {
    before = Warnings.handler(warnings::add);
  }

  @AfterEach
  void restore() {
    Mistakes.watch(false);
    Warnings.handler(before);
  }

  private void isSilent(Supplier<Tensor> program) {
    for (boolean watch : new boolean[] {false, true}) {
      manualSeed(0);
      Mistakes.watch(watch);
      Tensor loss = program.get();
      assertThat(Mistakes.find(loss)).isEmpty();
      if (watch) {
        assertThat(Mistakes.found()).isEmpty();
      }
      assertThat(warnings).isEmpty();
      Mistakes.watch(false);
    }
  }

  private static Sequential net(int in, int out) {
    return new Sequential(new Linear(in, 8), new Tanh(), new Linear(8, out));
  }

  private static Tensor batch() {
    return randn(16, 3);
  }

  private static Tensor train(Optimizer optimizer, Supplier<Tensor> loss) {
    Tensor last = zeros(1);
    for (int i = 0; i < 4; i++) {
      optimizer.zeroGrad();
      last = loss.get();
      last.backward();
      optimizer.step();
    }
    return last;
  }

  private static Optimizer adam(Module... modules) {
    List<Tensor> all = new ArrayList<>();
    for (Module module : modules) {
      all.addAll(module.parameters());
    }
    return new Adam(all, 0.01);
  }

  @Test
  void twoNetworksPlayAgainstEachOther() {
    isSilent(
        () -> {
          Module maker = net(2, 3);
          Module judge = net(3, 1);
          Optimizer ofMaker = adam(maker);
          Optimizer ofJudge = adam(judge);
          return train(
              ofMaker,
              () -> {
                Tensor fake = maker.call(randn(16, 2));
                ofJudge.zeroGrad();
                binaryCrossEntropyWithLogits(judge.call(batch()), ones(16, 1))
                    .add(binaryCrossEntropyWithLogits(judge.call(fake.detach()), zeros(16, 1)))
                    .backward();
                ofJudge.step();
                return binaryCrossEntropyWithLogits(judge.call(fake), ones(16, 1));
              });
        });
  }

  @Test
  void aStudentLearnsFromATeacher() {
    isSilent(
        () -> {
          Module teacher = net(3, 1);
          Module student = net(3, 1);
          return train(
              adam(student),
              () -> {
                Tensor x = batch();
                return mseLoss(student.call(x), teacher.call(x).detach());
              });
        });
  }

  @Test
  void aTargetNetworkFollowsWithoutGradients() {
    isSilent(
        () -> {
          Module values = net(3, 2);
          Module target = net(3, 2);
          return train(
              adam(values),
              () -> {
                target.loadStateDict(values.stateDict());
                Tensor wanted = noGrad(() -> target.call(batch()).max(1).values().mul(0.9));
                Tensor chosen = values.call(batch()).gather(1, randint(0, 2, shape(16, 1)));
                return smoothL1Loss(chosen.squeeze(1), wanted);
              });
        });
  }

  @Test
  void queriesLearnByKeysThatDoNot() {
    isSilent(
        () -> {
          Module query = net(3, 4);
          Module key = net(3, 4);
          return train(
              adam(query),
              () -> {
                Tensor x = batch();
                Tensor scores = query.call(x).matmul(key.call(x).detach().t());
                return crossEntropy(scores, arange(16));
              });
        });
  }

  @Test
  void gradientsAreKeptNearOne() {
    isSilent(
        () -> {
          Module judge = new Sequential(new Linear(3, 8), new ReLU(), new Linear(8, 1));
          return train(
              adam(judge),
              () -> {
                Tensor x = batch().requiresGrad(true);
                Tensor slope = grad(judge.call(x).sum(), x, CREATE_GRAPH);
                Tensor penalty = slope.norm(2, 1).sub(1).pow(2).mean();
                return judge.call(batch()).mean().add(penalty);
              });
        });
  }

  @Test
  void partsOfABatchAddUp() {
    isSilent(
        () -> {
          Module net = net(3, 1);
          SGD optimizer = new SGD(net.parameters(), 0.1);
          Tensor loss = zeros(1);
          for (int part = 1; part <= 8; part++) {
            loss = mseLoss(net.call(batch()), randn(16, 1)).div(4);
            loss.backward();
            if (part % 4 == 0) {
              optimizer.step();
              optimizer.zeroGrad();
            }
          }
          return loss;
        });
  }

  @Test
  void twoTasksGoBackOneAfterTheOther() {
    isSilent(
        () -> {
          Module body = net(3, 4);
          Module first = new Linear(4, 1);
          Module second = new Linear(4, 2);
          return train(
              adam(body, first, second),
              () -> {
                Tensor features = body.call(batch());
                mseLoss(first.call(features), randn(16, 1)).backward(RETAIN_GRAPH);
                return crossEntropy(second.call(features), randint(0, 2, shape(16)));
              });
        });
  }
}
