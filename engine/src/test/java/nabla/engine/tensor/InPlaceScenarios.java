package nabla.engine.tensor;

import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.vector;
import static nabla.engine.tensor.Creation.zeros;
import static nabla.engine.tensor.DType.FLOAT64;

import java.util.List;
import nabla.engine.error.DTypeException;
import nabla.engine.error.GradientException;
import nabla.engine.error.ShapeException;

/// Changes in place, what they share and break, and the ways around the record.
final class InPlaceScenarios extends Scenarios {

  InPlaceScenarios() {
    detached();
    data();
    leafErrors();
    savedErrors();
    views();
    allowed();
    refused();
    requiresGrad();
    assigned();
    hooks();
  }

  private void detached() {
    scenario(
        "detach",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.mul(2);
          Tensor d = y.detach();
          print(d.requiresGrad(), d.isLeaf(), d.gradFn());
        });
    scenario(
        "detach-blocks-gradient",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.mul(x.detach()).sum();
          y.backward();
          print(x.grad());
        });
    scenario(
        "detach-inplace-breaks-saved",
        GradientException.class,
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.pow(2);
          Tensor d = x.detach();
          d.mul_(2);
          y.sum().backward();
        });
    scenario(
        "detach_",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.mul(2);
          y.detach_();
          print(y.requiresGrad(), y.isLeaf());
        });
    scenario(
        "clone-keeps-graph",
        () -> {
          Tensor x = oneTwoThree();
          Tensor c = x.clone();
          print(c.isLeaf(), c);
          c.sum().backward();
          print(x.grad());
        });
  }

  private void data() {
    scenario(
        "data-set",
        () -> {
          Tensor x = leaf(1.0, 2.0);
          x.data(vector(5.0, 6.0));
          print(x);
          x.pow(2).sum().backward();
          print(x.grad());
        });
    scenario(
        "data-bypasses-version",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.pow(2).sum();
          x.data().mul_(10);
          print(x.version());
          y.backward();
          print(x.grad());
        });
    scenario(
        "new-tensor-from-tensor",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = tensor(x);
          print(y.requiresGrad());
        });
  }

  private void leafErrors() {
    scenario(
        "inplace-leaf",
        GradientException.class,
        () -> {
          Tensor x = oneTwoThree();
          x.add_(1);
        });
    scenario(
        "inplace-leaf-iadd", // Java has no `+=` for objects: the same call.
        GradientException.class,
        () -> {
          Tensor x = oneTwoThree();
          x.add_(1);
        });
    scenario(
        "inplace-view-of-leaf",
        GradientException.class,
        () -> {
          Tensor x = oneTwoThree();
          Tensor v = x.at("0:2");
          v.mul_(2);
        });
  }

  private void savedErrors() {
    scenario(
        "inplace-saved-mul",
        GradientException.class,
        () -> {
          Tensor x = oneTwoThree();
          Tensor a = x.mul(1);
          Tensor b = a.mul(a);
          a.add_(1);
          b.sum().backward();
        });
    scenario(
        "inplace-saved-sigmoid",
        GradientException.class,
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.sigmoid();
          y.mul_(2);
          y.sum().backward();
        });
  }

  private void views() {
    scenario(
        "inplace-view-updates-base",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.mul(1);
          Tensor v = y.at("0:2");
          v.mul_(10);
          print(y);
          y.sum().backward();
          print(x.grad());
        });
    scenario(
        "inplace-base-updates-view",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.mul(1);
          Tensor v = y.at("0:2");
          y.mul_(10);
          v.sum().backward();
          print(x.grad());
        });
    scenario(
        "version-counter",
        () -> {
          Tensor a = zeros(2);
          Tensor v = a.view(2);
          a.add_(1);
          v.add_(1);
          a.set_(3, 0);
          print(a.version(), v.version());
        });
    scenario(
        "unbind-inplace",
        GradientException.class,
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.mul(1);
          List<Tensor> parts = y.unbind(0);
          parts.getFirst().mul_(2);
        });
  }

  private void allowed() {
    scenario(
        "inplace-not-saved-ok",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.add(1);
          y.mul_(3);
          y.sum().backward();
          print(x.grad());
        });
    scenario(
        "inplace-add-then-sin",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.mul(2);
          y.add_(1);
          Tensor z = y.pow(2).sum();
          z.backward();
          print(x.grad());
        });
    scenario(
        "inplace-setitem-nonleaf",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.mul(2);
          y.set_(0.0, 1);
          y.sum().backward();
          print(x.grad());
        });
    scenario(
        "inplace-add-requires-grad-to-plain",
        () -> {
          Tensor x = leaf(1.0);
          Tensor z = zeros(1);
          z.add_(x);
          print(z.requiresGrad(), z);
          z.backward();
          print(x.grad());
        });
  }

  private void refused() {
    scenario(
        "inplace-broadcast-shape",
        ShapeException.class,
        () -> {
          Tensor a = zeros(1);
          a.add_(ones(3));
        });
    scenario(
        "inplace-dtype",
        DTypeException.class,
        () -> {
          Tensor a = tensor(new int[] {1, 2});
          a.add_(1.5);
        });
    scenario(
        "inplace-int-div",
        DTypeException.class,
        () -> {
          Tensor a = tensor(new int[] {1, 2});
          a.div_(2);
        });
    scenario(
        "inplace-expanded",
        ShapeException.class,
        () -> {
          Tensor a = zeros(1).expand(3);
          a.add_(1);
        });
  }

  private void requiresGrad() {
    scenario(
        "requires-grad-int-setter",
        DTypeException.class,
        () -> {
          Tensor x = tensor(new int[] {1, 2});
          x.requiresGrad(true);
        });
    scenario(
        "requires-grad-nonleaf-false",
        GradientException.class,
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.mul(2);
          y.requiresGrad(false);
        });
    scenario(
        "int-path",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.toLong();
          print(y.requiresGrad());
          print(y.toFloat().requiresGrad());
        });
  }

  private void assigned() {
    scenario(
        "grad-assign-dtype",
        DTypeException.class,
        () -> {
          Tensor x = oneTwoThree();
          x.grad(ones(Shape.shape(3), FLOAT64));
        });
    scenario(
        "grad-assign-ok",
        () -> {
          Tensor x = oneTwoThree();
          x.grad(ones(3));
          x.mul(2).sum().backward();
          print(x.grad());
        });
  }

  private void hooks() {
    scenario(
        "hook-no-requires-grad",
        GradientException.class,
        () -> {
          Tensor x = tensor(1.0);
          x.registerHook(g -> g);
        });
    scenario(
        "hook-accumulated-once",
        () -> {
          Tensor x = tensor(1.0).requiresGrad(true);
          x.registerHook(
              g -> {
                print("grad", g.item());
                return null;
              });
          Tensor y = x.mul(2).add(x.mul(3));
          y.backward();
        });
    scenario(
        "hook-wrong-shape",
        GradientException.class,
        () -> {
          Tensor x = oneTwoThree();
          x.registerHook(g -> g.at("0:2"));
          x.mul(2).sum().backward();
        });
    scenario(
        "post-accumulate-hook",
        () -> {
          Tensor x = tensor(1.0).requiresGrad(true);
          x.registerPostAccumulateGradHook(p -> print("acc", gradOf(p).item()));
          x.mul(2).backward();
          x.mul(3).backward();
        });
  }
}
