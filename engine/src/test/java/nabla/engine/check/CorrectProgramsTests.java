package nabla.engine.check;

import static nabla.engine.autograd.GradMode.inferenceMode;
import static nabla.engine.autograd.GradMode.noGrad;
import static nabla.engine.optim.Clipping.clipGradNorm_;
import static nabla.engine.tensor.ClassLosses.crossEntropy;
import static nabla.engine.tensor.Creation.linspace;
import static nabla.engine.tensor.Creation.manualSeed;
import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.randn;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.vector;
import static nabla.engine.tensor.Creation.zeros;
import static nabla.engine.tensor.DType.FLOAT32;
import static nabla.engine.tensor.Flag.CREATE_GRAPH;
import static nabla.engine.tensor.Flag.RETAIN_GRAPH;
import static nabla.engine.tensor.Functional.grad;
import static nabla.engine.tensor.Losses.mseLoss;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import nabla.engine.error.Warnings;
import nabla.engine.nn.Linear;
import nabla.engine.nn.Module;
import nabla.engine.optim.Adam;
import nabla.engine.optim.LBFGS;
import nabla.engine.optim.Optimizer;
import nabla.engine.optim.SGD;
import nabla.engine.optim.StepLR;
import nabla.engine.tensor.CustomFunction;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Programs in which nothing is wrong, though each does something that elsewhere is a mistake: the
/// finder has nothing to say of them.
class CorrectProgramsTests {
  private final Map<String, Supplier<Trained>> programs = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();
  private Consumer<String> before = _ -> {};

  /// What a program leaves behind: its last loss, and what it trained by it.
  private record Trained(Tensor loss, List<Tensor> parameters, @Nullable Optimizer optimizer) {
    Trained(Tensor loss, Tensor... parameters) {
      this(loss, List.of(parameters), null);
    }
  }

  @BeforeEach
  void listen() {
    before = Warnings.handler(warnings::add);
  }

  @AfterEach
  void restore() {
    Mistakes.watch(false);
    Warnings.handler(before);
  }

  @TestFactory
  Stream<DynamicTest> nothingIsFound() {
    byHand();
    ways();
    networks();
    recurrent();
    derivatives();
    return programs.entrySet().stream()
        .map(program -> dynamicTest(program.getKey(), () -> run(program.getValue())));
  }

  private void run(Supplier<Trained> program) {
    for (boolean watch : new boolean[] {false, true}) {
      manualSeed(0);
      warnings.clear();
      Mistakes.watch(watch);
      Trained trained = program.get();
      assertThat(warnings).isEmpty();
      assertThat(Mistakes.find(trained.loss)).isEmpty();
      assertThat(Mistakes.find(trained.loss, trained.parameters)).isEmpty();
      if (trained.optimizer != null) {
        assertThat(Mistakes.find(trained.loss, trained.optimizer)).isEmpty();
      }
      if (watch) {
        assertThat(Mistakes.found()).isEmpty();
      }
      Mistakes.watch(false);
    }
  }

  private static Tensor leaf(double... elements) {
    return vector(elements).requiresGrad(true);
  }

  private static Tensor gradOf(Tensor tensor) {
    return Objects.requireNonNull(tensor.grad());
  }

  private static final class Net extends Module {
    final Linear first;
    final Linear second;

    Net(int in, int hidden, int out) {
      first = new Linear(in, hidden);
      second = new Linear(hidden, out);
    }

    @Override
    public Tensor forward(Tensor input) {
      return second.forward(first.forward(input).relu());
    }
  }

  private final Tensor x = linspace(-1, 1, 16).view(16, 1);
  private final Tensor y = x.mul(3).add(1);

  private void byHand() {
    programs.put(
        "linear regression by hand",
        () -> {
          Tensor w = leaf(0);
          Tensor b = leaf(0);
          Tensor loss = w;
          for (int i = 0; i < 5; i++) {
            loss = x.mul(w).add(b).sub(y).pow(2).mean();
            loss.backward();
            noGrad(
                () -> {
                  w.sub_(gradOf(w).mul(0.1));
                  b.sub_(gradOf(b).mul(0.1));
                });
            w.grad(null);
            b.grad(null);
          }
          return new Trained(loss, w, b);
        });
    programs.put(
        "reset by zero_",
        () -> {
          Tensor w = leaf(0);
          Tensor loss = w;
          for (int i = 0; i < 5; i++) {
            loss = mseLoss(x.mul(w), y);
            loss.backward();
            try (var _ = noGrad()) {
              w.sub_(gradOf(w).mul(0.1));
              gradOf(w).zero_();
            }
          }
          return new Trained(loss, w);
        });
    programs.put(
        "steps through data() after the backward pass",
        () -> {
          Tensor w = leaf(0);
          Tensor loss = w;
          for (int i = 0; i < 5; i++) {
            loss = mseLoss(x.mul(w).mul(w), y);
            loss.backward();
            w.data().sub_(gradOf(w).mul(0.1));
            w.grad(null);
          }
          return new Trained(loss, w);
        });
    programs.put(
        "a new leaf for each step",
        () -> {
          Tensor w = leaf(0.5);
          Tensor loss = w;
          for (int i = 0; i < 5; i++) {
            loss = mseLoss(x.mul(w), y);
            loss.backward();
            if (i < 4) {
              w = w.detach().sub(gradOf(w).mul(0.1)).requiresGrad(true);
            }
          }
          return new Trained(loss, w);
        });
    programs.put(
        "one loss for several leaves, read after the pass",
        () -> {
          Tensor a = leaf(2);
          Tensor b = leaf(3);
          Tensor loss = a.mul(b).add(a.sin()).sum();
          loss.backward();
          assertThat(gradOf(a).item()).isNotEqualTo(gradOf(b).item());
          return new Trained(loss, a, b);
        });
  }

  private Trained train(
      Module net, Optimizer optimizer, Supplier<Tensor> loss, Consumer<Tensor> after) {
    Tensor last = loss.get();
    for (int i = 0; i < 6; i++) {
      optimizer.zeroGrad();
      last = loss.get();
      last.backward();
      optimizer.step();
      after.accept(last);
    }
    List<Tensor> trained = net.parameters().stream().filter(p -> p.requiresGrad()).toList();
    return new Trained(last, trained, optimizer);
  }

  private void ways() {
    programs.put(
        "linear regression by SGD with momentum",
        () -> {
          Linear net = new Linear(1, 1);
          var options = SGD.options(0.1).momentum(0.9).weightDecay(0.01);
          return train(
              net, new SGD(net.parameters(), options), () -> mseLoss(net.forward(x), y), _ -> {});
        });
    programs.put(
        "accumulating on purpose, loss / k",
        () -> {
          Linear net = new Linear(1, 1);
          noGrad(() -> net.parameters().forEach(Tensor::zero_));
          SGD optimizer = new SGD(net.parameters(), 0.1);
          Tensor loss = x;
          for (int step = 0; step < 3; step++) {
            for (int part = 0; part < 4; part++) {
              loss = mseLoss(net.forward(ones(4, 1)), zeros(4, 1)).div(4.0);
              loss.backward();
            }
            optimizer.step();
            optimizer.zeroGrad();
          }
          return new Trained(loss, net.parameters(), optimizer);
        });
    programs.put(
        "accumulating two losses of one step",
        () -> {
          Net net = new Net(1, 4, 1);
          Adam optimizer = new Adam(net.parameters(), 0.01);
          Tensor loss = x;
          for (int step = 0; step < 3; step++) {
            optimizer.zeroGrad();
            mseLoss(net.forward(x), y).backward();
            loss = net.forward(x).abs().mean();
            loss.backward();
            optimizer.step();
          }
          return new Trained(loss, net.parameters(), optimizer);
        });
    programs.put(
        "L-BFGS with its closure",
        () -> {
          Linear net = new Linear(1, 1);
          LBFGS optimizer = new LBFGS(net.parameters(), 0.5);
          Tensor loss =
              optimizer.step(
                  () -> {
                    optimizer.zeroGrad();
                    Tensor inner = mseLoss(net.forward(x), y);
                    inner.backward();
                    return inner;
                  });
          return new Trained(loss, net.parameters(), optimizer);
        });
    programs.put(
        "a schedule and clipped gradients",
        () -> {
          Net net = new Net(1, 4, 1);
          SGD optimizer = new SGD(net.parameters(), 0.1);
          StepLR schedule = new StepLR(optimizer, 2);
          Tensor loss = x;
          for (int i = 0; i < 6; i++) {
            optimizer.zeroGrad();
            loss = mseLoss(net.forward(x), y);
            loss.backward();
            clipGradNorm_(net.parameters(), 1.0);
            optimizer.step();
            schedule.step();
          }
          return new Trained(loss, net.parameters(), optimizer);
        });
    programs.put(
        "early stopping by item(), totals of numbers",
        () -> {
          Linear net = new Linear(1, 1);
          double[] best = {1e9};
          double[] total = {0};
          return train(
              net,
              new SGD(net.parameters(), 0.1),
              () -> mseLoss(net.forward(x), y),
              loss -> {
                best[0] = Math.min(best[0], loss.item());
                total[0] += loss.item();
              });
        });
    programs.put(
        "totals of tensors without history",
        () -> {
          Linear net = new Linear(1, 1);
          Tensor total = tensor(0.0);
          return train(
              net,
              new SGD(net.parameters(), 0.1),
              () -> mseLoss(net.forward(x), y),
              loss -> total.add_(loss.detach()));
        });
  }

  private void networks() {
    Tensor points = randn(12, 2);
    Tensor classes = points.select(1, 0).gt(0).toLong();
    programs.put(
        "a network with Adam, accuracy in between",
        () -> {
          Net net = new Net(2, 8, 2);
          return train(
              net,
              new Adam(net.parameters(), 0.01),
              () -> crossEntropy(net.forward(points), classes),
              _ -> {
                try (var _ = noGrad()) {
                  net.forward(points).argmax(1).eq(classes).to(FLOAT32).mean().item();
                }
                inferenceMode(() -> net.forward(points).argmax(1));
              });
        });
    programs.put(
        "frozen layers",
        () -> {
          Net net = new Net(2, 8, 2);
          net.first.parameters().forEach(p -> p.requiresGrad(false));
          return train(
              net,
              new SGD(net.parameters(), 0.1),
              () -> crossEntropy(net.forward(points), classes),
              _ -> {});
        });
    programs.put(
        "a head on features that are not recorded",
        () -> {
          Net net = new Net(2, 8, 8);
          net.parameters().forEach(p -> p.requiresGrad(false));
          Linear head = new Linear(8, 2);
          return train(
              head,
              new SGD(head.parameters(), 0.1),
              () -> crossEntropy(head.forward(noGrad(() -> net.forward(points))), classes),
              _ -> {});
        });
    programs.put(
        "a target network",
        () -> {
          Net net = new Net(2, 8, 1);
          Net target = new Net(2, 8, 1);
          return train(
              net,
              new SGD(net.parameters(), 0.1),
              () -> {
                Tensor goal = noGrad(() -> target.forward(points).mul(0.9).add(1));
                Tensor other = target.forward(points).detach();
                return mseLoss(net.forward(points), goal)
                    .add(net.forward(points).sub(other).pow(2).mean());
              },
              _ ->
                  noGrad(
                      () -> {
                        for (int i = 0; i < 4; i++) {
                          Tensor slow = target.parameters().get(i);
                          slow.mul_(0.9).add_(net.parameters().get(i), 0.1);
                        }
                      }));
        });
    programs.put(
        "detach on one of two paths",
        () -> {
          Net net = new Net(2, 8, 1);
          return train(
              net,
              new SGD(net.parameters(), 0.1),
              () -> {
                Tensor out = net.forward(points);
                return out.sub(out.detach().add(1)).pow(2).mean();
              },
              _ -> {});
        });
    programs.put(
        "weights by a stopped gradient",
        () -> {
          Net net = new Net(2, 8, 1);
          return train(
              net,
              new SGD(net.parameters(), 0.1),
              () -> {
                Tensor out = net.forward(points);
                return out.detach().sigmoid().mul(out.pow(2)).mean();
              },
              _ -> {});
        });
    programs.put("two networks against each other", () -> adversaries(points));
  }

  private static Trained adversaries(Tensor real) {
    Net maker = new Net(2, 4, 2);
    Net judge = new Net(2, 4, 1);
    SGD making = new SGD(maker.parameters(), 0.01);
    SGD judging = new SGD(judge.parameters(), 0.01);
    Tensor loss = real;
    for (int i = 0; i < 4; i++) {
      judging.zeroGrad();
      judge.forward(real).sub(1).pow(2).mean().backward();
      judge.forward(maker.forward(randn(12, 2)).detach()).pow(2).mean().backward();
      judging.step();
      making.zeroGrad();
      loss = judge.forward(maker.forward(randn(12, 2))).sub(1).pow(2).mean();
      loss.backward();
      making.step();
    }
    return new Trained(loss, maker.parameters(), making);
  }

  private void recurrent() {
    programs.put(
        "truncated back-propagation through time",
        () -> {
          Linear cell = new Linear(3, 3);
          SGD optimizer = new SGD(cell.parameters(), 0.1);
          Tensor hidden = zeros(1, 3);
          Tensor loss = hidden;
          for (int i = 0; i < 6; i++) {
            optimizer.zeroGrad();
            for (int step = 0; step < 3; step++) {
              hidden = cell.forward(hidden).tanh();
            }
            loss = hidden.sub(0.5).pow(2).mean();
            loss.backward();
            optimizer.step();
            hidden = hidden.detach();
          }
          return new Trained(loss, cell.parameters(), optimizer);
        });
    programs.put(
        "several losses of one trunk, retained",
        () -> {
          Linear trunk = new Linear(2, 4);
          List<Tensor> losses = new ArrayList<>();
          Tensor h = trunk.forward(ones(3, 2));
          for (int i = 0; i < 6; i++) {
            Linear head = new Linear(4, 4);
            h = head.forward(h).tanh();
            losses.add(h.pow(2).mean());
          }
          for (int i = 5; i > 0; i--) {
            losses.get(i).backward(RETAIN_GRAPH);
          }
          losses.get(0).backward();
          return new Trained(losses.get(0), trunk.parameters(), null);
        });
    programs.put(
        "a sum of losses, differentiated once",
        () -> {
          Tensor w = leaf(0.5);
          Tensor total = tensor(0.0);
          for (int i = 1; i < 6; i++) {
            total = total.add(w.mul(i).sub(1).pow(2).sum());
          }
          total.backward();
          return new Trained(total, w);
        });
    programs.put(
        "a residual network of many layers",
        () -> {
          List<Tensor> layers = new ArrayList<>();
          Tensor h = randn(6, 4);
          for (int i = 0; i < 8; i++) {
            Tensor w = randn(4, 4).mul(0.3).requiresGrad(true);
            layers.add(w);
            h = h.add(h.matmul(w).tanh());
          }
          Tensor loss = h.pow(2).mean();
          loss.backward();
          return new Trained(loss, layers, null);
        });
  }

  private static final class Cube extends CustomFunction {
    @Override
    protected Tensor forward(Context ctx, Tensor... inputs) {
      ctx.saveForBackward(inputs[0]);
      return inputs[0].pow(3);
    }

    @Override
    protected @Nullable Tensor[] backward(Context ctx, Tensor... grads) {
      return gradients(ctx.saved(0).pow(2).mul(3).mul(grads[0]));
    }
  }

  private void derivatives() {
    programs.put(
        "a penalty on the gradient, differentiated twice",
        () -> {
          Net net = new Net(1, 4, 1);
          return train(
              net,
              new SGD(net.parameters(), 0.01),
              () -> {
                Tensor input = x.detach().requiresGrad(true);
                Tensor out = net.forward(input);
                Tensor slope = grad(out.sum(), input, CREATE_GRAPH);
                return mseLoss(out, y).add(slope.sub(3).pow(2).mean());
              },
              _ -> {});
        });
    programs.put(
        "steps inside the graph",
        () -> {
          Tensor start = leaf(1, 2);
          Tensor w = start;
          for (int i = 0; i < 6; i++) {
            w = w.sub(grad(w.pow(2).sum(), w, CREATE_GRAPH).mul(0.1));
          }
          Tensor loss = w.pow(2).sum();
          loss.backward();
          return new Trained(loss, start);
        });
    programs.put(
        "a function with a derivative of its own",
        () -> {
          Tensor w = leaf(1, 2);
          Tensor loss = new Cube().apply(w).sum();
          loss.backward();
          noGrad(() -> new Cube().apply(w).sum()).item();
          return new Trained(loss, w);
        });
    programs.put(
        "distances of all pairs",
        () -> {
          Tensor points = leaf(1, 2, 4);
          Tensor loss = points.unsqueeze(1).sub(points.detach()).pow(2).mean();
          loss.backward();
          return new Trained(loss, points);
        });
    programs.put(
        "a masked softmax",
        () -> {
          Tensor scores = leaf(1, 2, 3);
          Tensor hidden = vector(0, 0, 1).gt(0);
          Tensor weights = scores.maskedFill(hidden, Double.NEGATIVE_INFINITY).softmax(0);
          Tensor loss = weights.mul(vector(1, 2, 3)).sum();
          loss.backward();
          return new Trained(loss, scores);
        });
    programs.put(
        "printing in between",
        () -> {
          Tensor w = leaf(1, 2);
          Tensor loss = w.pow(2).sum();
          assertThat(w.toString() + loss + w.detach()).isNotEmpty();
          loss.backward();
          assertThat(gradOf(w).toString()).isNotEmpty();
          w.grad(null);
          loss = w.pow(2).sum();
          loss.backward();
          assertThat(gradOf(w).toDoubleArray()).hasSize(2);
          return new Trained(loss, w);
        });
  }
}
