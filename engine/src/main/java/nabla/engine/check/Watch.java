package nabla.engine.check;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import nabla.engine.autograd.Cut;
import nabla.engine.autograd.Cuts;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Watcher;
import nabla.engine.error.Warnings;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The mistakes finder at every backward pass and every step.
final class Watch extends Watcher {
  private final Map<String, Finding> found = new LinkedHashMap<>();
  private final ItemReads reads = new ItemReads();
  private final Map<Tensor, Boolean> held = Collections.synchronizedMap(new WeakHashMap<>());
  private final Set<Object> suspected = Collections.newSetFromMap(new WeakHashMap<>());
  private @Nullable Inspection current;
  private @Nullable Cuts lastCuts;
  private List<WeakReference<Tensor>> lastLeaves = List.of();

  ItemReads reads() {
    return reads;
  }

  /// Tells whether a leaf may be meant to be trained: once optimizers have stepped, what none of
  /// them holds is a teacher or a target network.
  boolean mayTrain(Tensor leaf) {
    return held.isEmpty() || held.containsKey(leaf);
  }

  synchronized Findings found() {
    return new Findings(new ArrayList<>(found.values()));
  }

  // The same mistake in the same line is told once, whatever the numbers are by then.
  private synchronized void report(Finding finding) {
    String key = finding.kind() + " " + finding.where();
    if (found.putIfAbsent(key, finding) == null) {
      Warnings.warn(finding.toString());
    }
  }

  @Override
  protected void recorded(Node node) {
    GraphMistakes.grown(node, this::report);
  }

  @Override
  protected synchronized void before(Tensor root) {
    aside(
        () -> {
          Inspection in = new Inspection(root);
          current = in;
          lastCuts = in.cuts();
          lastLeaves = in.leaves().stream().map(WeakReference::new).toList();
          NumberMistakes.loss(in, this::report);
          GraphMistakes.broadcast(in, this::report);
          GraphMistakes.bypassed(in, this::report);
          GraphMistakes.growing(in, this::report);
          return in;
        });
  }

  @Override
  protected synchronized void after(Tensor root) {
    Inspection in = current;
    current = null;
    if (in != null && in.root() == root) {
      aside(
          () -> {
            NumberMistakes.gradients(in, this::report);
            NumberMistakes.layers(Parameters.leaves(in.leaves()), this::report);
            return in;
          });
    }
  }

  @Override
  protected void accumulated(Tensor leaf) {
    GradientMistakes.accumulated(Parameters.leafName(leaf), leaf, false, this::report);
  }

  @Override
  public synchronized void asked(Tensor tensor) {
    Cut cut = lastCut(tensor);
    if (cut != null) {
      report(GradientMistakes.finding(Parameters.leafName(tensor), cut));
    } else if (tensor.isLeaf()) {
      GradientMistakes.isRebound(Parameters.leafName(tensor), tensor, this::report);
    }
  }

  private @Nullable Cut lastCut(Tensor leaf) {
    Cuts cuts = lastCuts;
    Cut cut = cuts == null || !leaf.requiresGrad() ? null : cuts.of(leaf);
    return cut == null || cut.target() ? null : cut;
  }

  @Override
  public void read(Tensor tensor, double value) {
    reads.add(tensor, value);
  }

  @Override
  public synchronized void stepped(Object optimizer, List<Tensor> parameters) {
    parameters.forEach(parameter -> held.put(parameter, true));
    List<Tensor> leaves = new ArrayList<>();
    for (WeakReference<Tensor> reference : lastLeaves) {
      Tensor leaf = reference.get();
      if (leaf != null) {
        leaves.add(leaf);
      }
    }
    Set<Tensor> reached = new HashSet<>(leaves);
    Parameters all = Parameters.of(parameters);
    for (Parameters.Named each : all.all()) {
      GradientMistakes.accumulated(each.name(), each.tensor(), true, this::report);
      Cut cut = reached.contains(each.tensor()) ? null : lastCut(each.tensor());
      if (cut != null && nabla.engine.autograd.Meta.of(each.tensor()).grad() == null) {
        report(GradientMistakes.finding(each.name(), cut));
      }
    }
    // Another optimizer may hold the other leaf, and have its turn only after this one.
    boolean first = !suspected.contains(optimizer);
    OptimizerMistakes.replaced(
        leaves,
        all,
        held::containsKey,
        finding -> {
          suspected.add(optimizer);
          if (!first) {
            report(finding);
          }
        });
  }
}
