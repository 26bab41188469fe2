package nabla.engine.tensor;

import static java.util.Objects.requireNonNull;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.vector;

import java.util.Arrays;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.GradientException;
import nabla.engine.error.ShapeException;

/// Ways into and out of a tensor, exact arithmetic, and a walk along the record.
final class ConversionScenarios extends Scenarios {

  ConversionScenarios() {
    numbers();
    refused();
    arithmetic();
    walk();
  }

  private void numbers() {
    scenario(
        "item",
        () -> {
          Tensor matrix = tensor(new double[][] {{2.5}});
          print(matrix.item(), tensor(3).itemLong(), tensor(true).itemBoolean());
        });
    scenario("bool-one", () -> print(vector(0.0).itemBoolean(), tensor(3).itemBoolean()));
  }

  private void refused() {
    scenario("item-empty", ShapeException.class, () -> tensor(new double[0]).item());
    scenario(
        "numpy-requires-grad",
        GradientException.class,
        () -> {
          Tensor x = oneTwoThree();
          x.toDoubleArray();
        });
    scenario("ragged", ArgumentException.class, () -> tensor(new int[][] {{1, 2}, {3}}));
  }

  private void arithmetic() {
    scenario(
        "floor-div-mod-negative",
        () -> {
          Tensor a = tensor(new int[] {-7, 7, -7, 7});
          Tensor b = tensor(new int[] {2, 2, -2, -2});
          print(a.floorDivide(b), a.remainder(b), a.fmod(b), a.div(b, Rounding.TRUNC));
        });
    scenario(
        "int-overflow",
        () -> {
          Tensor greatest = tensor(new long[] {Long.MAX_VALUE});
          Tensor least = tensor(new long[] {Long.MIN_VALUE});
          Tensor wild = vector(1e20, Double.NaN, -1e20);
          print(greatest.add(1), least.abs(), wild.nanToNum().clamp(-5, 5).toLong());
        });
    scenario(
        "eq-nan",
        () -> {
          Tensor n = vector(Double.NaN);
          print(n.eq(n), n.isnan(), n.equal(n), n.allclose(n), n.allclose(n, Flag.EQUAL_NAN));
        });
    scenario("round-half-even", () -> print(vector(0.5, 1.5, 2.5, -0.5, -1.5).round()));
  }

  private void walk() {
    scenario(
        "accumulate-grad-variable",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.mul(2);
          var next = requireNonNull(y.gradFn()).nextEdges();
          var a = requireNonNull(next[0]).node();
          print(a.name(), a.variable() == x, Arrays.asList(next[1], 0));
        });
    scenario(
        "deep-chain",
        () -> {
          Tensor x = tensor(1.0).requiresGrad(true);
          Tensor y = x;
          for (int i = 0; i < 20_000; i++) {
            y = y.add(0.0);
          }
          y.backward();
          print(x.grad());
        });
    scenario(
        "graph-freed-on-del",
        GradientException.class,
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = x.mul(x).sum();
          y.backward();
          print(y.gradFn() != null);
          Tensor z = y.mul(2);
          z.backward();
        });
  }
}
