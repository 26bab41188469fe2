package nabla.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import nabla.engine.check.GradCheck;
import nabla.engine.error.NablaException;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.MarginLosses;
import nabla.engine.tensor.Pictures;
import nabla.engine.tensor.Pooling;
import nabla.engine.tensor.Reduction;
import nabla.engine.tensor.Similarity;
import nabla.engine.tensor.Tensor;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/// First and second derivatives of differentiable operations that the corpus does not have,
/// compared with measured ones at random places. [GradientTests] does so for those it has.
class PublicGradientTests {

  /// A call at a random place: it draws the leaves, and says what is computed of them.
  private interface Case {
    Function<List<Tensor>, List<Tensor>> draw(Draw draw, List<Tensor> leaves);
  }

  private static final Map<String, Case> CASES = new TreeMap<>();

  static {
    onSquare("inverse", Tensor::inverse);
    onSquare("logdet", x -> x.matmul(x.t()).logdet());
    onSquare("matrixPower", x -> x.matrixPower(3));
    onSquare("matrixPower of the inverse", x -> x.matrixPower(-2));
    on("corrcoef", Tensor::corrcoef, 3, 4);
    on("cov", x -> x.cov(0), 2, 4);
    on("ger", x -> x.select(0, 0).ger(x.select(0, 1)), 2, 3);
    on("quantile", x -> x.quantile(0.3, 1), 2, 4);
    on("quantile of all", x -> x.quantile(0.7), 5);
    on("nanmedian", Tensor::nanmedian, 5);
    on("atleast1d", x -> x.atleast1d().mul(2));
    on("atleast3d", x -> x.atleast3d().mul(2), 2);
    on("unfold", x -> x.unfold(0, 3, 1).mul(x.sum()), 5);
    on("erfinv", x -> x.tanh().mul(0.8).erfinv(), 2, 3);
    on("cdist", x -> Similarity.cdist(x, x.mul(2).flip(0)), 3, 2);
    on("adaptiveMaxPool1d", x -> Pooling.adaptiveMaxPool1d(x, 2), 2, 5);
    on("adaptiveMaxPool2d", x -> Pooling.adaptiveMaxPool2d(x, 2, 1), 1, 3, 4);
    on("pixelUnshuffle", x -> Pictures.pixelUnshuffle(x, 2).square(), 1, 2, 4);
    CASES.put(
        "indexCopy",
        (d, leaves) -> {
          leaves.addAll(List.of(leaf(d, 3, 2), leaf(d, 2, 2)));
          Tensor index = d.distinct(3, 2);
          return v -> List.of(v.get(0).square().indexCopy(0, index, v.get(1).exp()));
        });
    CASES.put(
        "maskedScatter",
        (d, leaves) -> {
          leaves.addAll(List.of(leaf(d, 2, 3), leaf(d, 6)));
          Tensor mask = d.mask(2, 3);
          return v -> List.of(v.get(0).square().maskedScatter(mask, v.get(1).exp()));
        });
    CASES.put(
        "multiMarginLoss",
        (d, leaves) -> {
          leaves.add(leaf(d, 3, 4));
          Tensor target = d.index(4, 3);
          return v -> List.of(MarginLosses.multiMarginLoss(v.get(0), target));
        });
    CASES.put(
        "multilabelMarginLoss",
        (d, leaves) -> {
          leaves.add(leaf(d, 2, 3));
          Tensor target = d.index(3, 2, 3);
          return v -> List.of(MarginLosses.multilabelMarginLoss(v.get(0), target, Reduction.SUM));
        });
    CASES.put(
        "multilabelSoftMarginLoss",
        (d, leaves) -> {
          leaves.add(leaf(d, 2, 3));
          Tensor target = d.mask(2, 3).to(DType.FLOAT64);
          return v -> List.of(MarginLosses.multilabelSoftMarginLoss(v.get(0), target));
        });
  }

  private static Tensor leaf(Draw d, int... shape) {
    return d.constant(-2, 2, shape).detach().requiresGrad(true);
  }

  private static void on(String name, Function<Tensor, Tensor> operation, int... shape) {
    CASES.put(
        name,
        (d, leaves) -> {
          leaves.add(leaf(d, shape));
          return v -> List.of(operation.apply(v.get(0)));
        });
  }

  private static void onSquare(String name, Function<Tensor, Tensor> operation) {
    CASES.put(
        name,
        (d, leaves) -> {
          leaves.add(d.square(3).detach().requiresGrad(true));
          return v -> List.of(operation.apply(v.get(0)));
        });
  }

  @Property(tries = 1, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void derivativesAreRight(@ForAll long drawn) {
    long seed = Long.getLong("nabla.gradcheck.seed", drawn);
    List<String> failures = new ArrayList<>();
    CASES.forEach(
        (name, drawing) -> {
          Draw draw = new Draw(new SplittableRandom(seed ^ name.hashCode()).nextLong());
          List<Tensor> leaves = new ArrayList<>();
          Function<List<Tensor>, List<Tensor>> function = drawing.draw(draw, leaves);
          try {
            GradCheck.gradcheck(function, leaves);
            GradCheck.gradgradcheck(function, leaves);
          } catch (NablaException e) {
            failures.add(name + ": " + e.torchMessage() + " at " + leaves);
          }
        });
    System.out.printf("gradcheck: %d operations, seed %d%n", CASES.size(), seed);
    assertThat(failures).as("with -Dnabla.gradcheck.seed=%d", seed).isEmpty();
  }
}
