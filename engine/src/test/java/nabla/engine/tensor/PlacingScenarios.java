package nabla.engine.tensor;

import static java.util.Objects.requireNonNull;
import static nabla.engine.autograd.GradMode.noGrad;
import static nabla.engine.tensor.Creation.arange;
import static nabla.engine.tensor.Creation.full;
import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.vector;
import static nabla.engine.tensor.Creation.zeros;
import static nabla.engine.tensor.Dims.dims;
import static nabla.engine.tensor.Flag.CREATE_GRAPH;
import static nabla.engine.tensor.Flag.EXCLUDE_SELF;
import static nabla.engine.tensor.Flag.KEEPDIM;
import static nabla.engine.tensor.Functional.grad;
import static nabla.engine.tensor.Shape.shape;

import java.util.Arrays;
import java.util.List;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.error.GradientException;
import nabla.engine.error.IndexException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// Scenarios of what changes a tensor in place or puts parts at places of it; recorded in
/// `placing-scenarios.json`.
final class PlacingScenarios extends Scenarios {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final List<String> REDUCTIONS = List.of("sum", "prod", "mean", "amax", "amin");

  PlacingScenarios() {
    moves();
    movedViews();
    refusedMoves();
    comparisons();
    scatters();
    indices();
    masks();
    reductions();
    refusedReductions();
    pieces();
    quantiles();
  }

  private static Tensor matrix() {
    return arange(6.0).reshape(2, 3).requiresGrad(true);
  }

  private static Tensor index() {
    return tensor(new long[][] {{0, 1}, {0, 0}});
  }

  private static Tensor positions(long... values) {
    return tensor(values);
  }

  private static String name(Tensor tensor) {
    return requireNonNull(tensor.gradFn()).name();
  }

  private void moves() {
    scenario(
        "move-names",
        () -> {
          Tensor x = matrix();
          Tensor y = x.mul(2);
          for (Runnable step :
              List.<Runnable>of(
                  () -> y.unsqueeze_(1),
                  y::squeeze_,
                  y::t_,
                  () -> y.transpose_(0, 1),
                  () -> y.squeeze_(0),
                  () -> y.squeeze_(dims(0, 1)))) {
            step.run();
            print(y.shape(), name(y), y.version(), y.isContiguous());
          }
          y.mul(y).sum().backward();
          print(x.grad());
        });
    scenario(
        "move-leaf-no-grad",
        () -> {
          Tensor x = matrix();
          noGrad(() -> x.unsqueeze_(0));
          print(x.shape(), x.version());
          x.sum().backward();
          print(x.grad());
        });
    scenario(
        "move-detached",
        () -> {
          Tensor x = matrix();
          Tensor d = x.detach();
          d.unsqueeze_(0);
          print(d.shape(), x.shape(), x.version());
        });
    scenario(
        "move-scalar",
        () -> {
          Tensor x = tensor(3.0);
          x.t_();
          x.squeeze_();
          x.squeeze_(0);
          x.transpose_(0, 0);
          print(x, x.version());
          print(x.unsqueeze_(0));
        });
    scenario(
        "move-expanded",
        () -> {
          Tensor x = ones(2, 1).expand(2, 3);
          print(x.unsqueeze_(0).shape(), Arrays.toString(x.strides()));
        });
  }

  private void movedViews() {
    scenario(
        "move-view",
        () -> {
          Tensor x = matrix();
          Tensor b = x.mul(2);
          Tensor v = b.at(0);
          v.unsqueeze_(0);
          print(name(b), name(v));
          v.mul_(3);
          print(b, v);
          b.sum().backward();
          print(x.grad());
        });
    scenario(
        "move-base-of-view",
        () -> {
          Tensor x = matrix();
          Tensor b = x.mul(2);
          Tensor v = b.at(0);
          b.unsqueeze_(0);
          print(name(v));
          v.mul_(2);
          print(b);
          b.mul(b).sum().backward();
          print(x.grad());
        });
    scenario(
        "move-base-twice",
        () -> {
          Tensor x = matrix();
          Tensor b = x.mul(2);
          Tensor v = b.at(1);
          b.t_();
          Tensor w = b.at(0);
          b.unsqueeze_(1);
          w.mul_(3);
          v.exp_();
          print(b, v, w);
          b.sum().backward();
          print(x.grad());
        });
    scenario(
        "move-view-of-view",
        () -> {
          Tensor x = matrix();
          Tensor b = x.mul(2);
          Tensor v = b.view(6);
          Tensor w = v.at("2:");
          v.unsqueeze_(0);
          w.mul_(5);
          print(v, w);
          v.sum().backward();
          print(x.grad());
        });
  }

  private void refusedMoves() {
    scenario("move-leaf", GradientException.class, () -> matrix().unsqueeze_(0));
    scenario("move-leaf-view", GradientException.class, () -> matrix().view(3, 2).t_());
    scenario(
        "move-saved",
        GradientException.class,
        () -> {
          Tensor b = matrix().mul(2);
          Tensor e = b.pow(2);
          b.unsqueeze_(0);
          e.sum().backward();
        });
    scenario(
        "move-saved-result",
        GradientException.class,
        () -> {
          Tensor e = matrix().mul(2).exp();
          e.unsqueeze_(0);
          e.sum().backward();
        });
    scenario(
        "move-one-of-many",
        GradientException.class,
        () -> matrix().mul(2).unbind(0).getFirst().unsqueeze_(0));
    scenario("move-range", IndexException.class, () -> ones(2, 3).unsqueeze_(5));
    scenario("move-t-rank", ShapeException.class, () -> ones(2, 3, 4).t_());
  }

  private void comparisons() {
    scenario(
        "compare-in-place",
        () -> {
          Tensor x = oneTwoThree();
          Tensor y = leaf(1, 5, 0);
          print(
              x.mul(1).gt_(y),
              x.mul(1).ge_(y),
              x.mul(1).lt_(y),
              x.mul(1).le_(2),
              x.mul(1).eq_(y),
              x.mul(1).ne_(1.5));
          Tensor z = x.mul(1);
          z.lt_(y);
          z.sum().backward();
          print(x.grad(), y.grad(), z.version());
        });
    scenario(
        "compare-in-place-whole",
        () -> {
          Tensor x = positions(1, 2, 3);
          print(x.gt_(1.5), "torch." + x.dtype());
          print(x.eq_(1));
          print(tensor(new boolean[] {true, false}).ge_(0.5));
          print(vector(1.0, 2.0).le_(positions(2, 1)));
        });
    scenario(
        "compare-in-place-shape", ShapeException.class, () -> vector(1.0, 2.0).eq_(ones(2, 2)));
    scenario("compare-in-place-leaf", GradientException.class, () -> leaf(1, 2).eq_(1));
  }

  private void scatters() {
    Tensor first = tensor(new long[][] {{0, 1}});
    scenario(
        "scatter-in-place",
        () -> {
          Tensor x = zeros(3, 2).requiresGrad(true);
          Tensor y = x.mul(1);
          Tensor s = ones(2, 2).requiresGrad(true);
          y.scatter_(0, tensor(new long[][] {{0, 1}, {2, 0}}), s.mul(3));
          print(y, y.version());
          y.mul(y).sum().backward();
          print(x.grad(), s.grad());
          print(x.mul(1).scatter_(0, first, 5.0));
          Tensor z = ones(3, 2);
          print(z.scatter_(0, first, 5.0, "add"));
          print(z.scatter_(0, index(), 2.0, "multiply"));
        });
    scenario(
        "scatter-in-place-leaf",
        GradientException.class,
        () -> zeros(3, 2).requiresGrad(true).scatter_(0, first, 5.0));
  }

  private void indices() {
    scenario(
        "index-fill-in-place",
        () -> {
          Tensor x = ones(3, 2).requiresGrad(true);
          Tensor v = tensor(3.0).requiresGrad(true);
          Tensor y = x.mul(1);
          print(y.indexFill_(0, positions(0), 7.0), y.version());
          print(y.indexFill_(1, positions(1), v));
          y.mul(y).sum().backward();
          print(x.grad(), v.grad());
        });
    scenario(
        "index-copy-in-place",
        () -> {
          Tensor x = ones(3, 2).requiresGrad(true);
          Tensor s = ones(1, 2).requiresGrad(true);
          Tensor y = x.mul(1);
          print(y.indexCopy_(0, positions(2), s.mul(5)));
          print(x.indexCopy(0, positions(2), s));
          y.mul(y).sum().backward();
          print(x.grad(), s.grad());
        });
    scenario(
        "index-copy-in-place-count",
        IndexException.class,
        () -> ones(3, 2).indexCopy_(0, positions(2, 1), ones(1, 2)));
  }

  private void masks() {
    scenario(
        "masked-scatter-in-place",
        () -> {
          Tensor x = ones(3, 2).requiresGrad(true);
          Tensor s = arange(7.0).requiresGrad(true);
          Tensor y = x.mul(1);
          Tensor m = tensor(new boolean[] {true, false});
          print(y.maskedScatter_(m, s.mul(5)));
          print(x.maskedScatter(m, s));
          y.mul(y).sum().backward();
          print(x.grad(), s.grad());
        });
    scenario(
        "masked-scatter-in-place-mask",
        ShapeException.class,
        () -> ones(2).maskedScatter_(ones(3, 2).toBool(), ones(6)));
    scenario(
        "masked-scatter-in-place-count",
        ShapeException.class,
        () -> ones(3, 2).maskedScatter_(ones(3, 2).toBool(), ones(5)));
  }

  private void reduce(Flag... flags) {
    for (String reduction : REDUCTIONS) {
      Tensor x = arange(1.0, 7.0).reshape(3, 2).requiresGrad(true);
      Tensor s = vector(3.0, 0, 3, 2).reshape(2, 2).requiresGrad(true);
      Tensor y = x.scatterReduce(0, index(), s, reduction, flags);
      print(y);
      y.mul(y).sum().backward();
      print(x.grad(), s.grad());
    }
  }

  private void reductions() {
    scenario("scatter-reduce", this::reduce);
    scenario("scatter-reduce-without-self", () -> reduce(EXCLUDE_SELF));
    scenario(
        "scatter-reduce-whole",
        () -> {
          Tensor w = ones(3, 2).toLong();
          print(w.scatterReduce(0, index(), tensor(new long[][] {{5, 7}, {4, -9}}), "mean"));
          Tensor b = ones(3, 2).toBool();
          Tensor n = zeros(2, 2).toBool();
          print(
              b.scatterReduce(0, index(), n, "amin"),
              b.scatterReduce(0, index(), n, "prod"),
              b.scatterReduce(0, index(), n, "sum"));
        });
    scenario(
        "scatter-reduce-nan",
        () -> {
          Tensor i = positions(0, 0, 1);
          print(ones(3).scatterReduce(0, i, vector(NAN, 3, INF), "amax"));
          print(ones(3).scatterReduce(0, i, vector(NAN, 3, -INF), "amin", EXCLUDE_SELF));
          print(tensor(3.0).scatterReduce(0, tensor(0L), tensor(2.0), "mean"));
        });
    scenario(
        "scatter-reduce-in-place",
        GradientException.class,
        () -> {
          Tensor x = ones(3).requiresGrad(true);
          Tensor y = x.mul(2);
          Tensor threes = full(shape(3), 3.0);
          print(y.scatterReduce_(0, positions(0, 0, 1), threes, "prod"), y.version());
          y.sum().backward();
          print(x.grad());
          x.scatterReduce_(0, positions(0), ones(1), "sum");
        });
  }

  private void refusedReductions() {
    scenario(
        "scatter-reduce-zeros",
        GradientException.class,
        () -> {
          Tensor x = ones(3).requiresGrad(true);
          Tensor s = leaf(0, 0, 2);
          Tensor y = x.scatterReduce(0, positions(0, 0, 1), s, "prod");
          List<@Nullable Tensor> g = grad(y.sum(), List.of(x, s), CREATE_GRAPH);
          Tensor byX = requireNonNull(g.get(0));
          Tensor byS = requireNonNull(g.get(1));
          print(byX.detach(), byS.detach());
          byS.sum().backward();
        });
    scenario(
        "scatter-reduce-name",
        ArgumentException.class,
        () -> ones(3).scatterReduce(0, positions(0), ones(1), "median"));
    scenario(
        "scatter-reduce-dtype",
        DTypeException.class,
        () -> ones(3).scatterReduce(0, positions(0), ones(1).toDouble(), "sum"));
    scenario(
        "scatter-reduce-range",
        ShapeException.class,
        () -> ones(3).scatterReduce(0, positions(5), ones(1), "amax"));
  }

  private void pieces() {
    scenario(
        "split-beside",
        () -> {
          Tensor x = arange(8.0).reshape(2, 4).requiresGrad(true);
          print(x.hsplit(2), x.hsplit(new int[] {1, 3}), x.vsplit(2), x.vsplit(new int[] {1}));
          print(arange(4.0).hsplit(2));
          arange(8.0).reshape(2, 1, 4).dsplit(2).forEach(this::print);
          print(ones(2, 1, 4).dsplit(new int[] {1}).get(1));
          x.hsplit(2).get(1).mul(3).sum().backward();
          print(x.grad());
        });
    scenario("split-beside-rank", ShapeException.class, () -> tensor(1.0).hsplit(2));
    scenario("split-below-rank", ShapeException.class, () -> ones(3).vsplit(2));
    scenario("split-behind-rank", ShapeException.class, () -> ones(3, 2).dsplit(new int[] {1}));
    scenario("split-beside-uneven", ShapeException.class, () -> ones(3).hsplit(2));
    scenario("split-behind-uneven", ShapeException.class, () -> ones(3, 2, 3).dsplit(2));
  }

  private void quantiles() {
    scenario(
        "nanquantile",
        () -> {
          Tensor x = vector(1, NAN, 3, 2, NAN, NAN, NAN, NAN).reshape(2, 4).requiresGrad(true);
          Tensor y = x.detach();
          print(
              y.nanquantile(0.4),
              y.nanquantile(vector(0.0, 1.0), 1, KEEPDIM),
              y.nanquantile(0.5, 0));
          for (String i : List.of("linear", "lower", "higher", "midpoint", "nearest")) {
            print(y.nanquantile(0.4, 1, i), y.at("0, 2:").quantile(0.4, 0, i));
          }
          x.nanquantile(0.4).backward();
          print(x.grad());
        });
    scenario("nanquantile-range", ArgumentException.class, () -> vector(1.0, 2.0).nanquantile(1.5));
    scenario(
        "quantile-interpolation",
        ArgumentException.class,
        () -> vector(1.0, 2.0).quantile(0.5, 0, "middle"));
  }
}
