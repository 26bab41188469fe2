package nabla.engine.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A recorded graph: which operations made a tensor, from which values.
///
/// Links point the way the forward pass went, from inputs to results; `root` is the vertex of the
/// tensor that was asked. The two links of `x.mul(x)` are two entries.
public record Graph(List<Vertex> vertices, List<Link> links, long root) {
  /// Checks that ids are unique and that links and root name existing vertices.
  public Graph {
    vertices = List.copyOf(vertices);
    links = List.copyOf(links);
    Set<Long> ids = new LinkedHashSet<>();
    for (Vertex vertex : vertices) {
      if (!ids.add(vertex.id())) {
        throw new IllegalArgumentException("two vertices have the id " + vertex.id());
      }
    }
    for (Link link : links) {
      if (!ids.contains(link.from()) || !ids.contains(link.to())) {
        throw new IllegalArgumentException(link + " names a vertex that is not in the graph");
      }
    }
    if (!ids.contains(root)) {
      throw new IllegalArgumentException("the root " + root + " is not in the graph");
    }
  }

  /// Returns the vertex of this id.
  public Vertex vertex(long id) {
    return vertices.stream()
        .filter(vertex -> vertex.id() == id)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no vertex has the id " + id));
  }

  /// Tells whether a gradient goes back along this link.
  public boolean carriesGradient(Link link) {
    return link.cut() == null && !(vertex(link.from()) instanceof Vertex.Constant);
  }

  /// Returns this graph with the given names on the values of the vertices with these ids. Other
  /// vertices keep the name they have.
  public Graph named(Map<Long, String> names) {
    return new Graph(
        vertices.stream().map(vertex -> rename(vertex, names.get(vertex.id()))).toList(),
        links,
        root);
  }

  private static Vertex rename(Vertex vertex, @Nullable String name) {
    if (name == null) {
      return vertex;
    }
    return switch (vertex) {
      case Vertex.Leaf(var id, var value, var gradient, var times, var parameter) ->
          new Vertex.Leaf(id, value.named(name), gradient, times, parameter);
      case Vertex.Constant(var id, var value, var cut) ->
          new Vertex.Constant(id, value.named(name), cut);
      case Vertex.Operation(
              var id,
              var node,
              var label,
              var formula,
              var value,
              var order,
              var detail) ->
          new Vertex.Operation(id, node, label, formula, value.named(name), order, detail);
      case Vertex.Group(
              var id,
              var frame,
              var operations,
              var times,
              var value,
              var order,
              var failure) ->
          new Vertex.Group(id, frame, operations, times, value.named(name), order, failure);
      case Vertex.More more -> more;
    };
  }

  /// Returns the vertices in the order of the forward pass: each after all of its inputs. The order
  /// depends on the links only, not on ids. Vertices that the root does not need come last.
  public List<Vertex> forwardOrder() {
    Map<Long, List<Long>> inputs = inputs();
    Map<Long, Vertex> byId = byId();
    Set<Long> done = new LinkedHashSet<>();
    visit(root, inputs, done);
    for (Vertex vertex : vertices) {
      visit(vertex.id(), inputs, done);
    }
    List<Vertex> order = new ArrayList<>(done.size());
    for (long id : done) {
      order.add(find(byId, id));
    }
    return order;
  }

  /// Walks depth first without recursion: a chain of 100,000 operations must not overflow the
  /// stack.
  private static void visit(long start, Map<Long, List<Long>> inputs, Set<Long> done) {
    record Frame(long id, Iterator<Long> rest) {}
    Set<Long> open = new LinkedHashSet<>();
    ArrayDeque<Frame> stack = new ArrayDeque<>();
    if (!done.contains(start)) {
      open.add(start);
      stack.push(new Frame(start, inputs.getOrDefault(start, List.of()).iterator()));
    }
    while (!stack.isEmpty()) {
      Frame frame = stack.element();
      if (frame.rest().hasNext()) {
        long next = frame.rest().next();
        if (!done.contains(next) && open.add(next)) {
          stack.push(new Frame(next, inputs.getOrDefault(next, List.of()).iterator()));
        }
      } else {
        stack.pop();
        done.add(frame.id());
      }
    }
  }

  /// Returns why the last backward pass through this graph failed, and null if it did not or none
  /// was made. A failure is remembered at the operation that was at fault.
  public @Nullable String failure() {
    for (Vertex vertex : vertices) {
      String failure = failure(vertex);
      if (failure != null) {
        return failure;
      }
    }
    return null;
  }

  /// Returns why the last backward pass failed at this vertex, or null if it did not.
  static @Nullable String failure(Vertex vertex) {
    return switch (vertex) {
      case Vertex.Operation operation -> operation.detail().failure();
      case Vertex.Group group -> group.failure();
      case Vertex.Leaf _, Vertex.Constant _, Vertex.More _ -> null;
    };
  }

  /// Returns this graph with modules as one box each, as few as must be for at most `limit`
  /// vertices; one that has no more is returned as it is. See [Folding].
  public Graph folded(int limit) {
    return Folding.within(this, limit).graph();
  }

  /// Returns both ends of a graph that is too large to be drawn: at most `limit` vertices, the last
  /// operations and the first ones with what they need, and one [Vertex.More] for what lies between
  /// them. A graph that is small enough is returned as it is.
  public Graph shortened(int limit) {
    return vertices.size() <= limit ? this : Ends.of(this, limit);
  }

  /// Returns the graph in Graphviz's language.
  public String toDot() {
    return GraphText.dot(this);
  }

  /// Returns the graph as a Mermaid flow chart.
  public String toMermaid() {
    return GraphText.mermaid(this);
  }

  /// Returns the graph in sentences, one line for each vertex in the order of the forward pass.
  /// Made to be read in a terminal and aloud by a screen reader.
  public String outline() {
    return GraphText.outline(this);
  }

  /// Returns the first line of the outline: what the graph is of, and how much is in it.
  public String summary() {
    return GraphText.summary(this);
  }

  /// Returns the other lines of the outline: a sentence for each vertex of [#forwardOrder].
  public List<String> sentences() {
    return GraphText.sentences(this);
  }

  /// Returns the outline.
  @Override
  public String toString() {
    return outline();
  }

  /// Returns the ids of the inputs of each vertex, in the order of its links.
  Map<Long, List<Long>> inputs() {
    Map<Long, List<Long>> inputs = new HashMap<>();
    for (Link link : links) {
      inputs.computeIfAbsent(link.to(), _ -> new ArrayList<>()).add(link.from());
    }
    return inputs;
  }

  Map<Long, Vertex> byId() {
    Map<Long, Vertex> byId = new LinkedHashMap<>();
    for (Vertex vertex : vertices) {
      byId.put(vertex.id(), vertex);
    }
    return byId;
  }

  static Vertex find(Map<Long, Vertex> byId, long id) {
    Vertex vertex = byId.get(id);
    if (vertex == null) {
      throw new IllegalArgumentException("no vertex has the id " + id);
    }
    return vertex;
  }
}
