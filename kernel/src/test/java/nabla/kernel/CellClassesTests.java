package nabla.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nabla.kernel.jshell.Evaluator;
import nabla.kernel.jshell.EvaluatorOptions;
import nabla.kernel.jshell.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a cell sees without an import: the engine and the display, nothing else of the kernel.
class CellClassesTests {
  private static final CellClasses CLASSES = new CellClasses();
  private static final Evaluator CELLS =
      new Evaluator(new EvaluatorOptions(CLASSES.classPath(), CLASSES, Main.imports()));

  @BeforeAll
  static void start() {
    CELLS.start();
  }

  @AfterAll
  static void stop() {
    CELLS.close();
  }

  /// At the start they are taken on trust.
  @Test
  void eachOfTheImportsThatCellsStartWithIsRight() {
    var options = new EvaluatorOptions(CLASSES.classPath(), CLASSES, List.of());
    try (var alone = new Evaluator(options)) {
      assertThat(Main.imports()).hasSizeGreaterThan(40);
      for (String each : Main.imports()) {
        assertThat(alone.evaluate(1, each)).as(each).isEqualTo(new Outcome.Nothing());
      }
      assertThat(alone.evaluate(2, "import no.such.place.Thing;"))
          .isInstanceOf(Outcome.Rejected.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tensor(3.0).requiresGrad(true).pow(2)",
        "vector(1.0, 2.0).sum(0, KEEPDIM)",
        "zeros(shape(2, 3), FLOAT64)",
        "zeros(shape(2, 3), OPENCL).add(1)",
        // Types with annotations inside, which JShell cannot write back into source.
        "var x = tensor(2.0).requiresGrad(true); grad(x.pow(2), List.of(x), RETAIN_GRAPH)",
        "var y = tensor(2.0).requiresGrad(true); var g = grad(y.pow(2), List.of(y)); g",
        "tensor(2.0).requiresGrad(true).exp().gradFn().nextEdges()",
        "Optimizer o = new SGD(List.of(ones(1).requiresGrad(true)), 0.1); new StepLR(o, 5).lastLr()",
        "clipGradNorm_(List.of(ones(1)), 1)",
        "jacobian(x -> x.square(), vector(1.0, 2.0))",
        """
        class Square extends CustomFunction {
          protected Tensor forward(Context ctx, Tensor... inputs) {
            ctx.saveForBackward(inputs);
            return inputs[0].square();
          }

          protected Tensor[] backward(Context ctx, Tensor... grads) {
            return gradients(ctx.saved(0).mul(2).mul(grads[0]));
          }
        }
        gradcheck(new Square()::apply, tensor(2.0, FLOAT64).requiresGrad(true))
        """,
        "Check.check == check",
        "new Linear(2, 3).forward(ones(4, 2)).shape()",
        "class Net extends Module { public Tensor forward(Tensor x) { return x; } } new Net().parameters()",
        "parameter(zeros(2))",
        """
        class Two extends Module {
          Linear first = new Linear(2, 3);
          ModuleList rest = new ModuleList(new Linear(3, 3), new BatchNorm1d(3));
          Parameter scale = new Parameter(ones(1));
          Buffer seen = new Buffer(zeros(1));

          public Tensor forward(Tensor x, Tensor y) {
            return rest.get(0).call(first.call(x)).mul(scale).add(y);
          }
        }
        Two two = new Two();
        two.registerForwardHook((module, inputs, output) -> output.mul(2));
        check.equal(two.namedParameters().size(), 7);
        check.equal(two.call(ones(1, 2), ones(1, 3)).shape(), shape(1, 3));
        two.summary(ones(1, 2), ones(1, 3))
        """,
        "new Sequential(new Linear(2, 3), new Dropout(0.5)).eval().loadStateDict(Map.of(), NOT_STRICT)",
        "Init.kaimingNormal_(zeros(2, 3), Init.options().mode(\"fan_out\"))",
        "StoredType.of(FLOAT32)",
        "for (Batch b : new DataLoader(Datasets.iris(), 50)) { b.input(); } randomSplit(Datasets.iris(), 0.8, 0.2)",
        "html(\"<b>x</b>\")",
        "Label label = new Label(\"a\"); Image i = null; new HBox(label, new Button(\"b\"), new IntSlider(\"n\", 0, 3))",
        "Supplier<VBox> box = () -> interact((lr, n) -> lr * n, new FloatLogSlider(\"lr\", 1, 1, 2), new IntSlider(\"n\", 1, 3)); box",
        "progress(5).title(\"a\"); progress(List.of(1)); progress(Stream.of(1)); progress(IntStream.range(0, 3)); progress(new int[2])",
        "progress.set(\"loss\", tensor(1.0)); progress.set(\"n\", 3); progress(new String[] {\"a\"})",
        "plot(List.of(1.0, 2.0)).logY().title(\"loss\")",
        "plotRegions(new Linear(2, 2), rand(3, 2), new int[] {0, 1, 0}).axes(\"a\", \"b\")",
        "Chart c = plotDerivative(x -> x.sin(), -3, 3); c",
        "isGradEnabled()",
        "Language.SPANISH",
      })
  void cellsSeeTheEngine(String code) {
    assertThat(CELLS.evaluate(1, code)).isInstanceOf(Outcome.Value.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nabla.kernel.session.LiveSession.class",
        "nabla.kernel.protocol.Request.class",
        "nabla.kernel.Main.class",
        "com.google.gson.Gson.class",
        "org.zeromq.ZMQ.class",
        "org.knowm.xchart.XYChart.class",
        "org.eclipse.elk.core.LayoutConfigurator.class",
      })
  void theRestOfTheKernelIsHidden(String code) {
    assertThat(CELLS.evaluate(1, code)).isInstanceOf(Outcome.Rejected.class);
  }

  /// Two methods of one signature would make every call of it ambiguous.
  @Test
  void staticImportsDoNotCollide() throws ClassNotFoundException {
    Map<String, String> owners = new HashMap<>();
    int seen = 0;
    for (String line : Main.imports()) {
      if (!line.startsWith("import static ") || !line.endsWith(".*;")) {
        continue;
      }
      String name = line.substring("import static ".length(), line.length() - ".*;".length());
      Class<?> type = Class.forName(name);
      for (Method method : type.getMethods()) {
        boolean ofEnum = type.isEnum() && List.of("values", "valueOf").contains(method.getName());
        if (Modifier.isStatic(method.getModifiers()) && !ofEnum) {
          String signature = method.getName() + Arrays.toString(method.getParameterTypes());
          String other = owners.put(signature, name);
          assertThat(other).as(signature + " of " + name).isIn(null, name);
          seen++;
        }
      }
    }
    assertThat(seen).isGreaterThan(50);
  }
}
