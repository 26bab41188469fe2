package nabla.engine.tensor;

import static java.util.Objects.requireNonNull;
import static nabla.engine.autograd.GradMode.noGrad;
import static nabla.engine.check.GradCheck.gradcheck;
import static nabla.engine.check.GradCheck.gradgradcheck;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.vector;
import static nabla.engine.tensor.Flag.CREATE_GRAPH;
import static nabla.engine.tensor.Flag.RETAIN_GRAPH;
import static nabla.engine.tensor.Functional.grad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import nabla.engine.error.GradientException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Functions with a derivative written by hand, beyond what the corpus of PyTorch shows.
class CustomFunctionTests {
  private static final class Exp extends CustomFunction {
    @Override
    protected Tensor forward(Context ctx, Tensor... inputs) {
      Tensor y = inputs[0].exp();
      ctx.saveForBackward(y);
      return y;
    }

    @Override
    protected @Nullable Tensor[] backward(Context ctx, Tensor... grads) {
      return gradients(grads[0].mul(ctx.saved(0)));
    }
  }

  private static final class Cube extends CustomFunction {
    @Override
    protected Tensor forward(Context ctx, Tensor... inputs) {
      ctx.saveForBackward(inputs[0]);
      return inputs[0].pow(3);
    }

    @Override
    protected @Nullable Tensor[] backward(Context ctx, Tensor... grads) {
      return gradients(grads[0].mul(ctx.saved(0).square()).mul(3));
    }
  }

  /// The product and the sum of two tensors.
  private static final class Both extends CustomFunction.Several {
    @Override
    protected List<Tensor> forwardAll(Context ctx, Tensor... inputs) {
      ctx.saveForBackward(inputs);
      return List.of(inputs[0].mul(inputs[1]), inputs[0].add(inputs[1]));
    }

    @Override
    protected @Nullable Tensor[] backward(Context ctx, Tensor... grads) {
      Tensor byFirst = grads[0].mul(ctx.saved(1)).add(grads[1]);
      Tensor bySecond = grads[0].mul(ctx.saved(0)).add(grads[1]);
      return gradients(byFirst, bySecond);
    }
  }

  /// Gives its input back with a gradient of its own, and as many nulls as are asked for.
  private static final class Same extends CustomFunction {
    private final int more;

    Same(int more) {
      this.more = more;
    }

    @Override
    protected Tensor forward(Context ctx, Tensor... inputs) {
      return inputs[0];
    }

    @Override
    protected @Nullable Tensor[] backward(Context ctx, Tensor... grads) {
      @Nullable Tensor[] all = new @Nullable Tensor[1 + Math.abs(more)];
      all[0] = grads[0].mul(5);
      if (more < 0) {
        all[1] = grads[0];
      }
      return all;
    }
  }

  /// Gives two results, the second of which is a constant.
  private static final class Half extends CustomFunction.Several {
    @Override
    protected List<Tensor> forwardAll(Context ctx, Tensor... inputs) {
      Tensor sign = inputs[0].sign();
      ctx.markNonDifferentiable(sign);
      return List.of(inputs[0].mul(0.5), sign);
    }

    @Override
    protected @Nullable Tensor[] backward(Context ctx, Tensor... grads) {
      return gradients(grads[0].mul(0.5));
    }
  }

  private static Tensor point(double... values) {
    return tensor(values, DType.FLOAT64).requiresGrad(true);
  }

  @Test
  void derivativesCanBeTakenAgain() {
    Tensor x = point(2.0);
    Tensor first = grad(new Cube().apply(x), x, CREATE_GRAPH);
    Tensor second = grad(first, x, CREATE_GRAPH);
    Tensor third = grad(second, x);
    assertThat(first.item()).isEqualTo(12);
    assertThat(second.item()).isEqualTo(12);
    assertThat(third.item()).isEqualTo(6);
  }

  @Test
  void aSavedResultCanBeDifferentiatedAgain() {
    Tensor x = point(0.3, -1.2);
    assertThat(gradcheck(t -> new Exp().apply(t), x)).isTrue();
    assertThat(gradgradcheck(t -> new Exp().apply(t), x)).isTrue();
  }

  @Test
  void severalResultsAreOneNode() {
    Tensor a = point(1.5, 2.0);
    Tensor b = point(-0.5, 3.0);
    List<Tensor> results = new Both().applyAll(a, b);
    assertThat(requireNonNull(results.get(0).gradFn()).name()).isEqualTo("BothBackward");
    assertThat(results.get(1).gradFn()).isSameAs(results.get(0).gradFn());
    assertThat(gradcheck(i -> new Both().applyAll(i.get(0), i.get(1)), List.of(a, b))).isTrue();
    assertThat(gradgradcheck(i -> new Both().applyAll(i.get(0), i.get(1)), List.of(a, b))).isTrue();
  }

  @Test
  void aResultThatTookNoPartHasZerosForItsGradient() {
    Tensor a = point(1.5, 2.0);
    Tensor b = point(-0.5, 3.0);
    new Both().applyAll(a, b).get(1).sum().backward();
    assertThat(requireNonNull(a.grad()).toDoubleArray()).containsExactly(1, 1);
  }

  @Test
  void aConstantResultHasNoHistory() {
    Tensor x = point(-4.0);
    List<Tensor> results = new Half().applyAll(x);
    assertThat(results.get(1).requiresGrad()).isFalse();
    results.get(0).backward();
    assertThat(requireNonNull(x.grad()).item()).isEqualTo(0.5);
  }

  @Test
  void anInputThatIsReturnedKeepsItsOwnHistory() {
    Tensor x = point(1.0);
    Tensor y = new Same(0).apply(x);
    assertThat(x.isLeaf()).isTrue();
    y.backward();
    assertThat(requireNonNull(x.grad()).item()).isEqualTo(5);
  }

  @Test
  void thereIsOneGradientForEachInput() {
    assertThatThrownBy(() -> new Same(-1).apply(point(1.0)).backward())
        .isInstanceOf(GradientException.class)
        .hasMessageStartingWith(
            "function SameBackward returned an incorrect number of gradients (expected 1, got 2)");
    Tensor x = point(1.0);
    new Same(2).apply(x).backward();
    assertThat(requireNonNull(x.grad()).item()).isEqualTo(5);
  }

  @Test
  void whatIsSavedIsReleasedAndChecked() {
    Tensor x = point(1.0, 2.0);
    Tensor y = new Cube().apply(x).sum();
    y.backward(RETAIN_GRAPH);
    y.backward();
    assertThatThrownBy(y::backward)
        .isInstanceOf(GradientException.class)
        .hasMessageStartingWith("Trying to backward through the graph a second time");
    Tensor h = x.mul(1);
    Tensor z = new Cube().apply(h).sum();
    h.add_(1);
    assertThatThrownBy(z::backward)
        .isInstanceOf(GradientException.class)
        .hasMessageStartingWith("one of the variables needed for gradient computation");
  }

  @Test
  void nothingIsRecordedWithoutNeed() {
    assertThat(new Cube().apply(vector(1.0)).requiresGrad()).isFalse();
    try (var _ = noGrad()) {
      assertThat(new Cube().apply(point(1.0)).gradFn()).isNull();
    }
  }
}
