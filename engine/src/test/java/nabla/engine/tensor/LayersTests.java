package nabla.engine.tensor;

import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.randn;
import static nabla.engine.tensor.Creation.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.GradientException;
import nabla.engine.graph.Vertex;
import org.junit.jupiter.api.Test;

class LayersTests {
  @Test
  void linearOnABatchIsOneNode() {
    Tensor w = ones(2, 3).requiresGrad(true);
    Tensor b = ones(2).requiresGrad(true);
    assertThat(Layers.linear(ones(4, 3), w, b).gradFn()).hasToString("<AddmmBackward0>");
  }

  /// Not even for the bias, which is expanded to the rows of the product.
  @Test
  void aProductThatIsAddedLeadsToItsOperandsAtOnce() {
    Tensor b = ones(3).requiresGrad(true);
    for (Tensor sum :
        List.of(
            b.addmm(ones(2, 2), ones(2, 3)),
            ones(1).requiresGrad(true).addmv(ones(2, 2), ones(2)),
            b.addr(ones(2), ones(3)),
            b.baddbmm(ones(2, 2, 2), ones(2, 2, 3)),
            b.addbmm(ones(2, 2, 2), ones(2, 2, 3)))) {
      assertThat(sum.graph().vertices()).filteredOn(Vertex.Operation.class::isInstance).hasSize(1);
    }
    b.addmm(ones(2, 2), ones(2, 3)).sum().backward();
    assertThat(b.grad()).hasToString("tensor([2., 2., 2.])");
  }

  @Test
  void dropoutKeepsTheMean() {
    Creation.manualSeed(1);
    Tensor dropped = Layers.dropout(ones(10_000), 0.25);
    assertThat(dropped.mean().item()).isCloseTo(1, within(0.05));
    assertThat(dropped.min().item()).isZero();
  }

  @Test
  void aSmoothedLossIgnoresWhatTheLossIgnores() {
    ClassLossOptions options =
        ClassLossOptions.options().labelSmoothing(0.1).weight(tensor(new double[] {1, 2, 3}));
    Tensor scores = tensor("[[1., 2., 3.], [0., 0., 1.]]");
    double loss = ClassLosses.crossEntropy(scores, tensor(new long[] {2, -100}), options).item();
    double log = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3));
    double smooth = ((log - 1) + 2 * (log - 2) + 3 * (log - 3)) / 3;
    assertThat(loss).isCloseTo(0.9 * (log - 3) + 0.1 / 3 * smooth, within(1e-6));
  }

  @Test
  void aLossNoticesThatItsTargetWasChanged() {
    Tensor scores = randn(2, 3).requiresGrad(true);
    Tensor target = tensor(new long[] {0, 1});
    Tensor loss = ClassLosses.nllLoss(scores, target);
    target.zero_();
    assertThatThrownBy(loss::backward)
        .isInstanceOf(GradientException.class)
        .hasMessageContaining("modified by an inplace operation");
  }

  @Test
  void runningStatisticsMayChangeBetweenForwardAndBackward() {
    Tensor x = randn(4, 2).requiresGrad(true);
    Tensor mean = Creation.zeros(2);
    Tensor variance = ones(2);
    Normalization.BatchOptions options = Normalization.BatchOptions.options();
    Tensor first = Normalization.batchNorm(x, mean, variance, null, null, options);
    Tensor second = Normalization.batchNorm(x, mean, variance, null, null, options);
    first.add(second).square().sum().backward();
    assertThat(x.grad()).isNotNull();
  }

  @Test
  void aSingleValueCannotBeNormalised() {
    assertThatThrownBy(
            () ->
                Normalization.batchNorm(
                    ones(1, 2), null, null, null, null, Normalization.BatchOptions.options()))
        .isInstanceOf(ArgumentException.class)
        .hasMessageStartingWith(
            "Expected more than 1 value per channel when training, got input size torch.Size([1,"
                + " 2])");
  }

  @Test
  void attentionDoesNotSeeWhatIsMasked() {
    Tensor q = randn(2, 4);
    Tensor k = randn(3, 4);
    Tensor v = randn(3, 5);
    Tensor mask = tensor("[[True, False, False], [False, False, False]]");
    Tensor seen =
        Attention.scaledDotProductAttention(q, k, v, Attention.Options.options().mask(mask));
    assertThat(seen.select(0, 0).sub(v.select(0, 0)).abs().max().item()).isLessThan(1e-6);
    assertThat(seen.select(0, 1).toDoubleArray()).containsOnly(0);
  }
}
