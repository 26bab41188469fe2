package nabla.engine.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import nabla.engine.autograd.Meta;
import nabla.engine.autograd.Watcher;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.Warnings;
import nabla.engine.tensor.Tensor;

/// Changes parameters by their gradients so that a loss falls.
///
/// A step of training is `optimizer.zeroGrad(); loss.backward(); optimizer.step();`. A parameter
/// that has no gradient stays as it is. The parameters are changed in place and nothing of it is
/// recorded.
public abstract class Optimizer {
  private final List<ParameterGroup> groups = new ArrayList<>();
  private int steps;

  Optimizer(List<Tensor> parameters, OptimizerOptions options) {
    options.check();
    if (parameters.isEmpty()) {
      throw new ArgumentException("optimizer got an empty parameter list", "optim.empty");
    }
    add(parameters, options);
  }

  /// Returns the parameter groups, the one of the constructor first.
  public final List<ParameterGroup> groups() {
    return Collections.unmodifiableList(groups);
  }

  /// Removes the gradients of all parameters, so that the next backward pass begins anew.
  public final void zeroGrad() {
    for (ParameterGroup group : groups) {
      group.parameters().forEach(parameter -> parameter.grad(null));
    }
  }

  /// Changes every parameter that has a gradient.
  public abstract void step();

  /// Computes the loss, and with it the gradients, then changes the parameters; returns the loss.
  ///
  /// The closure does what stands before a step: `() -> { optimizer.zeroGrad(); var loss = …;
  /// loss.backward(); return loss; }`.
  public abstract Tensor step(Supplier<Tensor> closure);

  /// Returns PyTorch's text: the groups and their options.
  @Override
  public final String toString() {
    return OptimizerText.of(this);
  }

  /// Counts a step that is about to be made: for schedules that come too early, and for the
  /// mistakes finder.
  final void count() {
    steps++;
    Watcher watcher = Watcher.current();
    if (watcher != null) {
      watcher.stepped(this, groups.stream().flatMap(group -> group.parameters().stream()).toList());
    }
  }

  /// Returns how many steps there were.
  final int steps() {
    return steps;
  }

  final void add(List<Tensor> parameters, OptimizerOptions options) {
    options.check();
    Set<Tensor> held = Collections.newSetFromMap(new IdentityHashMap<>());
    groups.forEach(group -> held.addAll(group.parameters()));
    Set<Tensor> added = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < parameters.size(); i++) {
      Tensor parameter = parameters.get(i);
      if (!parameter.isLeaf() && !Meta.of(parameter).retainsGrad()) {
        throw new ArgumentException("can't optimize a non-leaf Tensor", "optim.leaf", i);
      }
      if (held.contains(parameter)) {
        throw new ArgumentException(
            "some parameters appear in more than one parameter group", "optim.twice", i);
      }
      added.add(parameter);
    }
    if (added.size() < parameters.size()) {
      Warnings.warn(
          "optimizer contains a parameter group with duplicate parameters; in future, this will"
              + " cause an error; see github.com/pytorch/pytorch/issues/40967 for more information");
    }
    groups.add(new ParameterGroup(parameters, options));
  }
}
