package nabla.engine.tensor;

import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.vector;
import static nabla.engine.tensor.Creation.zeros;

import nabla.engine.error.IndexException;

/// Losses and their complaints.
final class LossScenarios extends Scenarios {

  LossScenarios() {
    scenario("mse-broadcast-warning", () -> print(Losses.mseLoss(zeros(3, 1), ones(3))));
    scenario(
        "crossentropy-target-range",
        IndexException.class,
        () -> ClassLosses.crossEntropy(zeros(1, 3), vector(3)));
  }
}
