package nabla.engine.tensor;

import static nabla.engine.autograd.GradMode.inferenceMode;
import static nabla.engine.autograd.GradMode.noGrad;
import static nabla.engine.check.GradCheck.gradcheck;
import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.vector;
import static nabla.engine.tensor.Creation.zeros;
import static nabla.engine.tensor.DType.FLOAT64;
import static nabla.engine.tensor.Flag.CREATE_GRAPH;
import static nabla.engine.tensor.Flag.MATERIALIZE_GRADS;
import static nabla.engine.tensor.Flag.RETAIN_GRAPH;
import static nabla.engine.tensor.Functional.grad;

import java.util.List;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.error.GradientException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// Scenarios beside the corpus that once went otherwise here than in PyTorch; recorded in
/// `edge-scenarios.json`.
final class EdgeScenarios extends Scenarios {

  EdgeScenarios() {
    hooks();
    gradients();
    functions();
    views();
    rest();
    more();
  }

  private void hooks() {
    scenario(
        "hook-dtype",
        GradientException.class,
        () -> {
          Tensor x = leaf(1.0, 2.0);
          x.registerHook(g -> g.toDouble());
          x.mul(2).sum().backward();
          print(x.grad());
        });
    scenario(
        "hook-on-inplace",
        () -> {
          Tensor x = leaf(1.0, 2.0);
          Tensor y = x.mul(3);
          y.registerHook(
              g -> {
                print("before", g);
                return null;
              });
          y.mul_(2);
          y.registerHook(
              g -> {
                print("after", g);
                return null;
              });
          y.sum().backward();
          print(x.grad());
        });
    scenario(
        "hook-grad-nonleaf",
        () -> {
          Tensor x = leaf(1.0, 2.0);
          Tensor y = x.mul(2);
          y.registerHook(g -> g.add(1));
          print(grad(y.pow(2).sum(), List.of(x, y)));
        });
    scenario(
        "retain-grad-twice",
        () -> {
          Tensor x = leaf(1.0, 2.0);
          Tensor y = x.mul(2);
          y.retainGrad();
          y.sum().backward(RETAIN_GRAPH);
          y.sum().backward();
          print(x.grad(), y.grad());
        });
    scenario(
        "detach-view-in-place-error",
        GradientException.class,
        () -> {
          leaf(1.0, 2.0).mul(1).view(2).detach_();
        });
  }

  private void gradients() {
    scenario(
        "detach_-view-of-leaf",
        GradientException.class,
        () -> {
          Tensor x = vector(1.0, 2.0);
          Tensor v = x.view(2);
          v.detach_();
          print(v.isLeaf(), v.isView());
        });
    scenario(
        "data-set-dtype",
        DTypeException.class,
        () -> {
          Tensor x = leaf(1.0, 2.0);
          x.data(tensor(new int[] {1, 2}));
        });
    scenario(
        "grad-assign-shape",
        ShapeException.class,
        () -> {
          leaf(1.0, 2.0).grad(ones(3));
        });
    scenario(
        "grad-assign-self",
        GradientException.class,
        () -> {
          Tensor x = leaf(1.0, 2.0);
          x.grad(x);
        });
    scenario(
        "nograd-view-base-changed",
        GradientException.class,
        () -> {
          Tensor x = ones(2).requiresGrad(true);
          Tensor a = x.mul(1);
          Tensor v;
          try (var _ = noGrad()) {
            v = a.view(2);
          }
          a.mul_(3);
          print(v);
          v.sum();
        });
  }

  private void functions() {
    scenario(
        "inference-view-of-nonleaf-inplace",
        GradientException.class,
        () -> {
          Tensor x = ones(2).requiresGrad(true);
          Tensor a = x.mul(1);
          Tensor v;
          try (var _ = inferenceMode()) {
            v = a.view(2);
          }
          v.add_(1);
        });
    scenario(
        "custom-returns-view-inplace",
        GradientException.class,
        () -> {
          class I extends CustomFunction {
            @Override
            protected Tensor forward(Context ctx, Tensor... in) {
              return in[0].view(2);
            }

            @Override
            protected @Nullable Tensor[] backward(Context ctx, Tensor... g) {
              return gradients(g[0]);
            }
          }
          Tensor x = leaf(1.0, 3.0);
          Tensor a = x.mul(1);
          var y = new I().apply(a);
          print(y);
          y.mul_(2);
        });
    scenario(
        "gradcheck-no-grad",
        ArgumentException.class,
        () -> {
          gradcheck(t -> t.pow(2), tensor(new double[] {0.5, -1.5}, FLOAT64));
        });
    scenario(
        "grad-materialize-create-graph",
        () -> {
          Tensor x = ones(2).requiresGrad(true), z = ones(3).requiresGrad(true);
          print(grad(x.mul(2).sum(), List.of(x, z), CREATE_GRAPH, MATERIALIZE_GRADS));
        });
    scenario(
        "second-order-relu",
        () -> {
          Tensor x = leaf(-1.0, 2.0);
          Tensor g = grad(x.relu().sum(), x, CREATE_GRAPH);
          print(g, g.requiresGrad());
          grad(g.sum(), x);
        });
  }

  private void views() {
    scenario(
        "inplace-fill_",
        () -> {
          Tensor x = leaf(5.0, 6.0);
          Tensor y = x.mul(2);
          y.fill_(3);
          print(y);
          y.at(0).backward();
          print(x.grad());
        });
    scenario(
        "inplace-on-view-of-saved",
        GradientException.class,
        () -> {
          Tensor x = oneTwoThree();
          Tensor a = x.mul(1);
          Tensor b = a.pow(2);
          a.at("0:1").add_(1);
          b.sum().backward();
        });
    scenario(
        "inplace-view-chain",
        () -> {
          Tensor x = tensor("[[1., 2.], [3., 4.]]").requiresGrad(true);
          Tensor y = x.mul(1);
          Tensor v = y.t().at(0);
          v.mul_(10);
          print(y);
          print(v);
          y.sum().backward();
          print(x.grad());
        });
    scenario(
        "inplace-two-views",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.mul(1);
          Tensor a = y.at(":2");
          Tensor b = y.at("1:");
          a.mul_(2);
          b.mul_(3);
          print(y, a, b);
          a.sum().add(b.sum()).backward();
          print(x.grad());
        });
    scenario(
        "inplace-base-then-print-view",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.mul(1);
          Tensor v = y.view(3, 1);
          y.add_(1);
          print(v, v.gradFn() != null, v.version());
        });
  }

  private void rest() {
    scenario(
        "inplace-plain-base-view-gets-grad",
        () -> {
          Tensor x = leaf(5.0, 6.0);
          Tensor b = zeros(4);
          Tensor v = b.at("1:3");
          v.mul_(0);
          v.add_(x);
          print(b);
          print(v, v.requiresGrad(), b.isLeaf());
          b.sum().backward();
          print(x.grad());
        });
    scenario(
        "chunk-base-inplace-print",
        GradientException.class,
        () -> {
          Tensor x = leaf(1.0, 2.0, 3.0, 4.0);
          Tensor y = x.mul(1);
          Tensor b = y.chunk(2).get(1);
          y.mul_(2);
          print(b);
          print(b.requiresGrad());
          b.sum();
        });
    scenario(
        "relu-minus-zero",
        () -> {
          Tensor x = leaf(-0.0, 0.0, 4.0);
          Tensor y = x.relu();
          y.sum().backward();
          print(y.detach(), x.grad(), x.detach().clampMin(0), x.detach().clamp(0, 6));
        });
    scenario(
        "square-root-minus-zero",
        () -> {
          Tensor x = leaf(-0.0, 4.0);
          Tensor y = x.pow(0.5);
          y.sum().backward();
          print(y.detach(), x.grad());
        });
    scenario(
        "post-accumulate-step",
        () -> {
          Tensor x = leaf(1.0, 2.0);
          var h =
              x.registerPostAccumulateGradHook(
                  p -> {
                    try (var _ = noGrad()) {
                      p.sub_(gradOf(p).mul(0.1));
                    }
                    p.grad(null);
                  });
          x.pow(2).sum().backward();
          print(x, x.grad());
          h.remove();
          x.pow(2).sum().backward();
          print(x.grad());
        });
  }

  private void more() {
    scenario(
        "hook-retain-grad-order",
        () -> {
          Tensor x = leaf(1.0, 2.0);
          Tensor y = x.mul(3);
          y.retainGrad();
          y.registerHook(g -> g.mul(2));
          y.sum().backward();
          print(y.grad(), x.grad());
        });
  }
}
