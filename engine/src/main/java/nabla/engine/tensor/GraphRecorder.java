package nabla.engine.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import nabla.engine.autograd.Cut;
import nabla.engine.autograd.Cuts;
import nabla.engine.autograd.Edge;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Notes;
import nabla.engine.autograd.Watcher;
import nabla.engine.error.Explanations;
import nabla.engine.graph.Detail;
import nabla.engine.graph.Formulas;
import nabla.engine.graph.Graph;
import nabla.engine.graph.Link;
import nabla.engine.graph.Value;
import nabla.engine.graph.Vertex;
import org.jspecify.annotations.Nullable;

/// Writes down the graph that ends in a tensor, as data.
///
/// Only what autograd holds is known: the values of leaves, of the root, and of what was saved; and
/// what operations have noted, if they do.
public final class GraphRecorder {
  /// A gradient beside a line of the drawing is told by its norm if it is longer than this.
  private static final int LONGEST = 24;

  private final Map<Node, Tensor> values = new IdentityHashMap<>();
  private final Map<Long, Vertex> vertices = new LinkedHashMap<>();
  private final Set<Link> cutLinks = new LinkedHashSet<>();
  private final List<Link> links = new ArrayList<>();
  private final List<Node> operations = new ArrayList<>();
  private final Map<Long, Cuts> severed = new LinkedHashMap<>();
  private final Map<Long, Tensor> leaves = new LinkedHashMap<>();
  private final ScopeNames names = new ScopeNames();

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
    return Watcher.aside(() -> write(root));
  }

  private static Graph write(Tensor root) {
    GraphRecorder recorder = new GraphRecorder();
    Node node = root.gradFn();
    if (node == null) {
      recorder.leaf(root);
    } else {
      recorder.values.put(node, root);
      recorder.walk(node);
      recorder.number();
    }
    recorder.nameParameters();
    recorder.sever();
    recorder.links.addAll(recorder.cutLinks);
    return new Graph(List.copyOf(recorder.vertices.values()), recorder.links, idOf(root));
  }

  private void walk(Node start) {
    Deque<Node> stack = new ArrayDeque<>();
    stack.push(start);
    vertices.put(idOf(start), new Vertex.More(idOf(start), 0));
    while (!stack.isEmpty()) {
      Node node = stack.pop();
      operations.add(node);
      Notes notes = node.notes();
      Tensor result = node.saved().peekOutput();
      if (result == null && notes != null) {
        result = notes.result();
      }
      if (result != null) {
        values.putIfAbsent(node, result);
      }
      @Nullable Edge[] edges = node.nextEdges();
      for (int i = 0; i < edges.length; i++) {
        Edge edge = edges[i];
        Tensor input = node.saved().peek(i);
        if (edge == null) {
          constant(node, i, input == null ? node.number(i) : input);
          continue;
        }
        Node from = edge.node();
        Tensor variable = from.variable();
        if (variable != null) {
          links.add(new Link(leaf(variable), idOf(node), gradient(notes, i), null));
          continue;
        }
        if (input != null) {
          values.putIfAbsent(from, input);
        }
        links.add(new Link(idOf(from), idOf(node), gradient(notes, i), null));
        if (vertices.putIfAbsent(idOf(from), new Vertex.More(idOf(from), 0)) == null) {
          stack.push(from);
        }
      }
    }
  }

  private static @Nullable String gradient(@Nullable Notes notes, int position) {
    Notes.Gradient sent = notes == null ? null : notes.gradient(position);
    if (sent == null) {
      return null;
    }
    if (sent.isNorm()) {
      return norm(sent.values().item());
    }
    String text = text(sent.values());
    return text == null || text.length() > LONGEST ? norm(sent.values().norm().item()) : text;
  }

  private void constant(Node node, int position, @Nullable Tensor input) {
    Notes.Input noted = node.notes() == null ? null : node.notes().constant(position);
    long id;
    if (noted != null) {
      id = -noted.id();
      Tensor known = noted.values();
      Value value =
          input != null && input.shape().equals(noted.shape())
              ? value(input)
              : new Value(
                  null,
                  sizes(noted.shape()),
                  noted.dtype().toString(),
                  known == null ? null : text(known));
      constant(id, value, noted.cuts());
    } else if (input != null) {
      id = idOfLeaf(input);
      constant(id, value(input), input.meta().cuts());
    } else {
      return;
    }
    links.add(new Link(id, idOf(node)));
  }

  private void constant(long id, Value value, @Nullable Cuts cuts) {
    String cause = cuts == null ? null : cause(cuts.all().iterator().next());
    vertices.putIfAbsent(id, new Vertex.Constant(id, value, cause));
    if (cuts != null) {
      severed.putIfAbsent(id, cuts);
    }
  }

  private long leaf(Tensor tensor) {
    long id = idOfLeaf(tensor);
    if (!tensor.requiresGrad()) {
      constant(id, value(tensor), tensor.meta().cuts());
      return id;
    }
    Tensor grad = tensor.meta().grad();
    leaves.put(id, tensor);
    vertices.putIfAbsent(
        id,
        new Vertex.Leaf(
            id,
            value(tensor),
            grad == null ? null : gradient(grad),
            tensor.meta().accumulations(),
            tensor instanceof Parameter));
    return id;
  }

  // From the operation whose result was cut off, if it is in the drawing anyway; else from the
  // leaves behind it. An operation that only the cut remembers may be gone at any time.
  private void sever() {
    Map<Long, Cuts> all = new LinkedHashMap<>(severed);
    all.forEach(
        (id, cuts) -> {
          for (Cut cut : cuts.all()) {
            Node source = cut.source() == null ? null : cut.source().get();
            Tensor leaf = cut.leaf().get();
            if (source != null && vertices.containsKey(idOf(source))) {
              cutLinks.add(new Link(idOf(source), id, null, cause(cut)));
            } else if (leaf != null && idOfLeaf(leaf) != id && leaf.requiresGrad()) {
              cutLinks.add(new Link(leaf(leaf), id, null, cause(cut)));
            }
          }
        });
  }

  private static String cause(Cut cut) {
    return switch (cut.kind()) {
      case DETACH, DATA, INTEGER, ITEM -> cut.by();
      case NO_GRAD -> "noGrad: " + cut.by();
      case INFERENCE -> "inferenceMode: " + cut.by();
    };
  }

  // A gradient too large to be read is told by its length: that it is there must show.
  private static String gradient(Tensor grad) {
    String readable = text(grad);
    return readable != null ? readable : norm(grad.detach().norm().item());
  }

  private static String norm(double length) {
    return Explanations.text("graph.norm", String.format(Locale.ROOT, "%.4g", length));
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
      Notes notes = node.notes();
      Detail detail =
          new Detail(
              node.pins(),
              notes == null ? null : notes.failure(),
              notes == null ? List.of() : names.frames(notes.scope()));
      String label = label(node.name());
      vertices.put(
          idOf(node),
          new Vertex.Operation(
              idOf(node), node.name(), label, Formulas.of(label), value, order++, detail));
    }
  }

  private void nameParameters() {
    leaves.forEach(
        (id, tensor) -> {
          String name = names.ofParameter(tensor);
          if (name != null && vertices.get(id) instanceof Vertex.Leaf leaf) {
            vertices.put(
                id,
                new Vertex.Leaf(
                    id,
                    leaf.value().named(name),
                    leaf.gradient(),
                    leaf.accumulations(),
                    leaf.isParameter()));
          }
        });
  }

  private static String label(String name) {
    String stem = name.replaceFirst("Backward.*", "");
    return stem.isEmpty()
        ? name
        : stem.substring(0, 1).toLowerCase(Locale.ROOT) + stem.substring(1);
  }

  private static Value value(Tensor tensor) {
    return new Value(
        null,
        sizes(tensor.shape()),
        tensor.dtype().toString(),
        text(tensor),
        tensor.device().toString());
  }

  private static List<Integer> sizes(Shape shape) {
    return Arrays.stream(shape.toArray()).boxed().toList();
  }

  private static @Nullable String text(Tensor tensor) {
    if (tensor.numel() > Notes.READABLE) {
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
