package nabla.engine.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import nabla.engine.autograd.Edge;
import nabla.engine.autograd.Node;
import nabla.engine.graph.Graph;
import nabla.engine.graph.Link;
import nabla.engine.graph.Value;
import nabla.engine.graph.Vertex;
import org.jspecify.annotations.Nullable;

/// Writes down the graph that ends in a tensor, as data.
///
/// Only what autograd holds is known: the values of leaves, of the root, and of what was saved.
public final class GraphRecorder {
  /// Up to this many elements a value is shown in the drawing.
  private static final int READABLE = 4;

  private final Map<Node, Tensor> values = new java.util.IdentityHashMap<>();
  private final Map<Long, Vertex> vertices = new LinkedHashMap<>();
  private final List<Link> links = new ArrayList<>();
  private final List<Node> operations = new ArrayList<>();

  private GraphRecorder() {}

  /// Returns the id that a tensor has in every recorded graph.
  public static long idOf(Tensor tensor) {
    Node node = tensor.gradFn();
    return node == null ? idOfLeaf(tensor) : idOf(node);
  }

  // Leaves count down and operations up, so that they never meet.
  private static long idOfLeaf(Tensor tensor) {
    return -tensor.meta().id();
  }

  private static long idOf(Node node) {
    return node.sequence() + 1;
  }

  static Graph record(Tensor root) {
    GraphRecorder recorder = new GraphRecorder();
    Node node = root.gradFn();
    if (node == null) {
      Vertex only = recorder.leaf(root);
      return new Graph(List.of(only), List.of(), only.id());
    }
    recorder.values.put(node, root);
    recorder.walk(node);
    recorder.number();
    return new Graph(List.copyOf(recorder.vertices.values()), recorder.links, idOf(node));
  }

  private void walk(Node start) {
    Deque<Node> stack = new ArrayDeque<>();
    stack.push(start);
    vertices.put(idOf(start), new Vertex.More(idOf(start), 0));
    while (!stack.isEmpty()) {
      Node node = stack.pop();
      operations.add(node);
      Tensor result = node.saved().peekOutput();
      if (result != null) {
        values.putIfAbsent(node, result);
      }
      @Nullable Edge[] edges = node.nextEdges();
      for (int i = 0; i < edges.length; i++) {
        Edge edge = edges[i];
        Tensor input = node.saved().peek(i);
        if (edge == null) {
          constant(node, input == null ? node.number(i) : input);
          continue;
        }
        Node from = edge.node();
        Tensor variable = from.variable();
        if (variable != null) {
          Vertex leaf = leaf(variable);
          vertices.putIfAbsent(leaf.id(), leaf);
          links.add(new Link(leaf.id(), idOf(node)));
          continue;
        }
        if (input != null) {
          values.putIfAbsent(from, input);
        }
        links.add(new Link(idOf(from), idOf(node)));
        if (vertices.putIfAbsent(idOf(from), new Vertex.More(idOf(from), 0)) == null) {
          stack.push(from);
        }
      }
    }
  }

  private void constant(Node node, @Nullable Tensor input) {
    if (input != null) {
      Vertex vertex = new Vertex.Constant(idOfLeaf(input), value(input));
      vertices.putIfAbsent(vertex.id(), vertex);
      links.add(new Link(vertex.id(), idOf(node)));
    }
  }

  private Vertex leaf(Tensor tensor) {
    if (!tensor.requiresGrad()) {
      return new Vertex.Constant(idOfLeaf(tensor), value(tensor));
    }
    Tensor grad = tensor.meta().grad();
    return new Vertex.Leaf(
        idOfLeaf(tensor),
        value(tensor),
        grad == null ? null : gradient(grad),
        tensor.meta().accumulations());
  }

  // A gradient too large to be read is told by its length: that it is there must show.
  private static String gradient(Tensor grad) {
    String readable = text(grad);
    return readable != null
        ? readable
        : String.format(Locale.ROOT, "norm %.4g", grad.detach().norm().item());
  }

  // The backward pass takes the youngest node that is ready, and the youngest of all always is.
  private void number() {
    operations.sort(Comparator.comparingLong(Node::sequence).reversed());
    int order = 1;
    for (Node node : operations) {
      Tensor known = values.get(node);
      Value value =
          known != null && known.shape().equals(node.outputShape(0))
              ? value(known)
              : new Value(null, sizes(node.outputShape(0)), node.outputDType(0).toString(), null);
      vertices.put(
          idOf(node),
          new Vertex.Operation(idOf(node), node.name(), label(node.name()), null, value, order++));
    }
  }

  private static String label(String name) {
    String stem = name.replaceFirst("Backward.*", "");
    return stem.isEmpty()
        ? name
        : stem.substring(0, 1).toLowerCase(Locale.ROOT) + stem.substring(1);
  }

  private static Value value(Tensor tensor) {
    return new Value(null, sizes(tensor.shape()), tensor.dtype().toString(), text(tensor));
  }

  private static List<Integer> sizes(Shape shape) {
    return java.util.Arrays.stream(shape.toArray()).boxed().toList();
  }

  private static @Nullable String text(Tensor tensor) {
    if (tensor.numel() > READABLE) {
      return null;
    }
    String printed = tensor.detach().toString();
    int end =
        printed.lastIndexOf(", dtype=") > 0
            ? printed.lastIndexOf(", dtype=")
            : printed.length() - 1;
    return printed.substring("tensor(".length(), end).replaceAll("\\s+", " ");
  }
}
