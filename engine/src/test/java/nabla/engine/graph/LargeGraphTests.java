package nabla.engine.graph;

import static nabla.engine.graph.GraphTests.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Graphs that are too large to be drawn whole: loops become boxes, and of the rest both ends stay.
class LargeGraphTests {
  private final List<Vertex> vertices = new ArrayList<>();
  private final List<Link> links = new ArrayList<>();

  private long add(Vertex vertex, long... inputs) {
    vertices.add(vertex);
    for (long input : inputs) {
      links.add(new Link(input, vertex.id()));
    }
    return vertex.id();
  }

  private long leaf(String name) {
    return add(new Vertex.Leaf(vertices.size(), value(name, List.of(), null), null, 0));
  }

  private long constant(@Nullable String name) {
    return add(new Vertex.Constant(vertices.size(), value(name, List.of(), null)));
  }

  private long operation(String label, Detail detail, long... inputs) {
    Value value = value(null, List.of(), null);
    long id = vertices.size();
    // A later one is walked earlier.
    int order = 1_000_000 - vertices.size();
    return add(new Vertex.Operation(id, label, label, null, value, order, detail), inputs);
  }

  private long operation(String label, long... inputs) {
    return operation(label, Detail.NONE, inputs);
  }

  private Graph graph(long root) {
    return new Graph(vertices, links, root);
  }

  /// `h = h.mul(w).add(x[i]).tanh()`, so often.
  private long recurrence(int steps, @Nullable String inputs) {
    long w = leaf("w");
    long h = leaf("h");
    for (int i = 0; i < steps; i++) {
      long x = constant(inputs == null ? null : inputs + "[" + i + "]");
      h = operation("tanh", operation("add", operation("mul", h, w), x));
    }
    return h;
  }

  @Test
  void aLoopIsOneBoxWithTheNumberOfItsTurns() {
    Graph whole = graph(operation("mean", operation("pow", recurrence(500, null))));
    Graph folded = whole.folded(40);
    assertThat(folded.outline())
        .isEqualTo(
            """
            Recorded graph of #5: 2 operations, 1 loop, 2 leaves
            - h: leaf, [] float32, no gradient yet
            - w: leaf, [] float32, no gradient yet
            - #3 = mul → add → tanh ×500(h, w): [] float32, 1500 operations in all
            - #4 = pow(#3): [] float32, pow, backward step 997998
            - #5 = mean(#4): [] float32, mean, backward step 997997""");
    Folding folding = Folding.within(whole, 40);
    Vertex.Group box =
        (Vertex.Group)
            folded.vertices().stream().filter(Vertex.Group.class::isInstance).findFirst().get();
    assertThat(folding.opening(box.frame().call()).graph().outline())
        .contains("= mul(h, w)", "= tanh(", "mul → add → tanh ×499");
  }

  @Test
  void whatEachTurnTakesForItselfIsInTheBoxWhateverItsName() {
    Graph folded = graph(operation("sum", recurrence(60, "xs"))).folded(40);
    assertThat(folded.vertices()).hasSize(4);
    assertThat(folded.outline()).contains("tanh ×60(h, w)");
  }

  @Test
  void whatALoopBeginsWithStaysOutside() {
    long x = constant("x");
    long h = x;
    for (int i = 0; i < 60; i++) {
      h = operation("tanh", h);
    }
    assertThat(graph(h).folded(40).outline()).contains("x: constant", "tanh ×60(x)");
  }

  @Test
  void aLoopInsideAModuleAndOneAroundModulesAreFound() {
    long h = leaf("h");
    Frame net = new Frame("Net", "Net", 1);
    Detail inside = new Detail(List.of(), null, List.of(net));
    h = operation("relu", inside, h);
    for (int i = 0; i < 60; i++) {
      h = operation("exp", inside, operation("neg", inside, h));
    }
    h = operation("sum", h);
    for (int i = 0; i < 60; i++) {
      Frame cell = new Frame("Cell", "Cell", 2 + i);
      Detail called = new Detail(List.of(), null, List.of(cell));
      long out = operation("tanh", called, operation("addmm", called, h));
      h = operation("add", operation("norm", out), out);
    }
    Graph whole = graph(h);
    String outline = whole.folded(40).outline();
    assertThat(outline).contains("Cell → norm → add ×60");
    Graph inner = Loops.framed(whole);
    Folding open = new Folding(inner, 1, Set.of(), Set.of());
    assertThat(open.graph().outline()).contains("neg → exp ×60", "= relu(h)");
  }

  @Test
  void aSmallGraphStaysAsItIs() {
    Graph small = graph(recurrence(5, null));
    assertThat(small.folded(40)).isSameAs(small);
  }

  @Test
  void aGraphWithoutLoopsStaysAsItIs() {
    long h = leaf("x");
    for (int i = 0; i < 100; i++) {
      h = operation("f" + i, h);
    }
    Graph uneven = graph(h);
    assertThat(Loops.framed(uneven)).isSameAs(uneven);
    assertThat(uneven.folded(40)).isSameAs(uneven);
  }

  @Test
  void bothEndsStayAndSayHowManyAreBetween() {
    long h = leaf("x");
    for (int i = 0; i < 359; i++) {
      h = operation("f" + i, h);
    }
    Graph few = graph(h).shortened(120);
    assertThat(few.vertices()).hasSize(121);
    assertThat(few.outline())
        .contains("- x: leaf", "= f0(x)", "= f358(", "- … 240 more: graph() of an earlier tensor");
    assertThat(few.toMermaid()).contains("… 240 more");
  }

  @Test
  void theOperationAtFaultStays() {
    long h = leaf("x");
    for (int i = 0; i < 300; i++) {
      String failure = i == 150 ? "changed" : null;
      h = operation("f" + i, new Detail(List.of(), failure, List.of()), h);
    }
    Graph few = graph(h).shortened(20);
    assertThat(few.failure()).isEqualTo("changed");
    assertThat(few.vertices()).hasSize(22).filteredOn(Vertex.More.class::isInstance).hasSize(2);
    assertThat(few.outline()).contains("= f150(…)");
  }

  @Property(tries = 100)
  void nothingIsLostAndNoLineLeadsBack(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int limit) {
    Random random = new Random(seed);
    leaf("x");
    for (int i = 1; i < 150; i++) {
      if (random.nextInt(4) == 0) {
        constant(null);
      } else {
        operation("f", random.nextInt(i), random.nextInt(Math.max(0, i - 5), i));
      }
    }
    Graph whole = graph(operation("g", vertices.size() - 1));
    Graph few = whole.shortened(limit);
    int pieces = 0;
    int shown = 0;
    for (Vertex vertex : few.vertices()) {
      shown += vertex instanceof Vertex.More more ? more.count() : 1;
      pieces += vertex instanceof Vertex.More ? 1 : 0;
    }
    assertThat(shown).isEqualTo(whole.vertices().size());
    assertThat(few.vertices()).contains(whole.vertex(whole.root()));
    // What the root does not need stands behind it.
    assertThat(pieces).isLessThanOrEqualTo(2);
    Map<Long, Integer> place = new HashMap<>();
    few.forwardOrder().forEach(vertex -> place.put(vertex.id(), place.size()));
    Set<Link> seen = new HashSet<>();
    for (Link link : few.links()) {
      assertThat(place.get(link.from())).as("%s", link).isLessThan(place.get(link.to()));
      assertThat(seen.add(link) || whole.links().contains(link)).isTrue();
    }
  }
}
