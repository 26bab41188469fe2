package nabla.engine.check;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import nabla.engine.autograd.Meta;
import nabla.engine.autograd.Node;
import nabla.engine.error.Explanations;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// What an exercise asks of a recorded graph: `check.graph(y, has("exp"), hasLeaf(x))`.
///
/// Operations are called by the method that records them, `exp`, or by the name of their node,
/// `ExpBackward0`. An operation of the user's own is called by its class.
public final class GraphClaim {
  private final Predicate<Inspection> holds;
  private final String key;
  private final Object[] arguments;

  private GraphClaim(Predicate<Inspection> holds, String key, Object... arguments) {
    this.holds = holds;
    this.key = key;
    this.arguments = arguments;
  }

  /// The graph has this operation at least once.
  public static GraphClaim has(String operation) {
    return new GraphClaim(in -> count(in, operation) > 0, "check.graphHas", operation);
  }

  /// The graph has this operation so many times.
  public static GraphClaim has(String operation, int times) {
    return new GraphClaim(
        in -> count(in, operation) == times, "check.graphHasTimes", operation, times);
  }

  /// The graph does not have this operation.
  public static GraphClaim lacks(String operation) {
    return new GraphClaim(in -> count(in, operation) == 0, "check.graphLacks", operation);
  }

  /// A gradient reaches this leaf.
  public static GraphClaim hasLeaf(Tensor leaf) {
    return new GraphClaim(in -> in.reaches(leaf), "check.graphHasLeaf", leaf.shape());
  }

  /// No gradient reaches this leaf.
  public static GraphClaim lacksLeaf(Tensor leaf) {
    return new GraphClaim(in -> !in.reaches(leaf), "check.graphLacksLeaf", leaf.shape());
  }

  /// The graph is made of so many operations at most.
  public static GraphClaim operationsAtMost(int most) {
    return new GraphClaim(in -> in.nodes().size() <= most, "check.graphAtMost", most);
  }

  /// Returns what is wrong with the graph, or null if the claim holds.
  @Nullable String objection(Tensor root) {
    Inspection in = new Inspection(root);
    if (holds.test(in)) {
      return null;
    }
    List<String> names = in.nodes().stream().map(node -> method(node.name())).toList();
    String graph =
        names.isEmpty()
            ? Explanations.text("check.graphNothing")
            : Explanations.text("check.graphYours", names.size(), summary(names));
    return Explanations.text(key, arguments) + " " + graph;
  }

  // A long graph is told by its beginning and its end.
  private static String summary(List<String> names) {
    int count = names.size();
    return count <= 12
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, 6))
            + ", …, "
            + String.join(", ", names.subList(count - 3, count));
  }

  private static int count(Inspection in, String operation) {
    return (int)
        in.nodes().stream()
            .map(Node::name)
            .filter(name -> name.equals(operation) || method(name).equals(method(operation)))
            .count();
  }

  /// Returns the method that records a node: `logSoftmax` for `LogSoftmaxBackward0`.
  private static String method(String name) {
    String stem = name.replaceFirst("Backward\\d*$", "");
    return stem.isEmpty()
        ? name
        : stem.substring(0, 1).toLowerCase(Locale.ROOT) + stem.substring(1);
  }

  /// Tells whether anything was recorded that leads to the tensor.
  static boolean isRecorded(Tensor root) {
    return root.gradFn() != null || Meta.of(root).requiresGrad();
  }
}
