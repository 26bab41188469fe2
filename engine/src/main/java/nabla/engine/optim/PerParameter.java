package nabla.engine.optim;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Supplier;
import nabla.engine.autograd.GradMode;
import nabla.engine.tensor.Tensor;

/// An optimizer that changes each parameter by its own gradient and nothing else.
abstract class PerParameter extends Optimizer {
  private final IdentityHashMap<Tensor, State> states = new IdentityHashMap<>();

  PerParameter(List<Tensor> parameters, OptimizerOptions options) {
    super(parameters, options);
  }

  @Override
  public final void step() {
    count();
    try (var _ = GradMode.noGrad()) {
      for (ParameterGroup group : groups()) {
        for (Tensor parameter : group.parameters()) {
          Tensor gradient = parameter.grad();
          if (gradient != null) {
            State state = states.computeIfAbsent(parameter, _ -> new State());
            update(group.options(), parameter, gradient, state);
          }
        }
      }
    }
  }

  @Override
  public final Tensor step(Supplier<Tensor> closure) {
    Tensor loss;
    try (var _ = GradMode.enableGrad()) {
      loss = closure.get();
    }
    step();
    return loss;
  }

  /// Changes one parameter. Nothing is recorded while it runs.
  abstract void update(OptimizerOptions options, Tensor parameter, Tensor gradient, State state);
}
