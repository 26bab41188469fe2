package nabla.engine.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nabla.engine.error.Language;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GraphTests {
  /// `loss = (x · w + 2).sum()` after one backward pass, with ids that say nothing about the order.
  static final Graph LOSS =
      new Graph(
          List.of(
              operation(70, "SumBackward0", "sum", "loss", List.of(), 1),
              operation(50, "AddBackward0", "add", null, List.of(3), 2),
              operation(60, "MulBackward0", "mul", "y", List.of(3), 3),
              new Vertex.Leaf(9, value("x", List.of(3), "[1., 2., 3.]"), "[4., 5., 6.]", 2),
              new Vertex.Leaf(8, value("w", List.of(3), "[4., 5., 6.]"), null, 0),
              new Vertex.Constant(7, value(null, List.of(), "2."))),
          List.of(
              new Link(50, 70, "1.", null),
              new Link(60, 50),
              new Link(7, 50),
              new Link(9, 60),
              new Link(8, 60, null, "detach")),
          70);

  static Value value(@Nullable String name, List<Integer> shape, @Nullable String text) {
    return new Value(name, shape, "float32", text);
  }

  static Vertex.Operation operation(
      long id, String name, String label, @Nullable String variable, List<Integer> shape, int at) {
    return new Vertex.Operation(id, name, label, null, value(variable, shape, null), at);
  }

  @Test
  void outlineNamesEveryVertexInForwardOrder() {
    assertThat(LOSS.outline())
        .isEqualTo(
            """
            Recorded graph of loss: 3 operations, 2 leaves, 1 constant
            - x: leaf, [3] float32, value [1., 2., 3.], gradient [4., 5., 6.], sum of 2 passes
            - w: leaf, [3] float32, value [4., 5., 6.], no gradient yet
            - y = mul(x, w): [3] float32, MulBackward0, backward step 3
            - #4: constant, [] float32, value 2.
            - #5 = add(y, #4): [3] float32, AddBackward0, backward step 2
            - loss = sum(#5): [] float32, SumBackward0, backward step 1, sends back 1. to #5""");
  }

  @Test
  void theOutlineIsInTheLanguageInForce() {
    Vertex.Operation stale =
        new Vertex.Operation(
            3,
            "MulBackward0",
            "mul",
            "a · b",
            value("y", List.of(), "6."),
            1,
            new Detail(
                List.of(
                    new Pin("a", Pin.State.KEPT, 0, 0),
                    new Pin("b", Pin.State.FREED, 0, 0),
                    new Pin(Pin.RESULT, Pin.State.STALE, 2, 1)),
                "changed",
                List.of()));
    Graph all =
        new Graph(
            List.of(
                new Vertex.Leaf(1, value("w", List.of(), "3."), "8.", 2, true),
                new Vertex.Constant(2, value(null, List.of(), "2."), "detach"),
                new Vertex.Group(4, new Frame("net", "Net", 1), 7, 2, stale.value(), 0, null),
                new Vertex.More(5, 9),
                stale),
            List.of(
                new Link(1, 3, "2.", null),
                new Link(4, 3, "3.", null),
                new Link(2, 3),
                new Link(1, 2, null, "detach"),
                new Link(5, 4)),
            3);
    try {
      Language.set(Language.SPANISH);
      assertThat(all.outline())
          .isEqualTo(
              """
              Grafo grabado de y: 1 operación, 2 llamadas a módulos, 1 parámetro, 1 constante, \
              y 9 más
              - w: parámetro, [] float32, valor 3., gradiente 8., suma de 2 pasadas
              - … 9 más: graph() de un tensor anterior los muestra, \
              y toDot() del grafo los tiene todos
              - y = net: Net ×2(…): [] float32, valor 6., 7 operaciones en total
              - #4: separado, [] float32, valor 2., cortado por detach de w
              - y = mul(w, y, #4): [] float32, valor 6., MulBackward0, paso 1 hacia atrás, \
              devuelve 2. a w y 3. a y, guardado: a (conservado), b (liberado), \
              resultado (cambiado: versión 2, se esperaba la 1), \
              la pasada hacia atrás falló aquí
              La pasada hacia atrás falló: changed""");
      assertThat(all.toDot()).contains("separado\\n", "cortado por detach", "7 operaciones");
    } finally {
      Language.set(Language.ENGLISH);
    }
  }

  @Test
  void dotDrawsEachKindInItsShapeAndCutLinksDashed() {
    assertThat(LOSS.toDot())
        .isEqualTo(
            """
            digraph {
              node [fontname="sans-serif"];
              n0 [shape=ellipse, label="x\\n[3] float32\\n[1., 2., 3.]\\ngrad = [4., 5., 6.] (×2)"];
              n1 [shape=ellipse, label="w\\n[3] float32\\n[4., 5., 6.]"];
              n2 [shape=box, label="y = mul\\n[3] float32\\nbackward step 3"];
              n3 [shape=note, label="constant\\n[] float32\\n2."];
              n4 [shape=box, label="add\\n[3] float32\\nbackward step 2"];
              n5 [shape=box, label="loss = sum\\n[] float32\\nbackward step 1"];
              n0 -> n2;
              n1 -> n2 [label="detach", style=dashed];
              n2 -> n4;
              n3 -> n4 [style=dashed];
              n4 -> n5 [label="1."];
            }
            """);
  }

  @Test
  void mermaidQuotesWhatWouldBreakIt() {
    Graph odd =
        new Graph(
            List.of(new Vertex.Leaf(1, value("a\"<b>", List.of(2, 3), null), null, 0)),
            List.of(),
            1);
    assertThat(odd.toMermaid())
        .isEqualTo("flowchart TD\n  n0([\"a#quot;#lt;b#gt;<br/>[2, 3] float32\"])\n");
    assertThat(LOSS.toMermaid())
        .contains("n3 -.-> n4")
        .contains("n1 -.->|\"detach\"| n2")
        .contains("n4 -->|\"1.\"| n5");
  }

  @Test
  void namesReachOnlyTheVerticesTheyAreMeantFor() {
    Graph named = LOSS.named(Map.of(50L, "z", 7L, "two"));
    assertThat(named.outline()).contains("z = add(y, two)").contains("- x: leaf");
    assertThat(LOSS.outline()).doesNotContain("two");
  }

  @Test
  void idsDoNotShow() {
    Graph other =
        new Graph(
            LOSS.vertices().stream().map(GraphTests::shifted).toList(),
            LOSS.links().stream()
                .map(l -> new Link(l.from() + 1000, l.to() + 1000, l.gradient(), l.cut()))
                .toList(),
            LOSS.root() + 1000);
    assertThat(other.outline()).isEqualTo(LOSS.outline());
    assertThat(other.toDot()).isEqualTo(LOSS.toDot());
    assertThat(other.toMermaid()).isEqualTo(LOSS.toMermaid());
  }

  private static Vertex shifted(Vertex vertex) {
    return switch (vertex) {
      case Vertex.Leaf leaf ->
          new Vertex.Leaf(leaf.id() + 1000, leaf.value(), leaf.gradient(), leaf.accumulations());
      case Vertex.Constant constant ->
          new Vertex.Constant(constant.id() + 1000, constant.value(), constant.cut());
      case Vertex.Operation it ->
          new Vertex.Operation(
              it.id() + 1000, it.name(), it.label(), it.formula(), it.value(), it.order());
      case Vertex.Group group -> group;
      case Vertex.More(var id, var count) -> new Vertex.More(id + 1000, count);
    };
  }

  @Test
  void aVeryLongChainIsOrderedAndCutWithoutRecursion() {
    int length = 100_000;
    List<Vertex> vertices = new ArrayList<>();
    List<Link> links = new ArrayList<>();
    vertices.add(new Vertex.Leaf(0, value("x", List.of(), null), null, 0));
    for (int i = 1; i <= length; i++) {
      vertices.add(operation(i, "MulBackward0", "mul", null, List.of(), 0));
      links.add(new Link(i - 1, i));
    }
    Graph chain = new Graph(vertices, links, length);
    assertThat(chain.forwardOrder()).hasSize(length + 1).first().isInstanceOf(Vertex.Leaf.class);
    Graph few = chain.shortened(10);
    assertThat(few.vertices()).hasSize(11);
    assertThat(few.outline()).contains("- … 99991 more").contains("= mul(…)");
    assertThat(few.summary())
        .isEqualTo("Recorded graph of #11: 9 operations, 1 leaf, and 99991 more");
  }

  @Test
  void cuttingKeepsTheResultAndSmallGraphsAsTheyAre() {
    assertThat(LOSS.shortened(6)).isSameAs(LOSS);
    Graph few = LOSS.shortened(3);
    assertThat(few.vertex(few.root())).isEqualTo(LOSS.vertex(LOSS.root()));
    assertThat(few.vertices()).hasSize(4).last().isEqualTo(new Vertex.More(71, 3));
  }

  @Test
  void aGraphWithLooseEndsIsRefused() {
    List<Vertex> one = List.of(operation(1, "MulBackward0", "mul", null, List.of(), 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Graph(one, List.of(new Link(1, 2)), 1))
        .withMessageContaining("not in the graph");
    assertThatIllegalArgumentException().isThrownBy(() -> new Graph(one, List.of(), 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Graph(List.of(one.getFirst(), one.getFirst()), List.of(), 1))
        .withMessageContaining("two vertices");
  }
}
