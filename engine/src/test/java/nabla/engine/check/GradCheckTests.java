package nabla.engine.check;

import static nabla.engine.check.GradCheck.gradcheck;
import static nabla.engine.check.GradCheck.gradgradcheck;
import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.GradCheckException;
import nabla.engine.error.Warnings;
import nabla.engine.tensor.Contraction;
import nabla.engine.tensor.CustomFunction;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Functional;
import nabla.engine.tensor.Joining;
import nabla.engine.tensor.Losses;
import nabla.engine.tensor.Tensor;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The check itself, and with it the first and second derivatives of a sample of the operations.
class GradCheckTests {
  record One(String name, UnaryOperator<Tensor> function) {
    @Override
    public String toString() {
      return name;
    }
  }

  record Two(String name, BinaryOperator<Tensor> function) {
    @Override
    public String toString() {
      return name;
    }
  }

  // Inputs lie between 0.3 and 1.7 and differ from each other, where all of these are smooth.
  private static final List<One> OF_ONE =
      List.of(
          new One("exp", Tensor::exp),
          new One("expm1", Tensor::expm1),
          new One("log", Tensor::log),
          new One("log1p", Tensor::log1p),
          new One("sin", Tensor::sin),
          new One("cos", Tensor::cos),
          new One("tanh", Tensor::tanh),
          new One("sigmoid", Tensor::sigmoid),
          new One("sqrt", Tensor::sqrt),
          new One("rsqrt", Tensor::rsqrt),
          new One("reciprocal", Tensor::reciprocal),
          new One("pow", x -> x.pow(2.5)),
          new One("erf", Tensor::erf),
          new One("lgamma", Tensor::lgamma),
          new One("gelu", Tensor::gelu),
          new One("silu", Tensor::silu),
          new One("softplus", Tensor::softplus),
          new One("elu", x -> x.neg().elu()),
          new One("softmax", x -> x.softmax(-1)),
          new One("logSoftmax", x -> x.logSoftmax(0)),
          new One("logsumexp", x -> x.logsumexp(-1)),
          new One("cumsum", x -> x.square().cumsum(0)),
          new One("cumprod", x -> x.cumprod(-1)),
          new One("prod", x -> x.prod()),
          new One("prod dim", x -> x.prod(0)),
          new One("mean", x -> x.square().mean(0)),
          new One("var", x -> x.var()),
          new One("std", x -> x.std()),
          new One("norm", x -> x.norm()),
          new One("amax", x -> x.amax(0).square()),
          new One("sort", x -> x.sort(0).values().square()),
          new One("flip", x -> x.flip(0).mul(x)),
          new One("index", x -> x.at(tensor(new int[] {1, 0, 1})).square()),
          new One("cat", x -> Joining.cat(x, x.square())),
          new One("stack", x -> Joining.stack(x, x.exp())));

  private static final List<Two> OF_TWO =
      List.of(
          new Two("add", (a, b) -> a.square().add(b)),
          new Two("sub", (a, b) -> a.sub(b.square())),
          new Two("mul", Tensor::mul),
          new Two("div", Tensor::div),
          new Two("pow", Tensor::pow),
          new Two("atan2", Tensor::atan2),
          new Two("hypot", Tensor::hypot),
          new Two("logaddexp", Tensor::logaddexp),
          new Two("maximum", (a, b) -> a.maximum(b).square()),
          new Two("lerp", (a, b) -> a.lerp(b, 0.3).square()),
          new Two("where", (a, b) -> Functional.where(a.gt(1), a, b).exp()));

  private static final List<Two> OF_MATRICES =
      List.of(
          new Two("matmul", (a, b) -> a.matmul(b.t())),
          new Two("matmul square", (a, b) -> a.matmul(b.square().t())),
          new Two("einsum", (a, b) -> Contraction.einsum("ij,kj->ki", a, b)),
          new Two("outer", (a, b) -> a.flatten().outer(b.flatten())),
          new Two("mseLoss", (a, b) -> Losses.mseLoss(a, b)));

  @Provide
  Arbitrary<One> one() {
    return Arbitraries.of(OF_ONE);
  }

  @Provide
  Arbitrary<Two> two() {
    return Arbitraries.of(OF_TWO);
  }

  @Provide
  Arbitrary<Two> ofMatrices() {
    return Arbitraries.of(OF_MATRICES);
  }

  @Property(tries = 120)
  void functionsOfOne(
      @ForAll("one") One operation,
      @ForAll @Size(min = 1, max = 3) List<@IntRange(min = 2, max = 3) Integer> shape,
      @ForAll long seed) {
    Tensor x = input(new Random(seed), shape);
    assertThat(gradcheck(operation.function(), x)).isTrue();
    assertThat(gradgradcheck(operation.function(), x)).isTrue();
  }

  @Property(tries = 60)
  void broadcastFunctionsOfTwo(
      @ForAll("two") Two operation,
      @ForAll @Size(min = 1, max = 3) List<@IntRange(min = 1, max = 3) Integer> shape,
      @ForAll @IntRange(min = 0, max = 7) int stretched,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<Integer> other = new ArrayList<>(shape);
    for (int d = 0; d < other.size(); d++) {
      if ((stretched >> d & 1) != 0) {
        other.set(d, 1);
      }
    }
    Tensor a = input(random, shape);
    Tensor b = input(random, other);
    assertThat(gradcheck(operation.function(), a, b)).isTrue();
    assertThat(gradgradcheck(operation.function(), b, a)).isTrue();
  }

  @Property(tries = 30)
  void functionsOfMatrices(
      @ForAll("ofMatrices") Two operation,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(min = 1, max = 3) int columns,
      @ForAll long seed) {
    Random random = new Random(seed);
    Tensor a = input(random, List.of(rows, columns));
    Tensor b = input(random, List.of(rows, columns));
    assertThat(gradcheck(operation.function(), a, b)).isTrue();
    assertThat(gradgradcheck(operation.function(), a, b)).isTrue();
  }

  // Two elements are never closer than the step of the measurement, or a maximum would not be
  // smooth.
  private static Tensor input(Random random, List<Integer> shape) {
    int count = shape.stream().reduce(1, (a, b) -> a * b);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = 0.3 + 1.4 * (i + 0.2 + 0.6 * random.nextDouble()) / count;
    }
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      double moved = values[i];
      values[i] = values[j];
      values[j] = moved;
    }
    int[] sizes = shape.stream().mapToInt(Integer::intValue).toArray();
    return tensor(values, DType.FLOAT64).reshape(sizes).detach().requiresGrad(true);
  }

  /// A square whose gradient is right, but was not written in a form that can be differentiated.
  private static final class Opaque extends CustomFunction {
    @Override
    protected Tensor forward(Context ctx, Tensor... inputs) {
      ctx.saveForBackward(inputs[0].mul(2));
      return inputs[0].square();
    }

    @Override
    protected @Nullable Tensor[] backward(Context ctx, Tensor... grads) {
      return gradients(grads[0].mul(ctx.saved(0)));
    }
  }

  /// A sum that forgets what arrives from behind.
  private static final class Forgetful extends CustomFunction {
    @Override
    protected Tensor forward(Context ctx, Tensor... inputs) {
      ctx.saveForBackward(inputs);
      return inputs[0].sum();
    }

    @Override
    protected @Nullable Tensor[] backward(Context ctx, Tensor... grads) {
      return gradients(ctx.saved(0).onesLike());
    }
  }

  private static Tensor point(double... values) {
    return tensor(values, DType.FLOAT64).requiresGrad(true);
  }

  @Test
  void onlyTheSecondDerivativeIsWrong() {
    assertThat(gradcheck(x -> new Opaque().apply(x), point(1, 2))).isTrue();
    assertThatThrownBy(() -> gradgradcheck(x -> new Opaque().apply(x), point(1, 2)))
        .isInstanceOf(GradCheckException.class)
        .hasMessageStartingWith("Jacobian mismatch for output 0 with respect to input 0,");
  }

  @Test
  void gradientsAreMultipliedByWhatArrives() {
    assertThatThrownBy(() -> gradcheck(x -> new Forgetful().apply(x), point(1, 2)))
        .isInstanceOf(GradCheckException.class)
        .hasMessageStartingWith("backward not multiplied by grad_output");
  }

  @Test
  void aGraphThatIsCutIsFound() {
    assertThatThrownBy(() -> gradcheck(x -> x.detach().square(), point(1, 2)))
        .isInstanceOf(GradCheckException.class)
        .hasMessageStartingWith("Numerical gradient for function expected to be zero");
    assertThat(gradcheck(_ -> ones(2), point(1, 2))).isTrue();
  }

  @Test
  void inputsAreChecked() {
    assertThatThrownBy(() -> gradcheck(x -> x, ones(2)))
        .isInstanceOf(ArgumentException.class)
        .hasMessageStartingWith("gradcheck expects at least one input tensor to require gradient");
    List<String> warnings = new ArrayList<>();
    Consumer<String> before = Warnings.handler(warnings::add);
    try {
      assertThatThrownBy(() -> gradcheck(x -> x.exp(), ones(2).requiresGrad(true)))
          .isInstanceOf(GradCheckException.class);
    } finally {
      Warnings.handler(before);
    }
    assertThat(warnings).hasSize(1).first().asString().startsWith("Input #0 requires gradient");
  }

  @Test
  void onlyInputsThatRequireAGradientAreLookedAt() {
    Tensor fixed = tensor(new double[] {3, 4}, DType.FLOAT64);
    assertThat(gradcheck((a, b) -> a.mul(b.detach()), point(1, 2), fixed)).isTrue();
    assertThat(gradgradcheck((a, b) -> a.mul(a).mul(b), point(1, 2), fixed)).isTrue();
  }
}
