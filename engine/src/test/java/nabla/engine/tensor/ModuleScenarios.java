package nabla.engine.tensor;

import static java.util.Objects.requireNonNull;
import static nabla.engine.tensor.Creation.ones;

import nabla.engine.error.ArgumentException;
import nabla.engine.error.ShapeException;
import nabla.engine.nn.BatchNorm1d;
import nabla.engine.nn.Dropout;
import nabla.engine.nn.Linear;
import nabla.engine.nn.Module;

/// Modules: gradients of their parameters, training and evaluation, what they refuse.
final class ModuleScenarios extends Scenarios {

  ModuleScenarios() {
    scenario(
        "module-zero-grad",
        () -> {
          Linear m = new Linear(1, 1);
          m.call(ones(1, 1)).sum().backward();
          print(m.weight().grad());
          m.zeroGrad();
          print(m.weight().grad());
        });
    scenario(
        "frozen-parameter",
        () -> {
          Linear m = new Linear(2, 1);
          m.weight().requiresGrad(false);
          m.call(ones(1, 2)).sum().backward();
          print(m.weight().grad(), requireNonNull(m.bias()).grad());
        });
    scenario("linear-shape-error", ShapeException.class, () -> new Linear(3, 2).call(ones(2, 4)));
    scenario(
        "eval-dropout",
        () -> {
          Module m = new Dropout(0.5).eval();
          print(m.call(ones(3)));
        });
    scenario(
        "batchnorm-train-one", ArgumentException.class, () -> new BatchNorm1d(2).call(ones(1, 2)));
  }
}
