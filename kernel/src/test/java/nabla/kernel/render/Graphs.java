package nabla.kernel.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import nabla.engine.graph.Detail;
import nabla.engine.graph.Frame;
import nabla.engine.graph.Graph;
import nabla.engine.graph.Link;
import nabla.engine.graph.Pin;
import nabla.engine.graph.Value;
import nabla.engine.graph.Vertex;
import org.jspecify.annotations.Nullable;

/// Graphs to draw in tests.
final class Graphs {
  private Graphs() {}

  /// `y = 2·x + x²` at `x = 3`, after `backward()`.
  static Graph parabola(String nameOfX) {
    return new Graph(
        List.of(
            new Vertex.Leaf(1, value(nameOfX, "3."), "8.", 2),
            new Vertex.Constant(2, value(null, "2.")),
            operation(3, "mul", null, "6.", 3),
            operation(4, "pow", null, "9.", 2),
            operation(5, "add", "y", "15.", 1)),
        List.of(
            new Link(1, 3, "2.", null),
            new Link(2, 3),
            new Link(1, 4, "6.", null),
            new Link(3, 5, "1.", null),
            new Link(4, 5, "1.", null)),
        5);
  }

  /// One vertex of each kind, with a pin of each state.
  static Graph kinds(@Nullable String failure) {
    Detail detail =
        new Detail(
            List.of(
                new Pin("a", Pin.State.KEPT, 0, 0),
                new Pin("b", Pin.State.FREED, 0, 0),
                new Pin("c", Pin.State.STALE, 2, 1)),
            failure,
            List.of());
    return new Graph(
        List.of(
            new Vertex.Leaf(1, value("x", "3."), null, 0),
            new Vertex.Leaf(2, value("net.weight", "3."), null, 0, true),
            new Vertex.Constant(3, value("c", "1.")),
            new Vertex.Constant(4, value(null, "1."), "detach"),
            new Vertex.Operation(5, "MulBackward0", "mul", "a · b", value("y", null), 1, detail)),
        List.of(
            new Link(1, 5),
            new Link(2, 5),
            new Link(3, 5),
            new Link(4, 5),
            new Link(1, 4, null, "detach")),
        5);
  }

  /// `x` through so many modules of one kind, each of so many operations with a parameter.
  static Graph layers(int layers, int operations) {
    List<Vertex> vertices = new ArrayList<>();
    List<Link> links = new ArrayList<>();
    vertices.add(new Vertex.Leaf(0, value("x", null), null, 0));
    long last = 0;
    for (int layer = 0; layer < layers; layer++) {
      Frame outer = new Frame("Net", "Net", 1);
      Frame inner = new Frame("layers." + layer, "Layer", 2 + layer);
      Detail detail = new Detail(List.of(), null, List.of(outer, inner));
      for (int i = 0; i < operations; i++) {
        long id = vertices.size();
        vertices.add(new Vertex.Leaf(id, value("p" + id, null), null, 0, true));
        vertices.add(
            new Vertex.Operation(
                id + 1, "MulBackward0", "mul", null, value(null, null), 0, detail));
        links.add(new Link(last, id + 1));
        links.add(new Link(id, id + 1));
        last = id + 1;
      }
    }
    long end = vertices.size();
    vertices.add(operation(end, "sum", "y", null, 1));
    vertices.add(operation(end + 1, "mul", "z", null, 1));
    links.add(new Link(last, end));
    links.add(new Link(end, end + 1));
    return new Graph(vertices, links, end + 1);
  }

  /// `y = y.mul(x).add(x)`, so often.
  static Graph loop(int turns) {
    List<Vertex> vertices = new ArrayList<>();
    List<Link> links = new ArrayList<>();
    vertices.add(new Vertex.Leaf(0, value("x", null), null, 0));
    for (int i = 1; i <= 2 * turns; i++) {
      vertices.add(operation(i, i % 2 == 1 ? "mul" : "add", null, null, 2 * turns - i + 1));
      links.add(new Link(i - 1, i));
      links.add(new Link(0, i));
    }
    return new Graph(vertices, links, 2L * turns);
  }

  /// A graph of `size` vertices with labels of any length on some of its links.
  static Graph random(int size, Random random) {
    List<Vertex> vertices = new ArrayList<>();
    List<Link> links = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      String name = random.nextBoolean() ? "v".repeat(1 + random.nextInt(30)) : null;
      String text = random.nextBoolean() ? "[[1., 2.],\n [3., 4.]]" : null;
      if (i < 3) {
        vertices.add(new Vertex.Leaf(i, value(name, text), text, random.nextInt(3)));
        continue;
      }
      vertices.add(operation(i, "operation" + i, name, text, size - i));
      for (int input = random.nextInt(3); input >= 0; input--) {
        String gradient = random.nextInt(3) == 0 ? "1".repeat(1 + random.nextInt(30)) : null;
        links.add(new Link(random.nextInt(i), i, gradient, null));
      }
    }
    return new Graph(vertices, links, size - 1);
  }

  private static Vertex.Operation operation(
      long id, String label, @Nullable String name, @Nullable String text, int order) {
    return new Vertex.Operation(id, label + "Backward0", label, null, value(name, text), order);
  }

  private static Value value(@Nullable String name, @Nullable String text) {
    return new Value(name, List.of(), "float32", text);
  }
}
