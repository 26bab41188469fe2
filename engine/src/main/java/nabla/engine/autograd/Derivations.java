package nabla.engine.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Supplier;
import nabla.engine.error.GradientException;
import nabla.engine.graph.Derivation;
import nabla.engine.graph.Derivation.Gap;
import nabla.engine.graph.Derivation.Kind;
import nabla.engine.graph.Derivation.Product;
import nabla.engine.graph.Derivation.Quantity;
import nabla.engine.graph.Derivation.Result;
import nabla.engine.graph.Derivation.Step;
import nabla.engine.graph.Derivation.Term;
import nabla.engine.graph.LocalRule;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.GraphRecorder;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Writes down the backward pass of a tensor as data, without doing any of it: no gradient is
/// accumulated, no hook runs, nothing that was saved is released.
///
/// The numbers come from the derivatives that a backward pass uses. Those that need what has been
/// released or changed in place stay unknown, and so does all that depends on them.
public final class Derivations {
  /// Up to this many elements a quantity can be read.
  private static final int READABLE = 16;

  private static final double CLOSE = 1e-3;

  private final Map<Node, Integer> waiting = new IdentityHashMap<>();
  private final Map<Edge, @Nullable Tensor> arrived = new HashMap<>();
  private final Map<Edge, Integer> missing = new HashMap<>();
  private final Map<Edge, Tensor> values = new HashMap<>();
  private final Map<Node, Tensor> leaves = new LinkedHashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private long unknown = Long.MIN_VALUE;

  private Derivations() {}

  /// Returns the chain rule of a tensor.
  ///
  /// @param most how many steps to write down
  public static Derivation of(Tensor root, int most) {
    return Watcher.aside(() -> new Derivations().walk(root, most));
  }

  private Derivation walk(Tensor root, int most) {
    Tensor seed = root.detach().onesLike();
    Edge start = Meta.edgeOf(root);
    if (start == null || start.node().variable() != null) {
      List<Result> result = start == null ? List.of() : List.of(result(start.node(), root, seed));
      return new Derivation(leaf(root), told(seed), List.of(), 0, result);
    }
    values.put(start, root);
    List<Node> order = order(start.node());
    for (Node node : order) {
      learn(node);
    }
    arrived.put(start, seed);
    for (Node node : order.subList(0, Math.min(most, order.size()))) {
      steps.add(step(node));
    }
    List<Result> results = new ArrayList<>();
    leaves.forEach((node, leaf) -> results.add(result(node, leaf, arrived.get(new Edge(node, 0)))));
    return new Derivation(
        term(start), told(seed), steps, Math.max(0, order.size() - most), results);
  }

  /// Returns the operations in the order of a backward pass.
  private List<Node> order(Node root) {
    List<Node> stack = new ArrayList<>(List.of(root));
    waiting.put(root, 0);
    while (!stack.isEmpty()) {
      for (Edge edge : stack.removeLast().edges()) {
        if (edge == null) {
          continue;
        }
        missing.merge(edge, 1, Integer::sum);
        Tensor leaf = edge.node().variable();
        if (leaf != null) {
          leaves.putIfAbsent(edge.node(), leaf);
        } else if (waiting.merge(edge.node(), 1, Integer::sum) == 1) {
          stack.add(edge.node());
        }
      }
    }
    PriorityQueue<Node> ready = new PriorityQueue<>(Gradients.YOUNGEST_FIRST);
    ready.add(root);
    List<Node> order = new ArrayList<>();
    while (!ready.isEmpty()) {
      Node node = ready.remove();
      order.add(node);
      for (Edge edge : node.edges()) {
        if (edge != null
            && edge.node().variable() == null
            && waiting.merge(edge.node(), -1, Integer::sum) == 0) {
          ready.add(edge.node());
        }
      }
    }
    return order;
  }

  /// What an operation has saved tells the values of other results.
  private void learn(Node node) {
    @Nullable Edge[] edges = node.edges();
    for (int i = 0; i < edges.length; i++) {
      Edge edge = edges[i];
      Tensor input = edge == null ? null : input(node, i);
      if (edge != null && input != null && fits(edge, input)) {
        values.putIfAbsent(edge, input);
      }
    }
    Edge own = new Edge(node, 0);
    Tensor result = attempt(() -> node.saved().output());
    if (result != null && fits(own, result)) {
      values.putIfAbsent(own, result);
    }
  }

  private static boolean fits(Edge edge, Tensor tensor) {
    return edge.output() < edge.node().outputCount()
        && edge.node().outputShape(edge.output()).equals(tensor.shape());
  }

  private static @Nullable Tensor input(Node node, int position) {
    Tensor number = node.number(position);
    if (number != null) {
      return number;
    }
    return node.saved().keepsInput(position) ? attempt(() -> node.saved().input(position)) : null;
  }

  private static @Nullable Tensor attempt(Supplier<Tensor> read) {
    try {
      return read.get();
    } catch (GradientException | IllegalStateException _) {
      return null; // released, changed since, or never kept
    }
  }

  private Step step(Node node) {
    @Nullable Edge[] edges = node.edges();
    List<Term> inputs = new ArrayList<>();
    for (int i = 0; i < edges.length; i++) {
      inputs.add(operand(node, i, edges[i]));
    }
    @Nullable Tensor[] incoming = new @Nullable Tensor[node.outputCount()];
    int main = 0;
    boolean known = true;
    for (int i = incoming.length - 1; i >= 0; i--) {
      Edge edge = new Edge(node, i);
      incoming[i] = arrived.get(edge);
      known &= incoming[i] != null || !arrived.containsKey(edge);
      main = arrived.containsKey(edge) ? i : main;
    }
    Answer answer = new Answer(node, edges);
    @Nullable Tensor[] gradients = known ? answer.to(incoming) : null;
    Gap gap = known ? answer.gap : Gap.UPSTREAM;
    Edge own = new Edge(node, main);
    @Nullable Tensor[] locals =
        node.outputShape(main).numel() <= READABLE && incoming.length == 1
            ? answer.to(ones(node))
            : null;
    LocalRule rule = rule(node, inputs, locals);
    List<Product> products = new ArrayList<>();
    for (int i = 0; i < edges.length; i++) {
      Edge edge = edges[i];
      if (edge != null) {
        products.add(product(node, i, edge, rule, gradients, locals));
      }
    }
    return new Step(
        node.name(),
        operation(node.name()),
        rule,
        term(own),
        inputs,
        quantity(incoming[main]),
        products,
        gap);
  }

  private static @Nullable Tensor[] ones(Node node) {
    return new @Nullable Tensor[] {Creation.ones(node.outputShape(0)).to(node.outputDType(0))};
  }

  /// What the derivative of a node answers.
  private static final class Answer {
    private final Node node;
    private final boolean[] needed;
    private Gap gap = Gap.NONE;

    Answer(Node node, @Nullable Edge[] edges) {
      this.node = node;
      needed = new boolean[edges.length];
      for (int i = 0; i < edges.length; i++) {
        needed[i] = edges[i] != null;
      }
    }

    @Nullable Tensor @Nullable [] to(@Nullable Tensor[] incoming) {
      try {
        return node.differentiate(incoming, needed.clone());
      } catch (GradientException _) {
        gap = node.isReleased() || node.saved().isFreed() ? Gap.FREED : Gap.CHANGED;
      } catch (RuntimeException _) {
        // A function of the user's own may fail as it likes.
        gap = Gap.FAILED;
      }
      return null;
    }
  }

  private static String operation(String node) {
    String stem = node.replaceFirst("Backward.*", "");
    return stem.isEmpty()
        ? node
        : stem.substring(0, 1).toLowerCase(Locale.ROOT) + stem.substring(1);
  }

  private Product product(
      Node node,
      int input,
      Edge edge,
      @Nullable LocalRule rule,
      @Nullable Tensor @Nullable [] gradients,
      @Nullable Tensor @Nullable [] locals) {
    Tensor gradient = null;
    boolean summed = false;
    if (gradients != null) {
      Tensor raw = input < gradients.length ? gradients[input] : null;
      Shape shape = edge.node().outputShape(edge.output());
      // A derivative may say nothing, which means zero.
      gradient = raw == null ? Creation.zeros(shape) : Gradients.fit(node, input, raw, edge);
      summed = raw != null && !raw.shape().equals(shape);
    }
    Tensor before = arrived.get(edge);
    boolean known = gradient != null && (before != null || !arrived.containsKey(edge));
    arrived.put(
        edge, !known || gradient == null ? null : before == null ? gradient : before.add(gradient));
    missing.merge(edge, -1, Integer::sum);
    Tensor local = locals != null && input < locals.length ? locals[input] : null;
    boolean factor =
        rule == null
            ? local != null && local.numel() == 1 && node.outputShape(0).numel() == 1
            : rule.isFactor(input);
    return new Product(input, factor ? quantity(local) : null, quantity(gradient), summed);
  }

  /// Returns the formulas of a node, if they agree with its derivative wherever both are known.
  private static @Nullable LocalRule rule(
      Node node, List<Term> inputs, @Nullable Tensor @Nullable [] locals) {
    List<LocalRule> possible = LocalRule.of(node.name(), inputs.size());
    for (LocalRule rule : possible) {
      boolean reduces = count(inputs.get(0), node) > 1;
      boolean open = possible.size() > 1 && (rule.isReduction() != reduces || locals == null);
      if (!open && (locals == null || agrees(rule, node, inputs, locals))) {
        return rule;
      }
    }
    return null;
  }

  private static boolean agrees(
      LocalRule rule, Node node, List<Term> inputs, @Nullable Tensor[] locals) {
    for (int i = 0; i < Math.min(inputs.size(), locals.length); i++) {
      Tensor local = locals[i];
      if (local == null || !rule.isFactor(i)) {
        continue;
      }
      Map<String, double[]> operands = operands(rule, i, node, inputs, local.shape());
      double[] told = local.detach().to(DType.FLOAT64).toDoubleArray();
      for (int k = 0; operands != null && k < told.length; k++) {
        Map<String, Double> at = new HashMap<>();
        for (Map.Entry<String, double[]> operand : operands.entrySet()) {
          at.put(operand.getKey(), operand.getValue()[k]);
        }
        double expected = rule.factor(i, at);
        boolean close = Math.abs(told[k] - expected) <= CLOSE * (1 + Math.abs(expected));
        if (!close && Double.isFinite(told[k]) && Double.isFinite(expected)) {
          return false;
        }
      }
    }
    return true;
  }

  /// Returns the elements that the symbols of a derivative stand for, or null if one is unknown.
  private static @Nullable Map<String, double[]> operands(
      LocalRule rule, int derivative, Node node, List<Term> inputs, Shape shape) {
    Map<String, double[]> operands = new HashMap<>();
    for (String symbol : rule.symbols(derivative)) {
      if (symbol.equals("n")) {
        double[] count = new double[shape.numel()];
        Arrays.fill(count, count(inputs.get(0), node));
        operands.put(symbol, count);
        continue;
      }
      int position = symbol.charAt(0) - 'a';
      Tensor operand = input(node, position);
      if (operand == null || !operand.shape().broadcastsTo(shape)) {
        return null;
      }
      operands.put(
          symbol, operand.detach().to(DType.FLOAT64).expand(shape.toArray()).toDoubleArray());
    }
    return operands;
  }

  private static double count(Term input, Node node) {
    int size = input.shape().stream().mapToInt(Integer::intValue).reduce(1, (x, y) -> x * y);
    return (double) size / node.outputShape(0).numel();
  }

  private Term operand(Node node, int position, @Nullable Edge edge) {
    if (edge != null) {
      return term(edge);
    }
    Tensor input = input(node, position);
    if (input == null) {
      return new Term(unknown++, 0, Kind.CONSTANT, null, List.of(), null);
    }
    if (input.isNumber()) {
      return new Term(unknown++, 0, Kind.NUMBER, null, List.of(), quantity(input));
    }
    return new Term(
        GraphRecorder.idOf(input), 0, Kind.CONSTANT, null, sizes(input.shape()), quantity(input));
  }

  private Term term(Edge edge) {
    Node node = edge.node();
    Tensor variable = node.variable();
    if (variable != null) {
      return leaf(variable);
    }
    return new Term(
        node.sequence() + 1, // as GraphRecorder numbers the results of operations
        edge.output(),
        Kind.RESULT,
        null,
        sizes(node.outputShape(edge.output())),
        quantity(values.get(edge)));
  }

  /// A leaf that was changed since, by an optimizer say, is shown without its value unless some
  /// operation has kept it.
  private Term leaf(Tensor leaf) {
    Edge edge = Meta.edgeOf(leaf);
    Tensor kept = edge == null ? null : values.get(edge);
    boolean unchanged = Meta.of(leaf).version().count() == 0;
    return new Term(
        GraphRecorder.idOf(leaf),
        0,
        edge == null ? Kind.CONSTANT : Kind.LEAF,
        null,
        sizes(leaf.shape()),
        quantity(kept == null && unchanged ? leaf : kept));
  }

  private Result result(Node node, Tensor leaf, @Nullable Tensor gradient) {
    Tensor kept = Meta.of(leaf).grad();
    boolean complete = missing.getOrDefault(new Edge(node, 0), 0) == 0;
    return new Result(
        leaf(leaf),
        complete ? quantity(gradient) : null,
        complete,
        quantity(kept),
        Meta.of(leaf).accumulations());
  }

  private static List<Integer> sizes(Shape shape) {
    return Arrays.stream(shape.toArray()).boxed().toList();
  }

  private static @Nullable Quantity quantity(@Nullable Tensor tensor) {
    return tensor == null ? null : told(tensor);
  }

  private static Quantity told(Tensor tensor) {
    Tensor plain = tensor.detach().to(DType.FLOAT64);
    List<Double> elements =
        plain.numel() <= READABLE && plain.dim() <= 2
            ? Arrays.stream(plain.toDoubleArray()).boxed().toList()
            : List.of();
    return new Quantity(sizes(tensor.shape()), elements, plain.norm().item());
  }
}
