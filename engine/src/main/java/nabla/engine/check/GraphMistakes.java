package nabla.engine.check;

import static nabla.engine.error.Explanations.text;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import nabla.engine.autograd.Edge;
import nabla.engine.autograd.Node;
import nabla.engine.check.Finding.Kind;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Mistakes that show in the form of the graph.
final class GraphMistakes {
  /// So many graphs on top of one another are no accident.
  private static final int GENERATIONS = 4;

  /// So many finished graphs that hang on one sum are no accident.
  private static final int KEPT = 3;

  private static final Set<String> OF_ELEMENTS =
      Set.of("PowBackward0", "AbsBackward0", "MulBackward0", "DivBackward0", "NegBackward0");

  private GraphMistakes() {}

  /// A difference of `(n)` and `(n, 1)` on the way to a mean or a sum.
  static void broadcast(Inspection in, Consumer<Finding> found) {
    for (Node node : in.nodes()) {
      boolean difference = node.name().startsWith("Sub") || node.name().startsWith("Rsub");
      if (difference ? isColumnAgainstRow(node) : isStretchedLoss(node)) {
        if (!difference || isReduced(in, node)) {
          Shape made = difference ? node.outputShape(0) : stretched(node);
          int n = made.size(0);
          found.accept(
              Finding.of(Kind.BROADCAST, node.place(), text("mistakes.broadcast", n, node.name())));
        }
      }
    }
  }

  // Of a prediction and a target only one leads to leaves; a table of all differences on purpose
  // is mostly made of one tensor, or with unsqueeze.
  private static boolean isColumnAgainstRow(Node node) {
    @Nullable Edge[] edges = node.nextEdges();
    if (edges.length < 2 || (edges[0] == null) == (edges[1] == null)) {
      return false;
    }
    Edge led = edges[0] == null ? edges[1] : edges[0];
    if (led == null || led.node().name().startsWith("Unsqueeze")) {
      return false;
    }
    Shape first = Inspection.inputShape(node, 0);
    Shape second = Inspection.inputShape(node, 1);
    return first != null && second != null && (isPair(first, second) || isPair(second, first));
  }

  private static boolean isPair(Shape row, Shape column) {
    return row.rank() == 1
        && column.rank() == 2
        && row.size(0) > 1
        && column.size(0) == row.size(0)
        && column.size(1) == 1;
  }

  private static boolean isReduced(Inspection in, Node from) {
    Node node = from;
    while (true) {
      List<Node> users = in.users(node);
      if (users.isEmpty() || users.stream().distinct().count() > 1) {
        return false;
      }
      node = users.get(0);
      if (node.name().startsWith("Mean") || node.name().startsWith("Sum")) {
        return node.outputShape(0).rank() == 0;
      }
      if (!OF_ELEMENTS.contains(node.name())) {
        return false;
      }
    }
  }

  private static boolean isStretchedLoss(Node node) {
    return node.name().contains("Loss") && stretched(node).rank() == 2;
  }

  private static Shape stretched(Node loss) {
    for (Edge edge : loss.nextEdges()) {
      if (edge != null && edge.node().name().startsWith("Expand")) {
        Shape from = Inspection.inputShape(edge.node(), 0);
        Shape to = edge.node().outputShape(edge.output());
        if (from != null && to.rank() == 2 && to.size(0) > 1 && to.size(0) == to.size(1)) {
          boolean row = from.rank() == 1;
          boolean column = from.rank() == 2 && from.size(0) == to.size(0) && from.size(1) == 1;
          if (row || column) {
            return to;
          }
        }
      }
    }
    return Shape.shape();
  }

  /// Graphs that grow onto those of earlier passes, which were retained.
  static void growing(Inspection in, Consumer<Finding> found) {
    int generations = 1;
    long end = Long.MAX_VALUE;
    Node last = null;
    for (Node node : in.nodes()) {
      if (node.sequence() >= end) {
        generations++;
        end = Long.MAX_VALUE;
        last = node;
      }
      end = Math.min(end, node.firstWalk());
    }
    if (generations >= GENERATIONS && last != null) {
      found.accept(
          Finding.of(
              Kind.GROWING_GRAPH,
              last.place(),
              text("mistakes.growing", generations, in.nodes().size())));
    }
  }

  /// A sum of results whose backward passes are over.
  static void total(Inspection in, Consumer<Finding> found) {
    int kept = 0;
    Node last = null;
    for (Node node : in.nodes()) {
      int finished = finished(node);
      kept += finished;
      last = finished > 0 ? node : last;
    }
    if (kept >= KEPT && last != null) {
      found.accept(Finding.of(Kind.RUNNING_TOTAL, last.place(), text("mistakes.total", kept)));
    }
  }

  /// Finds the same as [#total] while the sum grows.
  static void grown(Node node, Consumer<Finding> found) {
    Node sum = node;
    int kept = 0;
    while (kept < KEPT && sum != null) {
      Node before = null;
      for (Edge edge : sum.nextEdges()) {
        if (edge != null && edge.node().name().equals(node.name()) && !edge.node().isReleased()) {
          before = edge.node();
        }
      }
      kept = before != null && finished(before) > 0 ? kept + finished(before) : KEPT + 1;
      sum = before;
    }
    if (kept == KEPT) {
      found.accept(Finding.of(Kind.RUNNING_TOTAL, node.place(), text("mistakes.total", kept)));
    }
  }

  private static int finished(Node node) {
    int finished = 0;
    if (!node.isReleased()) {
      for (Edge edge : node.nextEdges()) {
        finished += edge != null && edge.node().isReleased() ? 1 : 0;
      }
    }
    return finished;
  }

  /// Values that were changed behind the version counter's back since they were saved.
  static void bypassed(Inspection in, Consumer<Finding> found) {
    for (Node node : in.nodes()) {
      Tensor tensor = node.saved().bypassed();
      if (tensor != null) {
        found.accept(
            Finding.of(
                Kind.BYPASSED_VERSION,
                nabla.engine.autograd.Meta.of(tensor).version().changedAt(),
                text("mistakes.bypassed", node.name(), tensor.shape())));
        return;
      }
    }
  }
}
