package nabla.engine.tensor;

import static nabla.engine.autograd.GradMode.enableGrad;
import static nabla.engine.autograd.GradMode.inferenceMode;
import static nabla.engine.autograd.GradMode.isGradEnabled;
import static nabla.engine.autograd.GradMode.noGrad;
import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.vector;
import static nabla.engine.tensor.DType.FLOAT64;
import static nabla.engine.tensor.Flag.ALLOW_UNUSED;
import static nabla.engine.tensor.Flag.CREATE_GRAPH;
import static nabla.engine.tensor.Flag.MATERIALIZE_GRADS;
import static nabla.engine.tensor.Functional.grad;

import java.util.List;
import nabla.engine.error.GradientException;
import org.jspecify.annotations.Nullable;

/// `grad()`, higher derivatives, gradients of intermediate results, and the modes.
final class DerivativeScenarios extends Scenarios {

  DerivativeScenarios() {
    higher();
    functional();
    functionalErrors();
    retained();
    modes();
    inference();
  }

  private void higher() {
    scenario(
        "create-graph-second-order",
        () -> {
          Tensor x = tensor(2.0).requiresGrad(true);
          Tensor y = x.pow(3);
          Tensor g = grad(y, x, CREATE_GRAPH);
          print(g);
          Tensor g2 = grad(g, x, CREATE_GRAPH);
          print(g2);
          Tensor g3 = grad(g2, x);
          print(g3);
        });
    scenario(
        "second-order-without-create-graph",
        GradientException.class,
        () -> {
          Tensor x = tensor(2.0).requiresGrad(true);
          Tensor y = x.pow(3);
          Tensor g = grad(y, x);
          print(g.requiresGrad());
          grad(g, x);
        });
    scenario(
        "backward-create-graph",
        () -> {
          Tensor x = tensor(2.0).requiresGrad(true);
          x.pow(3).backward(CREATE_GRAPH);
          print(x.grad());
          Tensor g = gradOf(x);
          x.grad(null);
          g.backward();
          print(x.grad());
        });
    scenario(
        "gradient-penalty",
        () -> {
          Tensor w = tensor(new double[] {1.0, -2.0}, FLOAT64).requiresGrad(true);
          Tensor x = tensor(new double[] {3.0, 0.5}, FLOAT64).requiresGrad(true);
          Tensor f = w.mul(x).sum().tanh();
          Tensor g = grad(f, x, CREATE_GRAPH);
          g.pow(2).sum().backward();
          print(w.grad());
        });
    scenario(
        "hvp-by-hand",
        () -> {
          Tensor x = leaf(1.0, 2.0);
          Tensor v = vector(1.0, 0.0);
          Tensor g = grad(x.at(0).pow(2).mul(x.at(1)), x, CREATE_GRAPH);
          print(grad(g.mul(v).sum(), x));
        });
  }

  private void functional() {
    scenario(
        "grad-basic",
        () -> {
          Tensor x = oneTwoThree();
          List<@Nullable Tensor> g = grad(x.pow(2).sum(), List.of(x));
          print(g, x.grad());
        });
    scenario(
        "grad-allow-unused",
        () -> {
          Tensor x = ones(2).requiresGrad(true);
          Tensor z = ones(2).requiresGrad(true);
          print(grad(x.mul(2).sum(), List.of(x, z), ALLOW_UNUSED));
        });
    scenario(
        "grad-materialize",
        () -> {
          Tensor x = ones(2).requiresGrad(true);
          Tensor z = ones(2).requiresGrad(true);
          print(grad(x.mul(2).sum(), List.of(x, z), MATERIALIZE_GRADS));
        });
    scenario(
        "grad-outputs",
        () -> {
          Tensor x = leaf(1.0, 2.0);
          print(grad(List.of(x.pow(2)), List.of(x), List.of(vector(1.0, 10.0))));
        });
    scenario(
        "grad-many-outputs",
        () -> {
          Tensor x = tensor(2.0).requiresGrad(true);
          print(grad(List.of(x.pow(2), x.pow(3)), List.of(x), null));
        });
    scenario(
        "grad-nonleaf",
        () -> {
          Tensor x = tensor(2.0).requiresGrad(true);
          Tensor h = x.mul(3);
          Tensor y = h.pow(2);
          print(grad(y, List.of(h)));
        });
  }

  private void functionalErrors() {
    scenario(
        "grad-unused-error",
        GradientException.class,
        () -> {
          Tensor x = ones(2).requiresGrad(true);
          Tensor z = ones(2).requiresGrad(true);
          grad(x.mul(2).sum(), List.of(x, z));
        });
    scenario(
        "grad-output-no-grad",
        GradientException.class,
        () -> {
          Tensor x = ones(2).requiresGrad(true);
          grad(ones(2).sum(), List.of(x));
        });
  }

  private void retained() {
    scenario(
        "nonleaf-grad-none",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.mul(2);
          y.sum().backward();
          print(y.grad());
        });
    scenario(
        "retain-grad-no-requires",
        GradientException.class,
        () -> {
          Tensor x = ones(2);
          x.retainGrad();
        });
  }

  private void modes() {
    scenario(
        "enable-grad-inside",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y;
          Tensor z;
          try (var _ = noGrad()) {
            try (var _ = enableGrad()) {
              y = x.mul(2);
            }
            z = x.mul(2);
          }
          print(y.requiresGrad(), z.requiresGrad(), isGradEnabled());
        });
    scenario(
        "no-grad-exception-restores",
        () -> {
          try (var _ = noGrad()) {
            throw new IllegalArgumentException("x");
          } catch (IllegalArgumentException _) {
            // The mode must be back here.
          }
          print(isGradEnabled());
        });
    scenario(
        "no-grad-backward",
        GradientException.class,
        () -> {
          Tensor x = oneTwoThree();
          Tensor y;
          try (var _ = noGrad()) {
            y = x.mul(2).sum();
          }
          y.backward();
        });
    scenario(
        "sgd-step-by-hand",
        () -> {
          Tensor w = leaf(1.0);
          w.pow(2).sum().backward();
          try (var _ = noGrad()) {
            w.sub_(gradOf(w).mul(0.1));
          }
          print(w);
          print(w.isLeaf(), w.version());
        });
  }

  private void inference() {
    scenario(
        "inference-tensor-in-autograd",
        GradientException.class,
        () -> {
          Tensor w = ones(2).requiresGrad(true);
          Tensor y;
          try (var _ = inferenceMode()) {
            y = ones(2);
          }
          w.mul(y).sum().backward();
        });
    scenario(
        "inference-inplace-outside",
        GradientException.class,
        () -> {
          Tensor y;
          try (var _ = inferenceMode()) {
            y = ones(2);
          }
          y.add_(1);
          print(y);
        });
  }
}
