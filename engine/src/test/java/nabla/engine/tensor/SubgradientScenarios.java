package nabla.engine.tensor;

import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.vector;
import static nabla.engine.tensor.Creation.zeros;
import static nabla.engine.tensor.DType.FLOAT64;
import static nabla.engine.tensor.Functional.where;

import java.util.function.UnaryOperator;

/// Gradients at kinks, ties, poles and empty tensors, where PyTorch has made a choice.
final class SubgradientScenarios extends Scenarios {

  SubgradientScenarios() {
    kinks();
    poles();
    powers();
    ties();
    order();
    reductions();
    selections();
    combinations();
  }

  /// Adds a scenario that prints a function's values at some points, then its gradient there.
  private void at(String id, UnaryOperator<Tensor> function, double... points) {
    scenario(id, () -> show(function, points));
  }

  private void show(UnaryOperator<Tensor> function, double... points) {
    Tensor x = tensor(points, FLOAT64).requiresGrad(true);
    Tensor y = function.apply(x);
    y.sum().backward();
    print(y.detach());
    print(x.grad());
  }

  private void kinks() {
    at("abs-at-0", Tensor::abs, -1.0, 0.0, -0.0, 2.0);
    at("relu-at-0", Tensor::relu, -1.0, 0.0, 2.0);
    at("leaky-relu-at-0", Tensor::leakyRelu, -1.0, 0.0, 2.0);
    at("hardtanh-boundary", Tensor::hardtanh, -2.0, -1.0, 0.0, 1.0, 2.0);
    at("floor-round-sign-zero-grad", x -> x.floor().add(x.round()).add(x.sign()), 0.5, 1.5, -2.5);
  }

  private void poles() {
    at("sqrt-at-0", Tensor::sqrt, 0.0, 4.0, -1.0);
    at("log-at-0", Tensor::log, 0.0, 1.0, -1.0);
    at("div-by-0", x -> Functional.div(1, x), 0.0, -0.0, 2.0);
    at("norm-at-0", Tensor::norm, 0.0, 0.0);
    scenario(
        "tan-atan2-0-0",
        () -> {
          Tensor a = tensor(0.0).requiresGrad(true);
          Tensor b = tensor(0.0).requiresGrad(true);
          Tensor y = a.atan2(b);
          y.backward();
          print(y.item(), a.grad(), b.grad());
        });
  }

  private void powers() {
    scenario(
        "pow-at-0",
        () -> {
          show(x -> x.pow(0), 0.0, 2.0);
          show(x -> x.pow(0.5), 0.0, 4.0);
          show(x -> x.pow(1), 0.0);
          show(x -> x.pow(-1), 0.0);
        });
    scenario(
        "pow-0-0-exponent-grad",
        () -> {
          Tensor a = tensor(new double[] {0.0, 0.0, 0.0}, FLOAT64).requiresGrad(true);
          Tensor b = tensor(new double[] {0.0, 1.0, -1.0}, FLOAT64).requiresGrad(true);
          Tensor y = a.pow(b);
          y.sum().backward();
          print(y.detach(), a.grad(), b.grad());
        });
    scenario(
        "pow-negative-base",
        () -> {
          Tensor a = leaf(-2.0, -2.0);
          Tensor b = leaf(2.0, 0.5);
          Tensor y = a.pow(b);
          y.sum().backward();
          print(y.detach(), a.grad(), b.grad());
        });
  }

  private void ties() {
    at("max-ties", Tensor::max, 1.0, 3.0, 3.0);
    at("amax-ties", x -> x.amax(0), 1.0, 3.0, 3.0);
    at("median-ties", Tensor::median, 3.0, 1.0, 3.0, 1.0);
    scenario(
        "max-dim-ties",
        () -> {
          Tensor x = tensor(new double[][] {{1.0, 3.0, 3.0}}).requiresGrad(true);
          var max = x.max(1);
          max.values().sum().backward();
          print(max.indices(), x.grad());
        });
  }

  private void order() {
    scenario(
        "sort-grad",
        () -> {
          Tensor x = leaf(3.0, 1.0, 2.0);
          Selected sorted = x.sort();
          sorted.values().mul(vector(1.0, 10.0, 100.0)).sum().backward();
          print(sorted.values(), sorted.indices(), x.grad());
        });
  }

  private void reductions() {
    scenario(
        "prod-with-zero",
        () -> {
          show(Tensor::prod, 2.0, 0.0, 3.0);
          show(Tensor::prod, 0.0, 0.0, 3.0);
        });
    at("std-single", Tensor::std, 1.0);
    at("std-constant", Tensor::std, 2.0, 2.0);
    scenario(
        "mean-empty",
        () -> {
          Tensor x = zeros(0).requiresGrad(true);
          Tensor y = x.mean();
          y.backward();
          print(y.item(), x.grad());
        });
  }

  private void selections() {
    scenario(
        "where-nan-untaken",
        () -> {
          Tensor x = leaf(0.0, 4.0);
          Tensor y = where(x.gt(0), x.sqrt(), zeros(2));
          y.sum().backward();
          print(x.grad());
        });
    scenario(
        "where-safe",
        () -> {
          Tensor x = leaf(0.0, 4.0);
          Tensor s = where(x.gt(0), x, ones(2));
          Tensor y = where(x.gt(0), s.sqrt(), zeros(2));
          y.sum().backward();
          print(x.grad());
        });
  }

  private void combinations() {
    scenario(
        "gather-repeated",
        () -> {
          Tensor x = oneTwoThree();
          x.at(tensor(new int[] {0, 0, 2})).sum().backward();
          print(x.grad());
        });
    scenario(
        "broadcast-grad-sums",
        () -> {
          Tensor a = ones(2, 3).requiresGrad(true);
          Tensor b = ones(3).requiresGrad(true);
          Tensor c = tensor(2.0).requiresGrad(true);
          a.mul(b).mul(c).sum().backward();
          print(b.grad(), c.grad(), a.grad());
        });
    scenario(
        "same-tensor-twice",
        () -> {
          Tensor x = tensor(3.0).requiresGrad(true);
          x.mul(x).add(x).backward();
          print(x.grad());
        });
  }
}
