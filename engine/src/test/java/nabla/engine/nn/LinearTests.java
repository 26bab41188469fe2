package nabla.engine.nn;

import static nabla.engine.tensor.Creation.manualSeed;
import static nabla.engine.tensor.Creation.ones;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import nabla.engine.error.ArgumentException;
import nabla.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// A module knows its parameters, begins as PyTorch's does, and computes `x · Wᵀ + b`.
class LinearTests {
  /// Two maps in a row.
  private static final class Two extends Module {
    private final Linear first = new Linear(3, 4);
    private final Linear second = new Linear(4, 1);

    @Override
    public Tensor forward(Tensor input) {
      return second.forward(first.forward(input));
    }
  }

  @Test
  void parametersHaveNamesInOrder() {
    assertThat(new Two().namedParameters().keySet())
        .containsExactly("first.weight", "first.bias", "second.weight", "second.bias");
    assertThat(new Two().parameters()).allMatch(p -> p.isLeaf() && p.requiresGrad());
  }

  @Test
  void everyParameterGetsItsGradientAndLosesIt() {
    Two two = new Two();
    two.forward(ones(5, 3)).sum().backward();
    assertThat(two.parameters()).allMatch(p -> p.grad() != null);
    two.zeroGrad();
    assertThat(two.parameters()).allMatch(p -> p.grad() == null);
  }

  @Test
  void itBeginsWithinItsBoundAndComputesByDefinition() {
    manualSeed(0);
    Linear linear = new Linear(16, 8);
    Tensor weight = linear.weight().detach();
    assertThat(weight.abs().max().item()).isLessThanOrEqualTo(0.25).isGreaterThan(0.2);
    Tensor x = ones(2, 16);
    Tensor expected = x.mm(weight.t()).add(Objects.requireNonNull(linear.bias()).detach());
    assertThat(linear.forward(x).detach().sub(expected).abs().max().item()).isLessThan(1e-6);
  }

  @Test
  void noFeaturesAreRefused() {
    assertThatThrownBy(() -> new Linear(0, 2)).isInstanceOf(ArgumentException.class);
  }
}
