package nabla.engine.optim;

import static nabla.engine.tensor.Creation.ones;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import nabla.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// What `print(optimizer)` shows, as PyTorch 2.15 does.
class OptimizerTextTests {

  private final List<Tensor> parameters = List.of(ones(2).requiresGrad(true));

  @Test
  void optionsThatNobodyHasGivenStandThereToo() {
    assertThat(new Adam(parameters))
        .hasToString(
            """
            Adam (
            Parameter Group 0
                amsgrad: False
                betas: (0.9, 0.999)
                capturable: False
                decoupled_weight_decay: False
                differentiable: False
                eps: 1e-08
                foreach: None
                fused: None
                lr: 0.001
                maximize: False
                weight_decay: 0
            )""");
    assertThat(new RMSprop(parameters).toString())
        .contains("    alpha: 0.99\n    capturable: False\n    centered: False\n    differentiable")
        .doesNotContain("fused");
    assertThat(new AdamW(parameters).toString())
        .contains("decoupled_weight_decay: True", "weight_decay: 0.01");
    assertThat(new Adagrad(parameters).toString())
        .contains("initial_accumulator_value: 0\n    lr: 0.01\n    lr_decay: 0\n", "fused: None");
    assertThat(new Adadelta(parameters).toString()).contains("lr: 1.0\n", "rho: 0.9\n");
  }

  @Test
  void theMemoryOfStepsIsDescribedWithoutWhatItLacks() {
    assertThat(new LBFGS(parameters))
        .hasToString(
            """
            LBFGS (
            Parameter Group 0
                history_size: 100
                line_search_fn: None
                lr: 1
                max_eval: 25
                max_iter: 20
                maximize: False
                tolerance_change: 1e-09
                tolerance_grad: 1e-07
            )""");
  }

  @Test
  void groupsAndTheRatesOfSchedulesAreShown() {
    SGD.Options options = SGD.options(0.1).momentum(0.9);
    SGD sgd = new SGD(parameters, options);
    sgd.addGroup(List.of(ones(1).requiresGrad(true)), options.lr(1e-5));
    var _ = new StepLR(sgd, 1);
    assertThat(sgd)
        .hasToString(
            """
            SGD (
            Parameter Group 0
                dampening: 0
                differentiable: False
                foreach: None
                fused: None
                initial_lr: 0.1
                lr: 0.1
                maximize: False
                momentum: 0.9
                nesterov: False
                weight_decay: 0

            Parameter Group 1
                dampening: 0
                differentiable: False
                foreach: None
                fused: None
                initial_lr: 1e-05
                lr: 1e-05
                maximize: False
                momentum: 0.9
                nesterov: False
                weight_decay: 0
            )""");
  }
}
