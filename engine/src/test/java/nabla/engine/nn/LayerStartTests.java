package nabla.engine.nn;

import static nabla.engine.tensor.Creation.manualSeed;
import static nabla.engine.tensor.Creation.randn;
import static nabla.engine.tensor.Shape.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import nabla.engine.error.ArgumentException;
import nabla.engine.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Layers begin with the distributions that PyTorch documents, drop only in training, and fit into
/// a [Sequential].
class LayerStartTests {
  @BeforeEach
  void begin() {
    manualSeed(7);
  }

  // All within the bound, and some near it: of so many numbers that is certain.
  private static void uniform(Tensor weights, double bound) {
    Tensor sizes = weights.detach().abs();
    assertThat(sizes.max().item()).isLessThanOrEqualTo(bound).isGreaterThan(0.9 * bound);
    assertThat(Math.abs(weights.detach().mean().item())).isLessThan(0.2 * bound);
    double spread = weights.detach().std().item();
    assertThat(spread).isBetween(0.8 * bound / Math.sqrt(3), 1.2 * bound / Math.sqrt(3));
  }

  private static Tensor own(Module module, String name) {
    return Objects.requireNonNull(module.namedParameters().get(name), name);
  }

  @Test
  void convolutionsBeginWithinTheRootOfTheirInputs() {
    Conv2d conv = new Conv2d(8, 64, 3, Conv2d.options().groups(2));
    uniform(conv.weight(), 1 / Math.sqrt(4 * 9));
    uniform(own(conv, "bias"), 1 / Math.sqrt(4 * 9));
    uniform(new Conv1d(8, 64, 5).weight(), 1 / Math.sqrt(8 * 5));
    ConvTranspose2d transposed = new ConvTranspose2d(16, 64, shape(3, 2));
    uniform(transposed.weight(), 1 / Math.sqrt(64 * 6));
    assertThat(transposed.weight().shape()).isEqualTo(shape(16, 64, 3, 2));
  }

  @Test
  void bilinearMapsBeginWithinTheRootOfTheFirstInputs() {
    uniform(new Bilinear(9, 4, 32).weight(), 1.0 / 3);
  }

  @Test
  void recurrentLayersBeginWithinTheRootOfTheHiddenSize() {
    for (Module module :
        new Module[] {
          new RNN(30, 49),
          new LSTM(5, 49, LSTM.options().numLayers(2).bidirectional(true).projSize(40)),
          new GRU(5, 49),
          new LSTMCell(5, 49)
        }) {
      module.parameters().forEach(parameter -> uniform(parameter, 1.0 / 7));
    }
  }

  @Test
  void attentionsBeginAsGlorotsAndWithBiasesOfZero() {
    MultiheadAttention attention =
        new MultiheadAttention(24, 4, MultiheadAttention.options().addBiasKv(true));
    uniform(own(attention, "in_proj_weight"), Math.sqrt(6.0 / (72 + 24)));
    uniform(own(attention, "out_proj.weight"), 1 / Math.sqrt(24));
    assertThat(own(attention, "in_proj_bias").detach().countNonzero().itemLong()).isZero();
    assertThat(own(attention, "out_proj.bias").detach().countNonzero().itemLong()).isZero();
  }

  @Test
  void activationsWithASlopeBeginAtAQuarter() {
    assertThat(new PReLU(3).weight().detach().toDoubleArray()).containsOnly(0.25);
  }

  @Test
  void outputsBetweenLayersAreDroppedInTrainingOnly() {
    LSTM lstm = new LSTM(4, 4, LSTM.options().numLayers(2).dropout(0.5));
    Tensor x = randn(6, 2, 4);
    assertThat(lstm.call(x).equal(lstm.call(x))).isFalse();
    lstm.eval();
    assertThat(lstm.call(x).equal(lstm.call(x))).isTrue();
  }

  @Test
  void weightsOfAttentionAreDroppedInTrainingOnly() {
    MultiheadAttention attention =
        new MultiheadAttention(4, 2, MultiheadAttention.options().dropout(0.5));
    Tensor x = randn(6, 2, 4);
    assertThat(attention.call(x, x, x).equal(attention.call(x, x, x))).isFalse();
    attention.eval();
    assertThat(attention.call(x, x, x).equal(attention.call(x, x, x))).isTrue();
  }

  @Test
  void copiesOfALayerBeginAlikeAndLearnApart() {
    TransformerEncoderLayer layer =
        new TransformerEncoderLayer(
            4, 2, TransformerEncoderLayer.options().feedforwardSize(6).dropout(0));
    TransformerEncoder encoder = new TransformerEncoder(layer, 2);
    layer
        .namedParameters()
        .forEach(
            (name, tensor) -> {
              assertThat(own(encoder, "layers.0." + name).equal(tensor)).as(name).isTrue();
              assertThat(own(encoder, "layers.1." + name).equal(tensor)).as(name).isTrue();
            });
    encoder.call(randn(3, 2, 4)).square().sum().backward();
    Tensor first = Objects.requireNonNull(own(encoder, "layers.0.linear1.weight").grad());
    Tensor second = Objects.requireNonNull(own(encoder, "layers.1.linear1.weight").grad());
    assertThat(first.equal(second)).isFalse();
    assertThat(layer.parameters()).allMatch(parameter -> parameter.grad() == null);
  }

  @Test
  void paddingModesThatDoNotExistAreRefused() {
    assertThatThrownBy(() -> new Conv2d(1, 1, 3, Conv2d.options().paddingMode("mirror")))
        .isInstanceOf(ArgumentException.class)
        .hasMessageStartingWith("padding_mode must be one of")
        .hasMessageContaining("but got padding_mode='mirror'");
  }
}
