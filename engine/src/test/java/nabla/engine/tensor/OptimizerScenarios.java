package nabla.engine.tensor;

import static nabla.engine.optim.Clipping.clipGradNorm_;
import static nabla.engine.tensor.Creation.ones;

import java.util.List;
import nabla.engine.error.ArgumentException;
import nabla.engine.optim.SGD;

/// Optimizers: what they refuse, what they leave alone; clipping.
final class OptimizerScenarios extends Scenarios {

  OptimizerScenarios() {
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
