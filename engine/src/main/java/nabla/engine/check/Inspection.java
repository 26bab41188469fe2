package nabla.engine.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nabla.engine.autograd.Cuts;
import nabla.engine.autograd.Edge;
import nabla.engine.autograd.Meta;
import nabla.engine.autograd.Node;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The graph of a loss, walked once for all checks.
final class Inspection {
  private final Tensor root;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Node, List<Node>> users = new IdentityHashMap<>();
  private final Map<Long, Tensor> leaves = new LinkedHashMap<>();
  private @Nullable Cuts cuts;

  Inspection(Tensor root) {
    this.root = root;
    cuts = Meta.of(root).cuts();
    Node start = root.gradFn();
    if (start != null) {
      walk(start);
    } else if (root.requiresGrad()) {
      leaves.put(Meta.of(root).id(), root);
    }
  }

  private void walk(Node start) {
    Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Node> stack = new ArrayDeque<>(List.of(start));
    seen.add(start);
    while (!stack.isEmpty()) {
      Node node = stack.pop();
      nodes.add(node);
      cuts = Cuts.join(cuts, node.cuts());
      for (Edge edge : node.nextEdges()) {
        if (edge == null) {
          continue;
        }
        users.computeIfAbsent(edge.node(), _ -> new ArrayList<>()).add(node);
        if (edge.node().variable() == null && seen.add(edge.node())) {
          stack.push(edge.node());
        }
      }
    }
    nodes.sort(Comparator.comparingLong(Node::sequence));
    for (Node node : nodes) {
      for (Edge edge : node.nextEdges()) {
        Tensor leaf = edge == null ? null : edge.node().variable();
        if (leaf != null) {
          leaves.putIfAbsent(Meta.of(leaf).id(), leaf);
        }
      }
    }
  }

  Tensor root() {
    return root;
  }

  /// Returns the operations, the oldest first.
  List<Node> nodes() {
    return nodes;
  }

  /// Returns the operations that used a result of this one, once for each use.
  List<Node> users(Node node) {
    return users.getOrDefault(node, List.of());
  }

  /// Returns the leaves that a gradient reaches, in the order of their first use.
  List<Tensor> leaves() {
    return List.copyOf(leaves.values());
  }

  boolean reaches(Tensor leaf) {
    return leaves.containsKey(Meta.of(leaf).id());
  }

  /// Returns what was cut off on the way here; null without a watcher.
  @Nullable Cuts cuts() {
    return cuts;
  }

  /// Returns the shape of an input, null for a Java number or one that is not known.
  static @Nullable Shape inputShape(Node node, int position) {
    Edge edge = node.nextEdges()[position];
    if (edge != null) {
      return edge.node().outputShape(edge.output());
    }
    return node.number(position) == null ? node.constantShape() : null;
  }
}
