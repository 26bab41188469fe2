package nabla.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import nabla.engine.check.GradCheck;
import nabla.engine.error.NablaException;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Flag;
import nabla.engine.tensor.Layers;
import nabla.engine.tensor.MarginLosses;
import nabla.engine.tensor.Normalization;
import nabla.engine.tensor.Pictures;
import nabla.engine.tensor.PoolOptions;
import nabla.engine.tensor.Pooling;
import nabla.engine.tensor.Reduction;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Similarity;
import nabla.engine.tensor.Slice;
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
    onSquare("slogdet", x -> x.slogdet().logAbsDet());
    onSquare("matrixPower", x -> x.matrixPower(3));
    onSquare("matrixPower of the inverse", x -> x.matrixPower(-2));
    on("corrcoef", Tensor::corrcoef, 3, 4);
    on("cov", x -> x.cov(0), 2, 4);
    on("ger", x -> x.select(0, 0).ger(x.select(0, 1)), 2, 2);
    on("quantile", x -> x.quantile(0.3, 1), 2, 4);
    on("quantile of all", x -> x.quantile(0.7), 4);
    on("nanmedian", Tensor::nanmedian, 4);
    on("atleast1d", x -> x.atleast1d().mul(2));
    on("atleast3d", x -> x.atleast3d().mul(2), 2);
    on("unfold", x -> x.unfold(0, 3, 1).mul(x.sum()), 5);
    on("erfinv", x -> x.tanh().mul(0.8).erfinv(), 2, 3);
    on("polygamma", x -> x.square().add(0.5).polygamma(1), 2, 2);
    on("polygamma of a higher order", x -> x.square().add(0.5).polygamma(3), 2, 2);
    on("cdist", x -> Similarity.cdist(x, x.mul(2).flip(0)), 3, 2);
    on("slice", x -> x.slice(0, 1, 3, 1).mul(x.sum()), 3, 1);
    on("unsqueeze_", x -> x.square().unsqueeze_(1), 2, 2);
    on("squeeze_", x -> x.square().squeeze_(), 1, 2);
    on("transpose_", x -> x.square().transpose_(0, -1).mul(x.sum()), 1, 2, 2);
    on("t_", x -> x.square().t_().mul(x.sum()), 1, 2);
    on("hsplit", x -> x.hsplit(new int[] {1}).get(1).mul(x.sum()), 1, 2);
    on("vsplit", x -> x.vsplit(new int[] {1}).get(0).mul(x.sum()), 2, 2);
    on("dsplit", x -> x.dsplit(new int[] {1}).get(1).mul(x.sum()), 1, 1, 2);
    on("nanquantile", x -> x.nanquantile(0.3, 1), 2, 4);
    on("quantile of the nearest", x -> x.quantile(0.3, 1, "nearest"), 2, 3);
    on("indexFill_", x -> x.square().indexFill_(0, Creation.tensor(new long[] {1}), x.sum()), 2, 2);
    on("sumTo", x -> x.square().sumTo(Shape.shape(1, x.size(2))), 2, 2, 2);
    on("tril_", x -> x.square().tril_(-1), 2, 3);
    on("triu_", x -> x.square().triu_(1), 2, 3);
    on("set_", x -> x.square().set_(x.select(0, 0).exp(), 1), 2, 2);
    on("set_ by a text", x -> x.square().set_(x.select(1, 0).exp(), ":, 1"), 2, 2);
    on("set_ by slices", x -> x.square().set_(x.sum(), Slice.from(1)), 3);
    on("adaptiveMaxPool1d", x -> Pooling.adaptiveMaxPool1d(x, 2), 2, 5);
    on("adaptiveMaxPool2d", x -> Pooling.adaptiveMaxPool2d(x, 2, 1), 1, 3, 4);
    on(
        "adaptiveMaxPool2dWithIndices",
        x -> Pooling.adaptiveMaxPool2dWithIndices(x, 1, 2).values(),
        1,
        2,
        3);
    on(
        "maxPool1dWithIndices",
        x -> Pooling.maxPool1dWithIndices(x, PoolOptions.kernel(2)).values(),
        1,
        4);
    on(
        "maxPool2dWithIndices",
        x -> Pooling.maxPool2dWithIndices(x, PoolOptions.kernel(2).stride(1)).values(),
        1,
        2,
        3);
    onExactly("pixelUnshuffle", x -> Pictures.pixelUnshuffle(x, 2).square(), 1, 2, 4);
    onSeveral(
        "bilinear",
        v -> Layers.bilinear(v.get(0), v.get(1), v.get(2), v.get(3)),
        List.of(new int[] {2, 3}, new int[] {2, 2}, new int[] {2, 3, 2}, new int[] {2}));
    onPlaces("indexAdd_", (x, index, source) -> x.indexAdd_(0, index, source));
    onPlaces("indexPut_", (x, index, source) -> x.indexPut_(List.of(index), source));
    onPlaces("indexPutAdd", (x, index, source) -> x.indexPutAdd(List.of(index), source));
    onPlaces("indexPutAdd_", (x, index, source) -> x.indexPutAdd_(List.of(index), source));
    onPlaces("indexCopy", (x, index, source) -> x.indexCopy(0, index, source));
    onPlaces("indexCopy_", (x, index, source) -> x.indexCopy_(0, index, source));
    onPlaces("scatter_", (x, index, source) -> x.scatter_(0, rows(index, source), source));
    for (String reduction : List.of("sum", "prod", "mean", "amax", "amin")) {
      onPlaces(
          "scatterReduce " + reduction,
          (x, index, source) -> x.scatterReduce(0, rows(index, source), source, reduction));
      onPlaces(
          "scatterReduce_ " + reduction,
          (x, index, source) ->
              x.scatterReduce_(
                  0, rows(index, source).mul(0), source, reduction, Flag.EXCLUDE_SELF));
    }
    onPlaces("scatterAdd_", (x, index, source) -> x.scatterAdd_(0, rows(index, source), source));
    CASES.put(
        "batchNormEval",
        (d, leaves) -> {
          leaves.addAll(List.of(leaf(d, d.between(1, 3), 2), leaf(d, 2), leaf(d, 2)));
          Tensor mean = d.constant(-1, 1, 2);
          Tensor variance = d.constant(0.5, 2, 2);
          return v ->
              List.of(
                  Normalization.batchNormEval(v.get(0), mean, variance, v.get(1), v.get(2), 1e-5));
        });
    CASES.put(
        "maskedFill_",
        (d, leaves) -> {
          int[] shape = d.shape();
          leaves.addAll(List.of(leaf(d, shape), leaf(d)));
          Tensor mask = d.mask(d.beside(shape));
          return v -> List.of(v.get(0).square().maskedFill_(mask, v.get(1).exp()));
        });
    onMask("maskedScatter", (x, mask, source) -> x.maskedScatter(mask, source));
    onMask("maskedScatter_", (x, mask, source) -> x.maskedScatter_(mask, source));
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

  /// Returns the names of the operations that are tried here; what follows a space says which form.
  static Set<String> operations() {
    return CASES.keySet().stream()
        .map(name -> name.split(" ", 2)[0])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Tensor leaf(Draw d, int... shape) {
    return d.constant(-2, 2, shape).detach().requiresGrad(true);
  }

  /// Adds an operation of a tensor of at least these sizes.
  private static void on(String name, Function<Tensor, Tensor> operation, int... least) {
    on(name, operation, d -> Arrays.stream(least).map(size -> d.between(size, size + 1)).toArray());
  }

  private static void onExactly(String name, Function<Tensor, Tensor> operation, int... shape) {
    on(name, operation, _ -> shape);
  }

  private static void on(
      String name, Function<Tensor, Tensor> operation, Function<Draw, int[]> shape) {
    CASES.put(
        name,
        (d, leaves) -> {
          leaves.add(leaf(d, shape.apply(d)));
          return v -> List.of(operation.apply(v.get(0)));
        });
  }

  private static void onSeveral(
      String name, Function<List<Tensor>, Tensor> operation, List<int[]> shapes) {
    CASES.put(
        name,
        (d, leaves) -> {
          shapes.forEach(shape -> leaves.add(leaf(d, shape)));
          return v -> List.of(operation.apply(v));
        });
  }

  /// What puts the rows of a source at places of a tensor.
  private interface Places {
    Tensor put(Tensor x, Tensor index, Tensor source);
  }

  /// Adds an operation that puts rows at different places of a tensor that it may change.
  private static void onPlaces(String name, Places operation) {
    CASES.put(
        name,
        (d, leaves) -> {
          int rows = d.between(2, 4);
          int taken = d.between(1, rows);
          int columns = d.between(1, 3);
          leaves.addAll(List.of(leaf(d, rows, columns), leaf(d, taken, columns)));
          Tensor index = d.distinct(rows, taken);
          return v -> List.of(operation.put(v.get(0).square(), index, v.get(1).exp()));
        });
  }

  /// Adds an operation that puts elements where a mask is true.
  private static void onMask(String name, Places operation) {
    CASES.put(
        name,
        (d, leaves) -> {
          int[] shape = d.shape(1, 3);
          leaves.addAll(List.of(leaf(d, shape), leaf(d, 13)));
          Tensor mask = d.mask(d.beside(shape));
          return v -> List.of(operation.put(v.get(0).square(), mask, v.get(1).exp()));
        });
  }

  /// Returns the index of rows as one of elements.
  private static Tensor rows(Tensor index, Tensor source) {
    return index.unsqueeze(1).expand(source.shape().toArray());
  }

  private static void onSquare(String name, Function<Tensor, Tensor> operation) {
    CASES.put(
        name,
        (d, leaves) -> {
          leaves.add(d.square(d.between(1, 3)).detach().requiresGrad(true));
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
