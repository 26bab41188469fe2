package nabla.engine.autograd;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The leaves that a tensor was computed from without a path for gradients, and where each path was
/// cut first.
///
/// Kept only while there is a [Watcher] or a [Journal]. A tensor that no operation recorded carries
/// its cuts on, through every further operation that is not recorded, to the recorded one that it
/// enters.
public final class Cuts {
  /// More leaves than these are not told apart; a running total must not grow for ever.
  private static final int LEAVES = 256;

  private static final int NODES = 20_000;

  /// For a drawing fewer do: it is made of every notebook's tensors, watched or not.
  private static final int FEW_LEAVES = 8;

  private static final int FEW_NODES = 2_000;

  private final Map<Long, Cut> byLeaf;

  private Cuts(Map<Long, Cut> byLeaf) {
    this.byLeaf = byLeaf;
  }

  /// Returns the cuts, one for each leaf.
  public Collection<Cut> all() {
    return Collections.unmodifiableCollection(byLeaf.values());
  }

  /// Returns where the path to a leaf was cut, or null.
  public @Nullable Cut of(Tensor leaf) {
    return byLeaf.get(Meta.of(leaf).id());
  }

  /// Returns both together; of two cuts of one leaf the first counts.
  public static @Nullable Cuts join(@Nullable Cuts first, @Nullable Cuts second) {
    if (first == null || second == null || first == second) {
      return first == null ? second : first;
    }
    int most = Watcher.listening() != null ? LEAVES : FEW_LEAVES;
    Map<Long, Cut> joined = new LinkedHashMap<>(first.byLeaf);
    for (Map.Entry<Long, Cut> entry : second.byLeaf.entrySet()) {
      if (joined.size() < most) {
        joined.merge(entry.getKey(), entry.getValue(), (one, two) -> one.target() ? two : one);
      }
    }
    return new Cuts(joined);
  }

  Cuts asTargets() {
    Map<Long, Cut> targets = new LinkedHashMap<>();
    byLeaf.forEach((id, cut) -> targets.put(id, cut.asTarget()));
    return new Cuts(targets);
  }

  /// Remembers, if anyone watches, that `result` shows `source` without its history.
  public static void mark(Tensor result, Cut.Kind kind, String by, Tensor source) {
    if (areTracked()) {
      Meta.of(result).carry(through(kind, by, source));
    }
  }

  /// Tells whether anyone wants to know, on this thread.
  public static boolean areTracked() {
    return Watcher.listening() != null || Journal.isListening();
  }

  /// Returns the cuts of what an operation makes of a tensor without recording it, null for none.
  public static @Nullable Cuts through(Cut.Kind kind, String by, Tensor source) {
    Meta meta = Meta.of(source);
    Cuts before = meta.cuts();
    if (!meta.requiresGrad()) {
      return before;
    }
    Place place = Place.hereIfRecording();
    Node maker = meta.gradFn();
    WeakReference<Node> from = maker == null ? null : new WeakReference<>(maker);
    Map<Long, Cut> cut = new LinkedHashMap<>();
    Reach reach = reach(source);
    for (Tensor leaf : reach.leaves()) {
      cut.putIfAbsent(
          Meta.of(leaf).id(), new Cut(new WeakReference<>(leaf), kind, by, place, from, false));
    }
    return join(join(new Cuts(cut), reach.cuts()), before);
  }

  /// What lies behind a tensor: the leaves that a gradient reaches, and the cuts on other ways.
  private record Reach(List<Tensor> leaves, @Nullable Cuts cuts) {}

  private static Reach reach(Tensor source) {
    List<Tensor> leaves = new ArrayList<>();
    Cuts cuts = null;
    Edge start = Meta.edgeOf(source);
    Deque<Node> stack = new ArrayDeque<>();
    Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    if (start != null && seen.add(start.node())) {
      stack.push(start.node());
    }
    boolean watched = Watcher.listening() != null;
    int mostNodes = watched ? NODES : FEW_NODES;
    int mostLeaves = watched ? LEAVES : FEW_LEAVES;
    while (!stack.isEmpty() && seen.size() < mostNodes && leaves.size() < mostLeaves) {
      Node node = stack.pop();
      Tensor variable = node.variable();
      if (variable != null) {
        leaves.add(variable);
      }
      cuts = join(cuts, node.cuts());
      for (Edge edge : node.edges()) {
        if (edge != null && seen.add(edge.node())) {
          stack.push(edge.node());
        }
      }
    }
    return new Reach(leaves, cuts);
  }

  /// Returns the cuts of the result of an operation that is not recorded.
  static @Nullable Cuts unrecorded(String name, Tensor... inputs) {
    String stem = name.replaceFirst("Backward.*", "");
    String by =
        stem.isEmpty() ? name : stem.substring(0, 1).toLowerCase(Locale.ROOT) + stem.substring(1);
    Cut.Kind kind = GradMode.isInferenceModeEnabled() ? Cut.Kind.INFERENCE : Cut.Kind.NO_GRAD;
    Cuts all = null;
    for (Tensor input : inputs) {
      all = join(all, GradMode.isRecording() ? Meta.of(input).cuts() : through(kind, by, input));
    }
    return all;
  }

  /// Returns the cuts that enter a recorded operation with inputs that no operation recorded.
  static @Nullable Cuts entering(String name, @Nullable Edge[] edges, Tensor... inputs) {
    Cuts all = null;
    for (int i = 0; i < inputs.length; i++) {
      Cuts own = edges[i] == null ? Meta.of(inputs[i]).cuts() : null;
      if (own != null) {
        all = join(all, comparesWithTarget(name) ? own.asTargets() : own);
      }
    }
    return all;
  }

  private static boolean comparesWithTarget(String name) {
    return name.startsWith("Sub")
        || name.startsWith("Rsub")
        || name.contains("Loss")
        || name.contains("CrossEntropy");
  }
}
