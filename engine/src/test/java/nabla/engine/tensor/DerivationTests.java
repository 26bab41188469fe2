package nabla.engine.tensor;

import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.vector;
import static nabla.engine.tensor.Flag.RETAIN_GRAPH;
import static nabla.engine.tensor.Losses.mseLoss;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import nabla.engine.autograd.GradMode;
import nabla.engine.error.Language;
import nabla.engine.graph.Derivation;
import nabla.engine.graph.Derivation.Gap;
import nabla.engine.graph.Derivation.Product;
import nabla.engine.graph.Derivation.Quantity;
import nabla.engine.graph.Derivation.Result;
import nabla.engine.graph.Derivation.Step;
import nabla.engine.graph.Derivation.Term;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a derivation says, and that its numbers are those of autograd.
class DerivationTests {
  @AfterEach
  void restore() {
    Language.set(Language.ENGLISH);
  }

  private static Tensor leaf(double value) {
    return tensor(value, DType.FLOAT64).requiresGrad(true);
  }

  private static Derivation derive(Tensor y, Map<String, Tensor> names) {
    Map<Long, String> ids = new HashMap<>();
    names.forEach((name, tensor) -> ids.put(GraphRecorder.idOf(tensor), name));
    return y.derivation().named(ids);
  }

  @Test
  void aSquare() {
    Tensor x = leaf(3);
    Tensor y = x.pow(2);
    assertThat(derive(y, Map.of("x", x, "y", y)))
        .hasToString(
            """
            The derivative of y, step by step (operations: 1)
              It begins with the gradient of y by itself, 1.
            Step 1, pow: y = x^2 = 9
              What arrives, g: 1
              By x, local derivative: 2·x = 2·3 = 6
              By x, g times that: 1 · 6 = 6
            Result: the derivative of y by x is 6.""");
    assertThat(derive(y, Map.of("x", x, "y", y)).toMarkdown())
        .contains("\\frac{\\partial y}{\\partial x} &= 2 \\cdot x = 2 \\cdot 3 = 6 \\\\")
        .contains("&= \\frac{\\partial y}{\\partial y} \\cdot \\frac{\\partial y}{\\partial x}")
        .contains(" = 1 \\cdot 6 = 6\n\\end{aligned}\n$$");
  }

  @Test
  void aLogisticNeuron() {
    Tensor w = leaf(2);
    Tensor x = tensor(0.5, DType.FLOAT64);
    Tensor b = leaf(-1);
    Tensor y = w.mul(x).add(b).sigmoid();
    assertThat(derive(y, Map.of("w", w, "x", x, "b", b)).toString().lines())
        .contains(
            "Step 1, sigmoid: y = sigmoid(v2) = 0.5",
            "  By v2, local derivative: sigmoid(v2)·(1 - sigmoid(v2)) = 0.25",
            "Step 2, add: v2 = v1 + b",
            "Step 3, mul: v1 = w·x",
            "  By w, local derivative: x = 0.5",
            "  By w, g times that: 0.25 · 0.5 = 0.125",
            "Result: the derivative of y by w is 0.125.",
            "Result: the derivative of y by b is 0.25.");
  }

  @Test
  void aValueThatIsUsedOften() {
    Tensor x = leaf(3);
    Tensor y = x.mul(x).add(x);
    Derivation derivation = derive(y, Map.of("x", x));
    assertThat(derivation.toString())
        .contains("x is used 3 times, and what arrives is added: 1 + 3 + 3 = 7")
        .endsWith("the derivative of y by x is 7.");
    assertThat(derivation.toLatex())
        .contains("\\left(\\frac{\\partial v_{1}}{\\partial x}\\right)_{2} &= x = 3")
        .contains("\\left(\\frac{\\partial y}{\\partial x}\\right)_{3} = 1 + 3 + 3 = 7");
  }

  @Test
  void aNetworkOfTwoLayers() {
    Tensor x = tensor("[[1., 2.]]").to(DType.FLOAT64);
    Tensor w1 = tensor("[[1., -1.], [0.5, 1.]]").to(DType.FLOAT64).requiresGrad(true);
    Tensor w2 = tensor("[[2.], [3.]]").to(DType.FLOAT64).requiresGrad(true);
    Tensor y = x.mm(w1).relu().mm(w2).sum();
    Derivation derivation = derive(y, Map.of("x", x, "w1", w1, "w2", w2));
    assertThat(derivation.toString().lines())
        .contains(
            "Step 1, sum: y = sum(v3) = 7",
            "Step 2, mm: v3 = v2 @ w2",
            "  By w2: transposed(v2) @ g = [[2], [1]]",
            "  By v2: g @ transposed(w2) = [[2, 3]]",
            "  By v1, local derivative: [v1 > 0] = [[1, 1]]",
            "  By w1: transposed(x) @ g = [[2, 3], [4, 6]]");
    assertThat(derivation.toLatex())
        .contains("x^{\\top} \\, \\frac{\\partial y}{\\partial v_{1}}")
        .contains("\\begin{pmatrix}2 & 3 \\\\ 4 & 6\\end{pmatrix}");
  }

  @Test
  void aMeanSquaredError() {
    Tensor p = vector(1.0, 3.0).requiresGrad(true);
    Tensor t = vector(0.5, 1.0);
    assertThat(derive(mseLoss(p, t), Map.of("p", p, "t", t)).toString().lines())
        .contains(
            "Step 1, mseLoss: y = mean((p - t)^2) = 2.125",
            "  By p, local derivative: 2·(p - t)/2 = [0.5, 2]",
            "Result: the derivative of y by p is [0.5, 2].");
    assertThat(derive(mseLoss(p, t, Reduction.SUM), Map.of("p", p, "t", t)).toString().lines())
        .contains(
            "Step 1, mseLoss: y = sum((p - t)^2) = 4.25",
            "  By p, local derivative: 2·(p - t) = [1, 4]");
    assertThat(derive(mseLoss(p, t, Reduction.NONE), Map.of("p", p, "t", t)).toString())
        .contains("Step 1, mseLoss: y = (p - t)^2 = [0.25, 4]");
  }

  // ---- numbers

  private static final List<UnaryOperator<Tensor>> UNARY =
      List.of(
          Tensor::sin,
          Tensor::cos,
          Tensor::tanh,
          Tensor::sigmoid,
          Tensor::exp,
          Tensor::relu,
          Tensor::neg,
          Tensor::abs,
          x -> x.pow(2),
          x -> x.pow(3),
          x -> x.square().add(1).sqrt(),
          x -> x.square().add(1).log(),
          x -> x.mul(0.5),
          x -> x.softmax(-1),
          x -> x.sub(x.mean()),
          x -> x.add(x, 2),
          x -> x.clone().transpose(0, x.dim() - 1).transpose(0, x.dim() - 1));

  private static final List<BinaryOperator<Tensor>> BINARY =
      List.of(
          Tensor::add,
          Tensor::sub,
          Tensor::mul,
          (a, b) -> a.div(b.square().add(1)),
          (a, b) -> a.square().add(0.5).pow(b.sin()),
          Tensor::maximum,
          (a, b) -> a.sum().mul(b),
          (a, b) -> a.dim() == 2 && b.dim() == 2 ? a.mm(b.t()).mm(b) : a.mul(b.sum()));

  /// Every gradient that arrives somewhere, every product and every sum is what autograd says.
  @Property(tries = 80)
  void theNumbersAreAutograds(@ForAll Random random) {
    int[][] shapes = {{1}, {3}, {2, 2}, {2, 3}};
    int[] shape = shapes[random.nextInt(shapes.length)];
    List<Tensor> values = new ArrayList<>();
    for (int i = 0; i < 2 + random.nextInt(2); i++) {
      double[] elements = random.doubles(Arrays.stream(shape).reduce(1, (a, b) -> a * b)).toArray();
      Tensor data = tensor(elements, DType.FLOAT64).reshape(shape).mul(2).sub(1);
      values.add(i < 2 ? data.requiresGrad(true) : data);
    }
    for (int i = 0; i < 1 + random.nextInt(6); i++) {
      Tensor a = values.get(random.nextInt(values.size()));
      Tensor b = values.get(random.nextInt(values.size()));
      values.add(
          random.nextBoolean()
              ? UNARY.get(random.nextInt(UNARY.size())).apply(a)
              : BINARY.get(random.nextInt(BINARY.size())).apply(a, b));
    }
    Tensor y = values.getLast().mul(values.get(0)).sum();
    Map<Long, Tensor> known = new HashMap<>();
    values.stream().filter(Tensor::requiresGrad).forEach(v -> known.put(GraphRecorder.idOf(v), v));
    known.put(GraphRecorder.idOf(y), y);
    Derivation derivation = y.derivation(1000);
    Map<Long, double[]> arrived = new HashMap<>();
    arrived.put(derivation.root().id(), new double[] {1});
    for (Step step : derivation.steps()) {
      assertThat(step.gap()).isEqualTo(Gap.NONE);
      double[] incoming = elements(step.incoming());
      assertThat(incoming).containsExactly(arrived.get(step.result().id()), within(1e-9));
      Tensor value = known.get(step.result().id());
      if (value != null) {
        Tensor expected = Functional.grad(y, value, RETAIN_GRAPH);
        assertThat(incoming).containsExactly(expected.toDoubleArray(), within(1e-9));
      }
      for (Product product : step.products()) {
        double[] gradient = elements(product.gradient());
        check(product, incoming, gradient);
        arrived.merge(step.inputs().get(product.input()).id(), gradient, DerivationTests::sum);
      }
    }
    for (Result result : derivation.results()) {
      Tensor leaf = Objects.requireNonNull(known.get(result.leaf().id()));
      Tensor expected = Functional.grad(y, leaf, RETAIN_GRAPH);
      assertThat(elements(result.gradient()))
          .containsExactly(expected.toDoubleArray(), within(1e-9));
      assertThat(leaf.grad()).isNull();
    }
  }

  /// Where the local derivative has the shape of what arrives, the product is theirs, element by
  /// element; where one is a single number it counts for all.
  private static void check(Product product, double[] incoming, double[] gradient) {
    Quantity local = product.local();
    if (local == null) {
      return;
    }
    double[] factors = elements(local);
    int n = Math.max(factors.length, incoming.length);
    double[] expected = new double[n];
    for (int i = 0; i < n; i++) {
      expected[i] = factors[i % factors.length] * incoming[i % incoming.length];
    }
    if (product.summed()) {
      expected = gradient.length == 1 ? new double[] {Arrays.stream(expected).sum()} : expected;
    }
    if (expected.length == gradient.length) {
      assertThat(gradient).containsExactly(expected, within(1e-9));
    }
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = new double[a.length];
    Arrays.setAll(sum, i -> a[i] + b[i]);
    return sum;
  }

  private static double[] elements(@Nullable Quantity quantity) {
    return Objects.requireNonNull(quantity).elements().stream().mapToDouble(each -> each).toArray();
  }

  // ---- formulas

  private static final Map<String, UnaryOperator<Tensor>> FORMULAS =
      Map.ofEntries(
          Map.entry("1", x -> x.add(2)),
          Map.entry("-1", Tensor::neg),
          Map.entry("sign(x)", Tensor::abs),
          Map.entry("3·x^2", x -> x.pow(3)),
          Map.entry("2·x", Tensor::square),
          Map.entry("2^x·log(2)", x -> tensor(2.0).pow(x)),
          Map.entry("exp(x)", Tensor::exp),
          Map.entry("1/x", Tensor::log),
          Map.entry("1/(x·log(2))", Tensor::log2),
          Map.entry("1/(x·log(10))", Tensor::log10),
          Map.entry("1/(1 + x)", Tensor::log1p),
          Map.entry("1/(2·sqrt(x))", Tensor::sqrt),
          Map.entry("-1/(2·x·sqrt(x))", Tensor::rsqrt),
          Map.entry("-1/x^2", Tensor::reciprocal),
          Map.entry("cos(x)", Tensor::sin),
          Map.entry("-sin(x)", Tensor::cos),
          Map.entry("1/cos(x)^2", Tensor::tan),
          Map.entry("1/sqrt(1 - x^2)", Tensor::asin),
          Map.entry("-1/sqrt(1 - x^2)", Tensor::acos),
          Map.entry("1/(1 + x^2)", Tensor::atan),
          Map.entry("cosh(x)", Tensor::sinh),
          Map.entry("sinh(x)", Tensor::cosh),
          Map.entry("1 - tanh(x)^2", Tensor::tanh),
          Map.entry("sigmoid(x)·(1 - sigmoid(x))", Tensor::sigmoid),
          Map.entry("sigmoid(x)·(1 + x·(1 - sigmoid(x)))", Tensor::silu),
          Map.entry("[x > 0]", Tensor::relu),
          Map.entry("1/4", x -> x.div(4)),
          Map.entry("-8/x^2", x -> tensor(8.0).div(x)));

  @Test
  void theFormulasAreThoseOfTheOperations() {
    FORMULAS.forEach(
        (formula, operation) -> {
          Tensor x = leaf(0.4);
          assertThat(derive(operation.apply(x), Map.of("x", x)).toString())
              .as(formula)
              .containsPattern("By x, local derivative: " + Pattern.quote(formula) + "( = |\n)");
        });
  }

  @Test
  void anOperationWithoutAShortFormulaIsToldByItsName() {
    Tensor x = vector(1.0, 2.0).requiresGrad(true);
    assertThat(x.logSoftmax(0).select(0, 1).derivation().toString())
        .contains("the vector-Jacobian product of logSoftmax with what arrives")
        .contains("VJP = [-0.26894, 0.26894]");
  }

  @Test
  void whatWasRepeatedIsSummed() {
    Tensor b = leaf(1);
    Tensor y = ones(2, 2).mul(b).sum();
    assertThat(derive(y, Map.of("b", b)).toString())
        .contains("It is summed over the dimensions along which b was repeated")
        .endsWith("the derivative of y by b is 4.");
  }

  @Test
  void largeTensorsAreToldByShapeAndNorm() {
    Tensor x = ones(10, 10).requiresGrad(true);
    assertThat(derive(x.mul(2).sum(), Map.of("x", x)).toString())
        .endsWith("the derivative of y by x is shape [10, 10], norm 20.");
  }

  // ---- what cannot be known

  @Test
  void afterABackwardPassItSaysWhatIsGone() {
    Tensor x = leaf(3);
    Tensor y = x.exp().add(1);
    y.backward();
    Derivation derivation = derive(y, Map.of("x", x));
    assertThat(derivation.steps()).extracting(Step::gap).containsExactly(Gap.NONE, Gap.FREED);
    assertThat(derivation.toString())
        .contains("a backward pass has released what it had saved")
        .contains("the derivative of y by x cannot be told from this graph any more.")
        .contains("x.grad() holds 20.086 (backward passes: 1).");
  }

  @Test
  void itChangesNothing() {
    Tensor x = leaf(3);
    List<Tensor> seen = new ArrayList<>();
    x.registerHook(
        g -> {
          seen.add(g);
          return null;
        });
    Tensor y = x.pow(2);
    String first = y.derivation().toString();
    assertThat(y.derivation()).hasToString(first);
    assertThat(seen).isEmpty();
    assertThat(x.grad()).isNull();
    y.backward(RETAIN_GRAPH);
    assertThat(y.derivation().steps()).extracting(Step::gap).containsExactly(Gap.NONE);
    assertThat(x.grad()).extracting(Tensor::item).isEqualTo(6.0);
  }

  @Test
  void whatWasChangedSinceIsNotTold() {
    Tensor x = leaf(3);
    Tensor y = x.pow(2);
    try (GradMode.Scope _ = GradMode.noGrad()) {
      x.add_(1);
    }
    assertThat(y.derivation().steps()).extracting(Step::gap).containsExactly(Gap.CHANGED);
    assertThat(y.derivation().toString())
        .contains("was changed in place since")
        .doesNotContain("2·4");
  }

  @Test
  void aDerivativeThatFailsIsSaid() {
    Tensor x = leaf(3);
    Tensor y = new Failing().apply(x).add(1);
    assertThat(y.derivation().steps()).extracting(Step::gap).containsExactly(Gap.NONE, Gap.FAILED);
  }

  private static final class Failing extends CustomFunction {
    @Override
    protected Tensor forward(Context ctx, Tensor... inputs) {
      return inputs[0].mul(2);
    }

    @Override
    protected @Nullable Tensor[] backward(Context ctx, Tensor... grads) {
      throw new IllegalArgumentException("not today");
    }
  }

  @Test
  void ofALongGraphTheFirstStepsAreShown() {
    Tensor x = leaf(1);
    Tensor y = x;
    for (int i = 0; i < 5000; i++) {
      y = y.add(1);
    }
    Derivation derivation = y.derivation();
    assertThat(derivation.steps()).hasSize(40);
    assertThat(derivation.toString())
        .contains("Only the first 40 steps are written; 4960 more operations follow.")
        .contains("is not complete after these steps");
  }

  @Test
  void aLeafAndAConstant() {
    assertThat(derive(leaf(2), Map.of()).toString()).endsWith("by y is 1.");
    assertThat(tensor(2.0).mul(3).derivation().toString())
        .contains("was not computed from anything that wants a gradient");
  }

  @Test
  void inSpanish() {
    Language.set(Language.SPANISH);
    Tensor x = leaf(3);
    assertThat(derive(x.pow(2), Map.of("x", x)).toString())
        .contains("Respecto de x, derivada local: 2·x = 2·3 = 6")
        .endsWith("Resultado: la derivada de y respecto de x es 6.");
  }

  @Test
  void namesAreWrittenAsMathematics() {
    Tensor x = leaf(3);
    Tensor y = x.pow(2);
    Map<String, Tensor> names = Map.of("my_input", x, "loss", y);
    assertThat(derive(y, names).toMarkdown())
        .contains("\\frac{\\partial \\mathrm{loss}}{\\partial \\mathrm{my\\_input}}");
    Term term = derive(y, names).root();
    assertThat(term.name()).isEqualTo("loss");
  }
}
