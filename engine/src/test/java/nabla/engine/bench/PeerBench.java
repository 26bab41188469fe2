package nabla.engine.bench;

import static nabla.engine.autograd.GradMode.noGrad;
import static nabla.engine.tensor.Creation.rand;
import static nabla.engine.tensor.Creation.randint;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.vector;
import static nabla.engine.tensor.Shape.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import nabla.engine.nn.Conv2d;
import nabla.engine.nn.Flatten;
import nabla.engine.nn.LSTM;
import nabla.engine.nn.Linear;
import nabla.engine.nn.MaxPool2d;
import nabla.engine.nn.Module;
import nabla.engine.nn.ReLU;
import nabla.engine.nn.Sequential;
import nabla.engine.nn.Tanh;
import nabla.engine.nn.TransformerEncoderLayer;
import nabla.engine.optim.Adam;
import nabla.engine.optim.Optimizer;
import nabla.engine.optim.SGD;
import nabla.engine.tensor.ClassLosses;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Tensor;

/// The engine's times, one JSON object on the standard output: seconds of the fastest of several
/// blocks, after a warm-up, by the name of the task.
///
/// Arguments: names (or beginnings of names) of tasks, none for all. `-Dnabla.threads=1` for one
/// thread, `-Dnabla.bench.seconds=0.6` for how long each task is measured.
public final class PeerBench {
  private static final double SECONDS =
      Double.parseDouble(System.getProperty("nabla.bench.seconds", "0.6"));
  private static final Map<String, Runnable> TASKS = new LinkedHashMap<>();
  private static volatile Object sink = "";

  private PeerBench() {}

  /// Runs the tasks.
  public static void main(String[] names) {
    scalars();
    elementwise();
    reductions();
    products();
    trainings();
    StringBuilder json = new StringBuilder("{");
    for (var task : TASKS.entrySet()) {
      if (names.length > 0 && Arrays.stream(names).noneMatch(task.getKey()::startsWith)) {
        continue;
      }
      double seconds = fastest(task.getValue());
      json.append(json.length() > 1 ? ",\n " : "")
          .append("\"%s\": %.4g".formatted(task.getKey(), seconds));
    }
    System.out.println(json.append("}"));
  }

  private static void task(String name, Supplier<Object> work) {
    TASKS.put(name, () -> sink = work.get());
  }

  /// A task that needs something large, which is made when it is its turn.
  private static void late(String name, Supplier<Supplier<Object>> maker) {
    Object[] made = {null};
    TASKS.put(
        name,
        () -> {
          if (made[0] == null) {
            made[0] = maker.get();
          }
          sink = ((Supplier<?>) made[0]).get();
        });
  }

  private static double fastest(Runnable work) {
    long warmUntil = System.nanoTime() + (long) (SECONDS * 2e9);
    int warmed = 0;
    while (warmed < 20 && (warmed < 3 || System.nanoTime() < warmUntil)
        || System.nanoTime() < warmUntil - (long) (SECONDS * 1e9)) {
      work.run();
      warmed++;
    }
    long start = System.nanoTime();
    work.run();
    double one = Math.max(1e-8, (System.nanoTime() - start) / 1e9);
    int each = Math.max(1, (int) (SECONDS / 12 / one));
    double best = Double.MAX_VALUE;
    long end = System.nanoTime() + (long) (SECONDS * 1e9);
    for (int block = 0; block < 5 || (System.nanoTime() < end && block < 60); block++) {
      long from = System.nanoTime();
      for (int k = 0; k < each; k++) {
        work.run();
      }
      best = Math.min(best, (System.nanoTime() - from) / 1e9 / each);
    }
    return best;
  }

  private static void scalars() {
    Tensor x = vector(1.5);
    Tensor y = vector(2.5);
    Tensor z = vector(3.5);
    task("scalar.xy_plus_z", () -> x.mul(y).add(z));
    Tensor xg = vector(1.5).requiresGrad(true);
    Tensor yg = vector(2.5).requiresGrad(true);
    Tensor zg = vector(3.5).requiresGrad(true);
    task("scalar.xy_plus_z_recording", () -> xg.mul(yg).add(zg));
    task("scalar.chain20", () -> chain(xg, yg, zg));
    task(
        "scalar.chain20_backward",
        () -> {
          Tensor a = chain(xg, yg, zg);
          xg.grad(null);
          yg.grad(null);
          zg.grad(null);
          a.backward();
          return a;
        });
    var net = new ScalarNet(3, 4, 4, 1);
    task("scalar.micrograd_step", net::step);
  }

  private static Tensor chain(Tensor x, Tensor y, Tensor z) {
    Tensor a = x;
    for (int i = 0; i < 5; i++) {
      a = a.mul(y);
      a = a.add(z);
      a = a.tanh();
      a = a.mul(0.5);
    }
    return a;
  }

  private static void elementwise() {
    for (int n : new int[] {1_000, 1_000_000, 10_000_000}) {
      String size = "_1e" + (int) Math.log10(n);
      late(
          "elementwise.add" + size,
          () -> {
            Tensor a = rand(n);
            Tensor b = rand(n);
            return () -> a.add(b);
          });
      late(
          "elementwise.mul" + size,
          () -> {
            Tensor a = rand(n);
            Tensor b = rand(n);
            return () -> a.mul(b);
          });
      late(
          "elementwise.exp" + size,
          () -> {
            Tensor a = rand(n);
            return () -> a.exp();
          });
      late(
          "elementwise.tanh" + size,
          () -> {
            Tensor a = rand(n);
            return () -> a.tanh();
          });
      late(
          "elementwise.gelu" + size,
          () -> {
            Tensor a = rand(n);
            return () -> a.gelu();
          });
    }
    late(
        "chain8.eager_1e7",
        () -> {
          Tensor a = rand(10_000_000);
          Tensor b = rand(10_000_000);
          return () -> chain8(a, b);
        });
  }

  private static Tensor chain8(Tensor a, Tensor b) {
    return a.mul(b).add(a).tanh().mul(2.0).sub(b).exp().add(1.0).mul(a);
  }

  private static void reductions() {
    late(
        "reduce.sum",
        () -> {
          Tensor m = rand(4096, 4096);
          return () -> m.sum();
        });
    late(
        "reduce.sum_dim0",
        () -> {
          Tensor m = rand(4096, 4096);
          return () -> m.sum(0);
        });
    late(
        "reduce.sum_dim1",
        () -> {
          Tensor m = rand(4096, 4096);
          return () -> m.sum(1);
        });
    late(
        "reduce.max_dim1",
        () -> {
          Tensor m = rand(4096, 4096);
          return () -> m.max(1);
        });
    late(
        "reduce.softmax_dim1",
        () -> {
          Tensor m = rand(4096, 4096);
          return () -> m.softmax(1);
        });
  }

  private static void products() {
    for (int n : new int[] {4, 16, 64, 256, 1024, 2048}) {
      late(
          "matmul.float32_" + n,
          () -> {
            Tensor a = rand(n, n);
            Tensor b = rand(n, n);
            return () -> a.matmul(b);
          });
    }
    for (int n : new int[] {64, 256, 1024}) {
      late(
          "matmul.float64_" + n,
          () -> {
            Tensor a = rand(shape(n, n), DType.FLOAT64);
            Tensor b = rand(shape(n, n), DType.FLOAT64);
            return () -> a.matmul(b);
          });
    }
  }

  private static void trainings() {
    late("train.mlp_b128_adam", () -> step(mlp(), rand(128, 784), classes(128, 10), Adam::new));
    late("train.mlp_b128_sgd", () -> step(mlp(), rand(128, 784), classes(128, 10), PeerBench::sgd));
    late("train.mlp_b1_sgd", () -> step(mlp(), rand(1, 784), classes(1, 10), PeerBench::sgd));
    late("train.mlp_b1_adam", () -> step(mlp(), rand(1, 784), classes(1, 10), Adam::new));
    late(
        "train.tiny_mlp_b4_sgd",
        () -> {
          Module tiny =
              new Sequential(
                  new Linear(3, 4), new Tanh(), new Linear(4, 4), new Tanh(), new Linear(4, 2));
          return step(tiny, rand(4, 3), classes(4, 2), PeerBench::sgd);
        });
    late(
        "train.conv_b32_adam",
        () -> {
          Module conv =
              new Sequential(
                  new Conv2d(1, 8, 3, Conv2d.options().padding(1)),
                  new ReLU(),
                  new MaxPool2d(2),
                  new Conv2d(8, 16, 3, Conv2d.options().padding(1)),
                  new ReLU(),
                  new MaxPool2d(2),
                  new Flatten(),
                  new Linear(16 * 49, 10));
          return step(conv, rand(32, 1, 28, 28), classes(32, 10), Adam::new);
        });
    late(
        "train.mlp_b128_forward",
        () -> {
          Module net = mlp();
          Tensor x = rand(128, 784);
          return () -> noGrad(() -> net.call(x));
        });
    late(
        "train.lstm64_b16_t20",
        () -> {
          LSTM net = new LSTM(64, 64);
          return square(net, rand(20, 16, 64));
        });
    late(
        "train.transformer_b8_t64",
        () -> {
          Module net =
              new TransformerEncoderLayer(
                  128, 4, TransformerEncoderLayer.options().batchFirst(true).dropout(0));
          return square(net, rand(8, 64, 128));
        });
  }

  private static Optimizer sgd(List<Tensor> parameters) {
    return new SGD(parameters, 0.01);
  }

  private static Module mlp() {
    return new Sequential(
        new Linear(784, 256), new ReLU(), new Linear(256, 128), new ReLU(), new Linear(128, 10));
  }

  private static Tensor classes(int count, int of) {
    return randint(0, of, shape(count));
  }

  private static Supplier<Object> step(
      Module net, Tensor x, Tensor target, Function<List<Tensor>, Optimizer> maker) {
    Optimizer optimizer = maker.apply(new ArrayList<>(net.parameters()));
    return () -> {
      optimizer.zeroGrad();
      Tensor loss = ClassLosses.crossEntropy(net.call(x), target);
      loss.backward();
      optimizer.step();
      return loss;
    };
  }

  private static Supplier<Object> square(Module net, Tensor x) {
    return () -> {
      net.zeroGrad();
      Tensor loss = net.call(x).square().mean();
      loss.backward();
      return loss;
    };
  }

  /// A net of scalar tensors, as micrograd has it, with its four examples.
  private static final class ScalarNet {
    private static final double[][] INPUTS = {{2, 3, -1}, {3, -1, 0.5}, {0.5, 1, 1}, {1, 1, -1}};
    private static final double[] TARGETS = {1, -1, -1, 1};

    private final List<List<List<Tensor>>> layers = new ArrayList<>();
    private final List<Tensor> parameters = new ArrayList<>();

    ScalarNet(int... sizes) {
      Random random = new Random(0);
      for (int l = 1; l < sizes.length; l++) {
        List<List<Tensor>> layer = new ArrayList<>();
        for (int o = 0; o < sizes[l]; o++) {
          List<Tensor> neuron = new ArrayList<>();
          for (int i = 0; i <= sizes[l - 1]; i++) {
            Tensor value = tensor(random.nextDouble() * 2 - 1).requiresGrad(true);
            neuron.add(value);
            parameters.add(value);
          }
          layer.add(neuron);
        }
        layers.add(layer);
      }
    }

    private Tensor out(double[] example) {
      List<Tensor> values = new ArrayList<>();
      for (List<List<Tensor>> layer : layers) {
        List<Tensor> next = new ArrayList<>();
        for (List<Tensor> neuron : layer) {
          Tensor a = neuron.getLast();
          for (int i = 0; i + 1 < neuron.size(); i++) {
            Tensor w = neuron.get(i);
            a = a.add(values.isEmpty() ? w.mul(example[i]) : w.mul(values.get(i)));
          }
          next.add(a.tanh());
        }
        values = next;
      }
      return values.get(0);
    }

    Object step() {
      Tensor loss = out(INPUTS[0]).sub(TARGETS[0]).pow(2);
      for (int e = 1; e < INPUTS.length; e++) {
        loss = loss.add(out(INPUTS[e]).sub(TARGETS[e]).pow(2));
      }
      parameters.forEach(p -> p.grad(null));
      loss.backward();
      try (var _ = noGrad()) {
        for (Tensor p : parameters) {
          p.sub_(p.grad().mul(0.01));
        }
      }
      return loss;
    }
  }
}
