package nabla.engine.tensor;

import static java.util.Objects.requireNonNull;
import static nabla.engine.optim.Clipping.clipGradNorm_;
import static nabla.engine.tensor.Creation.ones;

import java.util.List;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.ShapeException;
import nabla.engine.nn.Linear;
import nabla.engine.optim.SGD;

/// Modules and optimizers: what they refuse, what they leave alone; clipping.
final class OptimizerScenarios extends Scenarios {

  OptimizerScenarios() {
    scenario(
        "module-zero-grad",
        () -> {
          Linear m = new Linear(1, 1);
          m.forward(ones(1, 1)).sum().backward();
          print(m.weight().grad());
          m.zeroGrad();
          print(m.weight().grad());
        });
    scenario(
        "frozen-parameter",
        () -> {
          Linear m = new Linear(2, 1);
          m.weight().requiresGrad(false);
          m.forward(ones(1, 2)).sum().backward();
          print(m.weight().grad(), requireNonNull(m.bias()).grad());
        });
    scenario(
        "linear-shape-error", ShapeException.class, () -> new Linear(3, 2).forward(ones(2, 4)));
    scenario(
        "optimizer-negative-lr",
        ArgumentException.class,
        () -> new SGD(List.of(ones(1).requiresGrad(true)), -1));
    scenario(
        "optimizer-nonleaf",
        ArgumentException.class,
        () -> {
          Tensor x = ones(1).requiresGrad(true);
          var _ = new SGD(List.of(x.mul(2)), 0.1);
        });
    scenario(
        "optimizer-skips-none",
        () -> {
          Tensor a = ones(1).requiresGrad(true);
          Tensor b = ones(1).requiresGrad(true);
          SGD o = new SGD(List.of(a, b), 0.5);
          a.mul(1).sum().backward();
          o.step();
          print(a, b);
        });
    scenario(
        "clip-grad-norm",
        () -> {
          Tensor x = leaf(3.0, 4.0);
          x.pow(2).sum().backward();
          print(clipGradNorm_(List.of(x), 1.0));
          print(x.grad());
        });
  }
}
