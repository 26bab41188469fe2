package nabla.engine.autograd;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import nabla.engine.error.GradientException;
import nabla.engine.error.ShapeException;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The backward pass: walks recorded nodes from roots to leaves and accumulates gradients.
///
/// The walk is iterative (a chain of any length fits), takes the youngest ready node first as
/// PyTorch does, computes only what is needed, un-broadcasts every gradient in one place, and frees
/// what the nodes saved unless told to retain the graph.
public final class Gradients {
  static final Comparator<Node> YOUNGEST_FIRST = (a, b) -> Long.compare(b.sequence(), a.sequence());

  private final boolean retainGraph;
  private final boolean createGraph;
  private final List<Node> reached = new ArrayList<>();
  private @Nullable Map<Node, Visit> elsewhere;
  private final Set<Object> owned = Collections.newSetFromMap(new IdentityHashMap<>());
  private @Nullable Map<Node, Map<Integer, Integer>> captures;
  private @Nullable Set<Node> useful;
  private @Nullable Tensor[] captured = {};
  private boolean told;
  private Accumulation.Pass pass = new Accumulation.Pass(Double.NaN, 0, false);

  private Gradients(boolean retainGraph, boolean createGraph) {
    this.retainGraph = retainGraph;
    this.createGraph = createGraph;
  }

  /// Accumulates the gradients of the roots into the leaves they were computed from.
  ///
  /// @param gradients one per root, null for the implicit gradient 1 of a scalar
  public static void backward(
      List<Tensor> roots,
      List<? extends @Nullable Tensor> gradients,
      boolean retainGraph,
      boolean createGraph) {
    Gradients walk = new Gradients(retainGraph, createGraph);
    try {
      walk.run(roots, gradients, List.of());
    } catch (RuntimeException e) {
      walk.tell(roots, e);
      throw e;
    }
  }

  // What no derivative is guilty of is written at the root.
  private void tell(List<Tensor> roots, RuntimeException failure) {
    Node root = roots.isEmpty() ? null : roots.getFirst().gradFn();
    if (!told && root != null && root.notes() != null) {
      root.notes().fails(failure);
    }
  }

  /// Returns the gradients of the roots by the given tensors, null for one that they do not depend
  /// on; nothing is accumulated into leaves.
  public static List<@Nullable Tensor> grad(
      List<Tensor> roots,
      List<? extends @Nullable Tensor> gradients,
      List<Tensor> inputs,
      boolean retainGraph,
      boolean createGraph,
      boolean allowUnused) {
    Gradients walk = new Gradients(retainGraph, createGraph);
    walk.captured = new @Nullable Tensor[inputs.size()];
    walk.run(roots, gradients, inputs);
    List<@Nullable Tensor> results = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Tensor result = walk.captured[i];
      if (result == null && !allowUnused) {
        throw new GradientException(
            ("The differentiated Tensor at index %d appears to not have been used in the graph. Set"
                    + " allow_unused=True if this is the desired behavior.")
                .formatted(i),
            "grad.unused",
            i);
      }
      results.add(result);
    }
    return results;
  }

  private void run(
      List<Tensor> roots, List<? extends @Nullable Tensor> gradients, List<Tensor> inputs) {
    if (roots.isEmpty()) {
      return;
    }
    List<Edge> starts = new ArrayList<>();
    List<Tensor> seeds = new ArrayList<>();
    for (int i = 0; i < roots.size(); i++) {
      Tensor root = roots.get(i);
      Edge edge = Meta.edgeOf(root);
      if (edge == null) {
        throw new GradientException(
            "element %d of tensors does not require grad and does not have a grad_fn".formatted(i),
            "backward.noGraph",
            i);
      }
      starts.add(edge);
      Tensor seed = seed(root, gradients.get(i), i);
      owned.add(Meta.access().storage(seed));
      seeds.add(seed);
    }
    if (!inputs.isEmpty()) {
      capture(inputs);
    }
    try {
      countDependencies(starts);
      for (int i = 0; i < seeds.size(); i++) {
        add(starts.get(i), seeds.get(i));
      }
      walk(roots, inputs, starts);
    } finally {
      for (Node node : reached) {
        node.leave(this);
      }
    }
  }

  private void walk(List<Tensor> roots, List<Tensor> inputs, List<Edge> starts) {
    pass = pass(roots.get(0));
    Watcher watcher = Watcher.listening();
    if (watcher != null && inputs.isEmpty()) {
      roots.forEach(watcher::before);
    }
    boolean quiet = GradMode.quiet(true);
    try (GradMode.Scope _ = GradMode.setGradEnabled(createGraph)) {
      walk(starts);
    } finally {
      GradMode.quiet(quiet);
    }
    if (watcher != null && inputs.isEmpty()) {
      roots.forEach(watcher::after);
    }
  }

  private Accumulation.Pass pass(Tensor root) {
    Node node = root.gradFn();
    boolean scaled =
        node != null
            && (node.name().startsWith("Div") || node.name().startsWith("Mul"))
            && node.number(1) != null;
    double value = root.numel() == 1 ? Watcher.aside(root::item) : Double.NaN;
    return new Accumulation.Pass(value, reached.size(), scaled);
  }

  private Tensor seed(Tensor root, @Nullable Tensor gradient, int index) {
    if (gradient == null) {
      if (root.numel() != 1) {
        throw new GradientException(
            "grad can be implicitly created only for scalar outputs",
            "backward.notScalar",
            root.shape());
      }
      return root.onesLike();
    }
    if (!gradient.shape().equals(root.shape())) {
      throw new ShapeException(
          "Mismatch in shape: grad_output[%d] has a shape of %s and output[%d] has a shape of %s."
              .formatted(index, gradient.shape().torch(), index, root.shape().torch()),
          "backward.seedShape",
          gradient.shape(),
          root.shape());
    }
    return gradient;
  }

  private void capture(List<Tensor> inputs) {
    Map<Node, Map<Integer, Integer>> wanted = new IdentityHashMap<>();
    duplicates = new int[inputs.size()];
    for (int i = 0; i < inputs.size(); i++) {
      Edge edge = Meta.edgeOf(inputs.get(i));
      if (edge == null) {
        throw new GradientException(
            "One of the differentiated Tensors does not require grad", "grad.noGraph", i);
      }
      // A tensor that is asked for twice is captured once and copied at the end.
      Integer first =
          wanted.computeIfAbsent(edge.node(), _ -> new HashMap<>()).putIfAbsent(edge.output(), i);
      duplicates[i] = first == null ? i : first;
    }
    captures = wanted;
  }

  private int[] duplicates = {};

  // Counts, for every node that the roots reach, how many gradients will arrive; with captures,
  // also which nodes lead to one.
  private void countDependencies(List<Edge> starts) {
    Deque<Node> stack = new ArrayDeque<>();
    for (Edge start : starts) {
      reach(start.node(), stack);
    }
    while (!stack.isEmpty()) {
      for (Edge edge : stack.pop().edges()) {
        if (edge != null) {
          reach(edge.node(), stack).waiting++;
        }
      }
    }
    Map<Node, Map<Integer, Integer>> wanted = captures;
    if (wanted != null) {
      useful = leadingTo(wanted.keySet(), reached);
    }
  }

  private Visit reach(Node node, Deque<Node> stack) {
    Visit known = visitOf(node);
    if (known != null) {
      return known;
    }
    Visit visit = new Visit(this);
    reached.add(node);
    stack.push(node);
    if (!node.enter(visit)) {
      // Another pass is at this node, of another thread or around this one.
      Map<Node, Visit> own = elsewhere == null ? new IdentityHashMap<>() : elsewhere;
      own.put(node, visit);
      elsewhere = own;
    }
    return visit;
  }

  private @Nullable Visit visitOf(Node node) {
    Visit visit = node.visit();
    if (visit != null && visit.walk == this) {
      return visit;
    }
    return elsewhere == null ? null : elsewhere.get(node);
  }

  private Visit visit(Edge edge) {
    Visit visit = visitOf(edge.node());
    if (visit == null) {
      throw new IllegalStateException("a gradient for a node that no root reaches");
    }
    return visit;
  }

  /// What a pass knows of a node. It hangs on the node itself while no other pass is there, because
  /// looking it up in a table would take longer than what most nodes compute.
  static final class Visit {
    private final Gradients walk;
    private int waiting;
    private boolean queued;
    private @Nullable Tensor @Nullable [] arrived;

    private Visit(Gradients walk) {
      this.walk = walk;
    }

    boolean isOf(Gradients other) {
      return walk == other;
    }
  }

  private static Set<Node> leadingTo(Set<Node> targets, List<Node> reached) {
    Set<Node> leads = Collections.newSetFromMap(new IdentityHashMap<>());
    // A node is younger than the nodes its gradients go to, so the oldest first settles each at
    // once.
    reached.sort(Comparator.comparingLong(n -> n.variable() != null ? -1 : n.sequence()));
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Node node : reached) {
        if (leads.contains(node)) {
          continue;
        }
        for (Edge edge : node.edges()) {
          if (edge != null && (targets.contains(edge.node()) || leads.contains(edge.node()))) {
            changed |= leads.add(node);
            break;
          }
        }
      }
    }
    return leads;
  }

  private void walk(List<Edge> starts) {
    PriorityQueue<Node> ready = new PriorityQueue<>(YOUNGEST_FIRST);
    for (Edge start : starts) {
      Visit visit = visit(start);
      if (visit.waiting == 0 && !visit.queued) {
        visit.queued = true;
        ready.add(start.node());
      }
    }
    while (!ready.isEmpty()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("the backward pass was interrupted");
      }
      Node node = ready.remove();
      @Nullable Tensor[] results = visit(node);
      @Nullable Edge[] edges = node.edges();
      for (int i = 0; i < edges.length; i++) {
        Edge edge = edges[i];
        if (edge == null) {
          continue;
        }
        Tensor result = i < results.length ? results[i] : null;
        if (result != null) {
          Tensor fitting = fit(node, i, result, edge);
          if (node.notes() != null) {
            node.notes().sends(i, edges.length, fitting);
          }
          add(edge, fitting);
        }
        if (--visit(edge).waiting == 0) {
          ready.add(edge.node());
        }
      }
    }
    for (int i = 0; i < duplicates.length; i++) {
      captured[i] = captured[duplicates[i]];
    }
  }

  private @Nullable Tensor[] visit(Node node) {
    Visit visit = visitOf(node);
    @Nullable Tensor[] grads = visit == null ? null : visit.arrived;
    if (visit != null) {
      visit.arrived = null;
    }
    if (grads == null) {
      grads = new @Nullable Tensor[node.outputs().length];
    }
    for (int i = 0; i < grads.length; i++) {
      Tensor grad = grads[i];
      if (grad != null) {
        grads[i] = meet(node, i, grad);
      }
    }
    boolean only = captures != null;
    if (node.variable() != null) {
      Tensor grad = grads.length == 0 ? null : grads[0];
      if (grad != null && !only) {
        accumulate(node.variable(), grad);
      }
      return new @Nullable Tensor[0];
    }
    if (useful != null && !useful.contains(node) || isAllNull(grads)) {
      return new @Nullable Tensor[0];
    }
    @Nullable Edge[] edges = node.edges();
    boolean[] needed = new boolean[edges.length];
    for (int i = 0; i < edges.length; i++) {
      needed[i] = edges[i] != null && isWanted(edges[i].node());
    }
    @Nullable Tensor[] incoming = grads;
    Notes notes = node.notes();
    @Nullable Tensor[] results;
    try {
      results =
          Anomaly.isAnomalyEnabled()
              ? Anomaly.watch(node, () -> node.differentiate(incoming, needed))
              : node.differentiate(grads, needed);
    } catch (RuntimeException e) {
      if (notes != null) {
        notes.fails(e);
        told = true;
      }
      throw e;
    }
    if (notes != null) {
      notes.succeeds();
    }
    node.judge(grads, results);
    if (!retainGraph) {
      node.release();
    } else if (!only && !createGraph) {
      node.retainedByPass();
    }
    return results;
  }

  private boolean isWanted(Node node) {
    Map<Node, Map<Integer, Integer>> wanted = captures;
    Set<Node> leads = useful;
    return wanted == null || leads == null || wanted.containsKey(node) || leads.contains(node);
  }

  private static boolean isAllNull(@Nullable Tensor[] grads) {
    for (Tensor grad : grads) {
      if (grad != null) {
        return false;
      }
    }
    return true;
  }

  // What happens to a complete gradient before its node uses it: hooks, retention, capture. If it
  // is asked for and the walk goes on from there, it is given out before the hooks, as in PyTorch.
  private Tensor meet(Node node, int index, Tensor grad) {
    Node.Output output = node.outputs()[index];
    Meta meta = output.meta();
    Map<Node, Map<Integer, Integer>> wanted = captures;
    Map<Integer, Integer> slots = wanted == null ? null : wanted.get(node);
    Integer slot = slots == null ? null : slots.get(index);
    boolean passing = useful != null && useful.contains(node);
    if (slot != null && passing) {
      captured[slot] = grad;
    }
    boolean leaf = node.variable() != null;
    Tensor current = leaf ? meta.runHooks(grad) : output.runHooks(grad);
    if (!leaf && meta.retainsGrad() && meta.currentGradFn() == node) {
      meta.retained(own(current, current));
    }
    if (slot != null && !passing) {
      captured[slot] = current;
    }
    return current;
  }

  private void accumulate(Tensor leaf, Tensor grad) {
    Meta meta = Meta.of(leaf);
    Tensor before = meta.grad();
    meta.judge(pass, leaf, grad);
    if (before == null) {
      Tensor first = createGraph ? Meta.access().copy(grad, leaf) : own(grad, leaf);
      meta.accumulated(pass, leaf, first);
    } else if (createGraph) {
      meta.accumulated(pass, leaf, before.add(grad));
    } else {
      before.add_(grad);
      meta.accumulated(pass, leaf, before);
    }
    Watcher watcher = Watcher.current();
    if (watcher != null) {
      watcher.accumulated(leaf);
    }
    meta.runAccumulateHooks(leaf);
  }

  // A gradient becomes a leaf's own only once: two leaves of `a + b` must not share one.
  private Tensor own(Tensor grad, Tensor like) {
    boolean fresh =
        grad.isContiguous()
            && Meta.of(grad).view() == null
            && !grad.requiresGrad()
            && owned.add(Meta.access().storage(grad));
    return fresh ? grad : Meta.access().copy(grad, like);
  }

  private void add(Edge edge, Tensor grad) {
    Visit visit = visit(edge);
    @Nullable Tensor[] slots = visit.arrived;
    if (slots == null) {
      slots = new @Nullable Tensor[edge.node().outputCount()];
      visit.arrived = slots;
    }
    Tensor before = slots[edge.output()];
    slots[edge.output()] = before == null ? grad : before.add(grad);
  }

  // Brings a gradient to the shape and dtype of what it is the gradient of. This is the one place
  // where
  // broadcasting is undone.
  static Tensor fit(Node from, int index, Tensor grad, Edge edge) {
    Node.Output target = edge.node().outputs()[edge.output()];
    Tensor result = grad;
    if (!result.shape().equals(target.shape())) {
      Shape shape = target.shape();
      if (!shape.broadcastsTo(result.shape())) {
        throw new GradientException(
            "Function %s returned an invalid gradient at index %d - got %s but expected shape compatible with %s"
                .formatted(from.name(), index, result.shape(), shape),
            "node.shape",
            from.name(),
            shape,
            result.shape());
      }
      result = result.sumTo(shape);
    }
    return result.dtype() == target.dtype() ? result : result.to(target.dtype());
  }
}
