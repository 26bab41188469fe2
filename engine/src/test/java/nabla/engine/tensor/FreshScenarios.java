package nabla.engine.tensor;

import static nabla.engine.autograd.GradMode.enableGrad;
import static nabla.engine.autograd.GradMode.inferenceMode;
import static nabla.engine.autograd.GradMode.isGradEnabled;
import static nabla.engine.autograd.GradMode.noGrad;
import static nabla.engine.autograd.GradMode.setGradEnabled;
import static nabla.engine.tensor.Creation.arange;
import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.vector;
import static nabla.engine.tensor.Creation.zeros;
import static nabla.engine.tensor.Flag.ALLOW_UNUSED;
import static nabla.engine.tensor.Flag.CREATE_GRAPH;
import static nabla.engine.tensor.Flag.RETAIN_GRAPH;
import static nabla.engine.tensor.Functional.grad;

import java.util.List;
import java.util.Objects;
import nabla.engine.error.GradientException;
import nabla.engine.error.ShapeException;

/// Further scenarios of the corpus's topics, recorded in `fresh-scenarios.json`.
final class FreshScenarios extends Scenarios {

  FreshScenarios() {
    versions();
    views();
    saved();
    leaves();
    hooks();
    modes();
    backward();
    gradients();
    functions();
    rest();
  }

  private void versions() {
    scenario(
        "fresh-version-of-views",
        () -> {
          Tensor y = zeros(2, 3);
          Tensor v = y.at(0);
          Tensor w = v.at("1:");
          v.add_(1);
          w.mul_(3);
          y.zero_();
          print(y.version(), v.version(), w.version());
        });
    scenario(
        "fresh-version-of-detached",
        () -> {
          Tensor y = ones(3);
          Tensor d = y.detach();
          Tensor c = y.clone();
          d.add_(1);
          c.add_(1);
          print(y.version(), d.version(), c.version(), y);
        });
    scenario(
        "fresh-version-of-data",
        () -> {
          Tensor x = oneTwoThree();
          x.data().mul_(2);
          print(x.version(), x);
        });
  }

  private void views() {
    scenario(
        "fresh-transposed-inplace",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.mul(2).view(1, 3);
          y.t().at(1).mul_(5);
          print(y);
          y.sum().backward();
          print(x.grad());
        });
    scenario(
        "fresh-expanded-gradient",
        () -> {
          Tensor x = tensor("[[1.0], [2.0]]").requiresGrad(true);
          Tensor y = x.expand(2, 3);
          y.mul(arange(6.0).view(2, 3)).sum().backward();
          print(x.grad());
        });
    scenario(
        "fresh-diagonal-inplace",
        () -> {
          Tensor x = ones(2, 2).requiresGrad(true);
          Tensor y = x.mul(3);
          y.diagonal().zero_();
          print(y);
          y.mul(y).sum().backward();
          print(x.grad());
        });
    scenario(
        "fresh-select-twice-inplace",
        () -> {
          Tensor x = arange(4.0).view(2, 2).requiresGrad(true);
          Tensor y = x.clone();
          y.at(0).set_(7, "1");
          print(y);
          y.pow(2).sum().backward();
          print(x.grad());
        });
    scenario(
        "fresh-copy-into-slice",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = zeros(5);
          y.at("1:4").copy_(x.mul(2));
          print(y);
          y.mul(arange(5.0)).sum().backward();
          print(x.grad());
        });
    scenario(
        "fresh-overwritten-copy",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = zeros(3);
          y.copy_(x);
          y.copy_(x.mul(x));
          y.sum().backward();
          print(x.grad());
        });
  }

  private void saved() {
    scenario(
        "fresh-exp-saved-output",
        GradientException.class,
        () -> {
          Tensor y = oneTwoThree().exp();
          y.add_(1);
          y.sum().backward();
        });
    scenario(
        "fresh-relu-saved-output",
        GradientException.class,
        () -> {
          Tensor y = oneTwoThree().relu();
          y.mul_(2);
          y.sum().backward();
        });
    scenario(
        "fresh-add-saves-nothing",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.add(1);
          y.mul_(2);
          y.sum().backward();
          print(x.grad());
        });
    scenario(
        "fresh-mul-saved-input",
        GradientException.class,
        () -> {
          Tensor a = oneTwoThree().mul(1);
          Tensor b = a.mul(a);
          a.zero_();
          b.sum().backward();
        });
  }

  private void leaves() {
    scenario("fresh-leaf-inplace", GradientException.class, () -> oneTwoThree().mul_(2));
    scenario("fresh-leaf-view-inplace", GradientException.class, () -> oneTwoThree().at(0).mul_(2));
    scenario(
        "fresh-leaf-inplace-no-grad",
        () -> {
          Tensor x = oneTwoThree();
          noGrad(() -> x.mul_(2));
          print(x, x.isLeaf(), x.version());
        });
    scenario(
        "fresh-unbind-inplace",
        GradientException.class,
        () -> oneTwoThree().mul(2).unbind().get(0).add_(1));
    scenario(
        "fresh-detach-shares",
        () -> {
          Tensor x = oneTwoThree();
          Tensor d = x.detach();
          d.set_(9, "0");
          print(x, d.requiresGrad());
        });
    scenario(
        "fresh-requires-grad-nonleaf-off",
        GradientException.class,
        () -> oneTwoThree().mul(2).requiresGrad(false));
  }

  private void hooks() {
    scenario(
        "fresh-hook-order",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.mul(2);
          y.registerHook(
              g -> {
                print("first", g);
                return null;
              });
          y.registerHook(g -> g.mul(10));
          y.registerHook(
              g -> {
                print("third", g);
                return null;
              });
          y.sum().backward();
          print(x.grad());
        });
    scenario(
        "fresh-hook-removed",
        () -> {
          Tensor x = oneTwoThree();
          var h = x.registerHook(g -> g.mul(2));
          x.sum().backward(RETAIN_GRAPH);
          print(x.grad());
          h.remove();
          x.grad(null);
          x.sum().backward();
          print(x.grad());
        });
    scenario(
        "fresh-hook-without-grad", GradientException.class, () -> ones(2).registerHook(g -> g));
    scenario(
        "fresh-hook-wrong-shape",
        GradientException.class,
        () -> {
          Tensor x = oneTwoThree();
          x.registerHook(g -> g.at(":2"));
          x.sum().backward();
        });
    scenario(
        "fresh-hook-on-used-twice",
        () -> {
          Tensor x = oneTwoThree();
          x.registerHook(
              g -> {
                print(g);
                return null;
              });
          x.mul(2).add(x.mul(3)).sum().backward();
          print(x.grad());
        });
    scenario(
        "fresh-retain-grad-leaf",
        () -> {
          Tensor x = oneTwoThree();
          x.retainGrad();
          x.mul(2).sum().backward();
          print(x.grad());
        });
    scenario("fresh-retain-grad-no-grad", GradientException.class, () -> ones(2).retainGrad());
    scenario(
        "fresh-retain-grad-of-view",
        () -> {
          Tensor x = oneTwoThree();
          Tensor v = x.at("1:");
          v.retainGrad();
          v.mul(v).sum().backward();
          print(v.grad(), x.grad());
        });
  }

  private void modes() {
    scenario(
        "fresh-nested-modes",
        () -> {
          Tensor x = oneTwoThree();
          Tensor a;
          Tensor b;
          try (var _ = noGrad()) {
            try (var _ = enableGrad()) {
              a = x.mul(2);
            }
            b = x.mul(2);
          }
          print(a.requiresGrad(), b.requiresGrad());
        });
    scenario(
        "fresh-mode-set-false",
        () -> {
          Tensor y;
          try (var _ = setGradEnabled(false)) {
            y = oneTwoThree().mul(2);
          }
          print(y.requiresGrad(), y.isLeaf(), isGradEnabled());
        });
    scenario(
        "fresh-no-grad-leaf",
        () -> {
          Tensor x = noGrad(() -> ones(2).requiresGrad(true));
          print(x.requiresGrad());
          x.mul(3).sum().backward();
          print(x.grad());
        });
    scenario(
        "fresh-inference-result",
        GradientException.class,
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = inferenceMode(() -> x.mul(2));
          print(y.requiresGrad(), y.isInference());
          y.add_(1);
          print(y);
        });
    scenario(
        "fresh-inference-saved",
        GradientException.class,
        () -> oneTwoThree().mul(inferenceMode(() -> ones(3))).sum().backward());
    scenario(
        "fresh-inference-version",
        GradientException.class,
        () -> print(inferenceMode(() -> ones(3)).version()));
  }

  private void backward() {
    scenario(
        "fresh-backward-vector", GradientException.class, () -> oneTwoThree().mul(2).backward());
    scenario(
        "fresh-backward-with-gradient",
        () -> {
          Tensor x = oneTwoThree();
          x.mul(2).backward(vector(1.0, 0.0, -1.0));
          print(x.grad());
        });
    scenario(
        "fresh-backward-wrong-gradient",
        ShapeException.class,
        () -> oneTwoThree().mul(2).backward(ones(2)));
    scenario(
        "fresh-backward-twice",
        GradientException.class,
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.mul(x).sum();
          y.backward();
          y.backward();
        });
    scenario(
        "fresh-backward-twice-linear",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.add(1).sum();
          y.backward();
          y.backward();
          print(x.grad());
        });
    scenario(
        "fresh-backward-without-graph", GradientException.class, () -> ones(2).sum().backward());
  }

  private void gradients() {
    scenario(
        "fresh-grad-unused",
        GradientException.class,
        () -> {
          Tensor x = oneTwoThree();
          grad(x.mul(2).sum(), List.of(x, leaf(1.0, 1.0)));
        });
    scenario(
        "fresh-grad-unused-allowed",
        () -> {
          Tensor x = oneTwoThree();
          print(grad(x.mul(2).sum(), List.of(x, leaf(1.0, 1.0)), ALLOW_UNUSED));
        });
    scenario(
        "fresh-grad-of-grad",
        () -> {
          Tensor x = oneTwoThree();
          Tensor g = grad(x.pow(3).sum(), x, CREATE_GRAPH);
          print(g);
          Tensor h = grad(g.sum(), x, CREATE_GRAPH);
          print(h);
          print(grad(h.sum(), x));
        });
    scenario(
        "fresh-grad-accumulates",
        () -> {
          Tensor x = oneTwoThree();
          x.mul(2).sum().backward();
          Tensor first = x.grad();
          x.mul(3).sum().backward();
          print(first, Objects.equals(first, x.grad()));
        });
  }

  private void functions() {
    scenario(
        "fresh-jacobian-of-outer",
        () -> print(Derivatives.jacobian(x -> x.outer(x), vector(1.0, 2.0))));
    scenario(
        "fresh-jacobian-constant",
        () -> print(Derivatives.jacobian(x -> x.detach().mul(2), vector(1.0, 2.0))));
    scenario(
        "fresh-hessian-of-product",
        () -> print(Derivatives.hessian(x -> x.prod(), vector(1.0, 2.0, 3.0))));
    scenario(
        "fresh-hessian-of-vector",
        GradientException.class,
        () -> Derivatives.hessian(x -> x.mul(2), vector(1.0, 2.0)));
    scenario(
        "fresh-vjp-of-square",
        () -> {
          var r = Derivatives.vjp(x -> x.mul(x), vector(1.0, 2.0), vector(3.0, 4.0));
          print(List.of(r.value(), r.derivative()));
        });
    scenario(
        "fresh-jvp-of-square",
        () -> {
          var r = Derivatives.jvp(x -> x.mul(x), vector(1.0, 2.0), vector(3.0, 4.0));
          print(List.of(r.value(), r.derivative()));
        });
    scenario(
        "fresh-hvp-of-cube",
        () -> {
          var r = Derivatives.hvp(x -> x.pow(3).sum(), vector(1.0, 2.0), vector(1.0, -1.0));
          print(List.of(r.value(), r.derivative()));
        });
  }

  private void rest() {
    scenario(
        "fresh-nan-times-zero",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = Functional.where(x.gt(1), x.log(), x.mul(Double.NaN));
          y.sum().backward();
          print(y, x.grad());
        });
    scenario(
        "fresh-max-of-equals",
        () -> {
          Tensor x = leaf(2.0, 5.0, 5.0);
          x.max().backward();
          print(x.grad());
          x.grad(null);
          x.amax().backward();
          print(x.grad());
          x.grad(null);
          x.max(0).values().backward();
          print(x.grad());
        });
    scenario(
        "fresh-norm-at-zero",
        () -> {
          Tensor x = zeros(3).requiresGrad(true);
          x.norm().backward();
          print(x.grad());
        });
    scenario(
        "fresh-grad-fn-names",
        () -> {
          Tensor x = oneTwoThree();
          print(Objects.requireNonNull(x.at(0).gradFn()).name(), x.gradFn());
          print(x.mul(2).sum());
          print(x.view(3, 1).t());
          print(x.exp().at("1:"));
          print(x.max(0).values(), x.cumsum(0));
          print(Joining.cat(List.of(x, x), 0), Joining.stack(List.of(x, x), 0).mean());
        });
  }
}
