package nabla.engine.tensor;

import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.vector;
import static nabla.engine.tensor.DType.FLOAT64;
import static nabla.engine.tensor.Flag.RETAIN_GRAPH;

import nabla.engine.error.GradientException;
import nabla.engine.error.ShapeException;

/// Leaves, `backward()`, what it frees, and the course's first lesson.
final class BackwardScenarios extends Scenarios {

  BackwardScenarios() {
    leaves();
    backward();
    backwardErrors();
    graph();
    lesson();
    lessonTwice();
  }

  private void leaves() {
    scenario(
        "leaf-created",
        () -> {
          Tensor x = oneTwoThree();
          print(x.isLeaf(), x.requiresGrad(), x.gradFn(), x.grad());
        });
    scenario(
        "requires-grad-propagates",
        () -> {
          Tensor a = ones(2).requiresGrad(true);
          Tensor b = ones(2);
          print(a.add(b).requiresGrad(), b.add(b).requiresGrad());
        });
  }

  private void backward() {
    scenario(
        "grad-simple",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.pow(2).sum();
          y.backward();
          print(x.grad());
        });
    scenario(
        "grad-accumulates",
        () -> {
          Tensor x = oneTwoThree();
          x.pow(2).sum().backward();
          print(x.grad());
          x.mul(3).sum().backward();
          print(x.grad());
        });
    scenario(
        "grad-set-none",
        () -> {
          Tensor x = oneTwoThree();
          x.mul(2).sum().backward();
          x.grad(null);
          print(x.grad());
          x.mul(5).sum().backward();
          print(x.grad());
        });
    scenario(
        "backward-on-leaf",
        () -> {
          Tensor x = tensor(3.0).requiresGrad(true);
          x.backward();
          print(x.grad());
        });
    scenario(
        "backward-one-element-2d",
        () -> {
          Tensor x = tensor(new double[][] {{3.0}}).requiresGrad(true);
          x.mul(x).backward();
          print(x.grad());
        });
    scenario(
        "backward-gradient-scalar-output",
        () -> {
          Tensor x = tensor(2.0).requiresGrad(true);
          x.pow(3).backward(tensor(10.0));
          print(x.grad());
        });
    scenario(
        "backward-gradient-dtype",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.mul(2);
          y.backward(ones(Shape.shape(3), FLOAT64));
          print(x.grad());
        });
  }

  private void backwardErrors() {
    scenario(
        "backward-no-grad-fn",
        GradientException.class,
        () -> {
          Tensor x = vector(3.0);
          Tensor y = x.pow(2);
          y.backward();
        });
    scenario(
        "backward-nonscalar",
        GradientException.class,
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.mul(2);
          y.backward();
        });
    scenario(
        "backward-gradient-shape-mismatch-scalar",
        ShapeException.class,
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.mul(2).sum();
          y.backward(ones(3));
        });
    scenario(
        "backward-gradient-broadcastable",
        ShapeException.class,
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.mul(2);
          y.backward(ones(1));
        });
  }

  private void graph() {
    scenario(
        "backward-twice",
        GradientException.class,
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.pow(2).sum();
          y.backward();
          y.backward();
        });
    scenario(
        "backward-twice-mul-const",
        GradientException.class,
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.mul(2).sum();
          y.backward();
          y.backward();
          print(x.grad());
        });
    scenario(
        "backward-shared-subgraph",
        GradientException.class,
        () -> {
          Tensor x = oneTwoThree();
          Tensor h = x.pow(2);
          Tensor a = h.sum();
          Tensor b = h.mul(3).sum();
          a.backward();
          b.backward();
        });
    scenario(
        "retain-graph",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.pow(2).sum();
          y.backward(RETAIN_GRAPH);
          print(x.grad());
          y.backward();
          print(x.grad());
        });
  }

  private void lesson() {
    scenario(
        "seed-a",
        GradientException.class,
        () -> {
          Tensor x = vector(3.0);
          Tensor y = x.pow(2);
          y.backward();
        });
    scenario(
        "seed-b",
        () -> {
          Tensor x = leaf(3.0);
          Tensor y = x.mul(2).add(1);
          y.backward();
          print(x.grad());
        });
    scenario(
        "seed-b-two-elements",
        GradientException.class,
        () -> {
          Tensor x = leaf(3.0, 4.0);
          Tensor y = x.mul(2).add(1);
          y.backward();
        });
    scenario(
        "seed-d",
        () -> {
          Tensor x = leaf(3.0);
          Tensor y = x.pow(2);
          y.backward();
          print(x.grad());
        });
    scenario(
        "seed-d-before-backward",
        () -> {
          Tensor x = leaf(3.0);
          Tensor _ = x.pow(2);
          print(x.grad());
        });
  }

  private void lessonTwice() {
    scenario(
        "seed-c",
        () -> {
          Tensor x = leaf(3.0);
          Tensor y1 = x.mul(2).add(1);
          Tensor y2 = x.mul(4).sub(3);
          y1.backward();
          print(x.grad());
          y2.backward();
          print(x.grad());
        });
    scenario(
        "seed-c-zeroed",
        () -> {
          Tensor x = leaf(3.0);
          Tensor y1 = x.mul(2).add(1);
          Tensor y2 = x.mul(4).sub(3);
          y1.backward();
          print(x.grad());
          gradOf(x).zero_();
          y2.backward();
          print(x.grad());
        });
    scenario(
        "seed-c-same-output-twice",
        GradientException.class,
        () -> {
          Tensor x = leaf(3.0);
          Tensor y = x.mul(2).add(1);
          y.backward();
          print(x.grad());
          y.backward();
          print(x.grad());
        });
    scenario(
        "seed-c-square-twice",
        GradientException.class,
        () -> {
          Tensor x = leaf(3.0);
          Tensor y = x.pow(2);
          y.backward();
          print(x.grad());
          y.backward();
          print(x.grad());
        });
  }
}
