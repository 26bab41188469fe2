package nabla.engine.tensor;

import static nabla.engine.autograd.GradMode.noGrad;
import static nabla.engine.tensor.Creation.manualSeed;
import static nabla.engine.tensor.Creation.randn;
import static nabla.engine.tensor.Creation.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import nabla.engine.autograd.GradMode;
import nabla.engine.autograd.Journal;
import nabla.engine.error.GradientException;
import nabla.engine.graph.Graph;
import nabla.engine.graph.Link;
import nabla.engine.graph.Pin;
import nabla.engine.graph.Vertex;
import nabla.engine.nn.LSTM;
import nabla.engine.nn.Linear;
import nabla.engine.nn.Sequential;
import nabla.engine.nn.Tanh;
import nabla.engine.nn.TransformerEncoder;
import nabla.engine.nn.TransformerEncoderLayer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// What a graph tells while a journal is kept, as it is in a notebook.
@Isolated("the journal is kept for the whole process")
class JournalTests {
  @BeforeEach
  void keep() {
    Journal.keep(true);
  }

  @AfterEach
  void stop() {
    Journal.keep(false);
  }

  @Test
  void linksCarryTheGradientsOfTheLastPass() {
    Tensor x = tensor(3.0).requiresGrad(true);
    Tensor y = x.mul(x).add(x);
    assertThat(y.graph().links()).allMatch(link -> link.gradient() == null);
    y.backward();
    // dy/d(x·x) = 1, dy/dx = 1 along the sum; x·x sends x back along each of its two links.
    assertThat(y.graph().links())
        .extracting(Link::gradient)
        .containsExactly("1.", "1.", "3.", "3.");
    assertThat(y.graph().outline()).contains("gradient 7.");
  }

  @Test
  void aGradientOfManyElementsIsToldByItsNorm() {
    Tensor x = Creation.ones(3, 3).requiresGrad(true);
    Tensor y = x.mul(2).sum();
    y.backward();
    assertThat(y.graph().links()).extracting(Link::gradient).contains("norm 3.000", "norm 6.000");
  }

  @Test
  void whatIsSavedIsKeptThenStaleOrFreed() {
    Tensor x = tensor(2.0).requiresGrad(true);
    Tensor a = x.mul(3);
    Tensor y = a.pow(2);
    assertThat(pins(y)).containsExactly(new Pin("a", Pin.State.KEPT, 0, 0));
    a.detach().add_(1);
    assertThat(pins(y)).containsExactly(new Pin("a", Pin.State.STALE, 1, 0));
    Tensor z = x.pow(2);
    z.backward();
    assertThat(pins(z)).extracting(Pin::state).containsOnly(Pin.State.FREED);
  }

  private static List<Pin> pins(Tensor y) {
    return ((Vertex.Operation) y.graph().vertex(y.graph().root())).detail().pins();
  }

  @Test
  void aFailedPassMarksItsOperationUntilOneSucceeds() {
    Tensor x = tensor(2.0).requiresGrad(true);
    Tensor a = x.exp();
    Tensor y = a.mul(3);
    a.detach().add_(1);
    assertThatThrownBy(y::backward).isInstanceOf(GradientException.class);
    assertThat(y.graph().failure()).contains("modified by an inplace");
    assertThat(y.graph().vertices())
        .filteredOn(v -> v instanceof Vertex.Operation it && it.detail().failure() != null)
        .singleElement()
        .isInstanceOfSatisfying(
            Vertex.Operation.class, it -> assertThat(it.name()).isEqualTo("ExpBackward0"));
    assertThat(y.graph().outline()).contains("The backward pass failed: one of the variables");

    Tensor many = Creation.ones(2).requiresGrad(true).mul(2);
    assertThatThrownBy(many::backward).isInstanceOf(GradientException.class);
    assertThat(many.graph().failure()).contains("only for scalar outputs");
    many.backward(Creation.ones(2));
    assertThat(many.graph().failure()).isNull();
  }

  @Test
  void cutsAreLinksWithTheirCause() {
    Tensor x = tensor(3.0).requiresGrad(true);
    Tensor t = x.mul(2);
    assertThat(cut(t.mul(t.detach()))).isEqualTo("detach");
    assertThat(cut(x.mul(noGrad(() -> x.mul(5))))).isEqualTo("noGrad: mul");
    assertThat(cut(x.mul(x.data()))).isEqualTo("data");
    assertThat(cut(x.mul(x.mul(4).to(DType.INT64)))).isEqualTo("to(int64)");
    assertThat(cut(x.mul(x.mul(1.7).item()))).isEqualTo("item");
    assertThat(cut(x.mul(2).detach())).isEqualTo("detach");
    assertThat(x.mul(5).graph().links()).allMatch(link -> link.cut() == null);
  }

  private static String cut(Tensor y) {
    Graph graph = y.graph();
    List<Link> cut = graph.links().stream().filter(link -> link.cut() != null).toList();
    assertThat(cut).hasSize(1);
    assertThat(graph.vertex(cut.getFirst().to())).isInstanceOf(Vertex.Constant.class);
    return String.valueOf(cut.getFirst().cut());
  }

  @Test
  void aCutKeepsNothingAlive() throws InterruptedException {
    Tensor x = tensor(3.0).requiresGrad(true);
    Tensor middle = x.mul(2);
    var node = new java.lang.ref.WeakReference<>(middle.gradFn());
    Tensor apart = middle.detach();
    middle = apart;
    for (int i = 0; i < 100 && node.get() != null; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(node.get()).isNull();
    assertThat(cut(middle)).isEqualTo("detach");
  }

  @Test
  void modulesNameParametersAndFoldIntoBoxes() {
    manualSeed(0);
    var net = new Sequential(new Linear(2, 4), new Tanh(), new Linear(4, 1));
    Tensor y = net.call(randn(5, 2)).sum();
    assertThat(y.graph().outline()).contains("0.weight: parameter").contains("2.bias: parameter");
    Graph folded = y.graph().folded(8);
    assertThat(folded.outline()).contains("0: Linear").contains("2: Linear").contains("1: Tanh");
    assertThat(folded.vertices()).noneMatch(v -> v instanceof Vertex.Leaf);
    assertThat(y.graph().folded(100)).isEqualTo(y.graph());
  }

  @Test
  void layersOfOneKindAreOneBox() {
    manualSeed(0);
    var layer =
        new TransformerEncoderLayer(8, 2, TransformerEncoderLayer.options().feedforwardSize(8));
    var encoder = new TransformerEncoder(layer, 12);
    Tensor y = encoder.call(randn(3, 1, 8)).mean();
    for (Graph one : List.of(encoder.call(randn(3, 1, 8)).graph(), y.graph())) {
      assertThat(one.folded(40).outline()).contains("TransformerEncoderLayer ×12");
    }
    Graph folded = y.graph().folded(40);
    assertThat(folded.outline()).contains("layers.0: TransformerEncoderLayer ×12");
    assertThat(folded.vertices().size()).isLessThanOrEqualTo(40);
  }

  @Test
  void stepsOfALayerAreOneBox() {
    manualSeed(0);
    Tensor y = new LSTM(2, 3).run(randn(20, 1, 2)).output().sum();
    assertThat(y.graph().folded(40).outline()).contains("LSTM step ×20");
  }

  @Test
  void allFormsOfTextTellTheSame() {
    Tensor x = tensor(2.0).requiresGrad(true);
    Tensor y = x.exp().mul(x.detach());
    y.backward();
    Graph graph = y.graph();
    for (String text : List.of(graph.toDot(), graph.toMermaid())) {
      assertThat(text)
          .contains("backward step 2")
          .contains("saved: result freed")
          .contains("cut off by detach")
          .contains("a · b")
          .contains("grad = 14.7781");
    }
    assertThat(graph.outline())
        .contains("detached, [] float32, value 2., cut off by detach from #1")
        .contains("sends back 2. to #2");
  }

  @Test
  void withoutAJournalNothingIsNoted() {
    Journal.keep(false);
    Tensor y = tensor(3.0).requiresGrad(true).mul(2);
    assertThat(Objects.requireNonNull(y.gradFn()).notes()).isNull();
    assertThat(GradMode.isGradEnabled()).isTrue();
  }
}
