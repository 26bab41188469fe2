package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.none;

import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.autograd.Saved;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.GradientException;
import org.jspecify.annotations.Nullable;

/// Reductions of what is brought to each position: `scatterReduce`.
///
/// Gradients, with `g` gathered at the positions for what is brought: of a sum `g`; of a mean `g`
/// divided by how many there were; of a product `g` times the others; of a maximum or minimum `g`
/// divided evenly among those that are equal to it.
final class ScatterReduction {
  private ScatterReduction() {}

  /// One call: what is written where, and how.
  private record Call(int dim, String reduce, boolean withSelf) {
    Tensor of(Tensor x, Tensor index, Tensor source) {
      Flag[] flags = withSelf ? new Flag[0] : new Flag[] {Flag.EXCLUDE_SELF};
      return x.scatterReduce(dim, index, source, reduce, flags);
    }

    boolean greatest() {
      return reduce.equals("amax") || reduce.equals("max");
    }
  }

  static Tensor of(
      Target target, Tensor x, int dim, Tensor index, Tensor source, String reduce, Flag... flags) {
    Call call = new Call(x.shape().wrap(dim), reduce, !Flag.in(Flag.EXCLUDE_SELF, flags));
    Tensor value = reduced(call, x.detach(), index, source.detach());
    if (target == Target.IN_PLACE) {
      InPlaceChecks.writable(x, x, source);
    }
    Node node =
        Node.begin(
            "ScatterReduceBackward0",
            new @Nullable Partial[] {
              Partial.of((g, saved) -> bySelf(call, g, saved), 0, 1, 2, Partial.OUTPUT_TOO),
              Partial.of((g, saved) -> bySource(call, g, saved), 0, 1, 2, Partial.OUTPUT_TOO),
              null
            },
            x,
            source,
            index);
    if (target == Target.FRESH) {
      return node == null ? value : node.end(value);
    }
    if (node != null && node.keepsInput(0)) {
      node.keepInstead(0, x.clone());
    }
    Elementwise.copy(value, x);
    return InPlaceChecks.changed(x, node);
  }

  private static Tensor reduced(Call call, Tensor x, Tensor index, Tensor source) {
    IndexChecks.scatter("scatter", x, call.dim, index, source);
    return switch (call.reduce) {
      case "sum" -> start(call, x, index, 0).scatterAdd(call.dim, index, source);
      case "prod" -> start(call, x, index, 1).scatter(call.dim, index, source, "multiply");
      case "mean" -> mean(call, x, index, source);
      case "amax", "max", "amin", "min" -> extreme(call, x, index, source);
      default ->
          throw new ArgumentException(
              "reduce argument must be either sum, prod, mean, amax or amin, got " + call.reduce,
              "scatterReduce.reduce",
              call.reduce);
    };
  }

  private static Tensor start(Call call, Tensor x, Tensor index, double neutral) {
    return call.withSelf ? x : x.scatter(call.dim, index, neutral);
  }

  private static Tensor mean(Call call, Tensor x, Tensor index, Tensor source) {
    if (x.dtype() == DType.BOOL) {
      throw Guards.unsupported("scatter_gather_tensor_cpu_reduce_mean", x.dtype());
    }
    Tensor sum = start(call, x, index, 0).scatterAdd(call.dim, index, source);
    Tensor count = count(call, x, index, source);
    return x.dtype().isFloating() ? sum.div(count) : sum.div(count, Rounding.FLOOR);
  }

  /// Returns how many elements each mean is of; 1 where nothing was brought.
  private static Tensor count(Call call, Tensor like, Tensor index, Tensor source) {
    Tensor before = call.withSelf ? like.onesLike() : like.zerosLike();
    return before.scatterAdd(call.dim, index, source.detach().onesLike()).clampMin(1);
  }

  // Positions along the dimension are taken one after the other: no two of one slice meet.
  private static Tensor extreme(Call call, Tensor x, Tensor index, Tensor source) {
    Tensor result = call.withSelf ? x.clone() : x.scatter(call.dim, index, source);
    int dim = call.dim;
    int slices = index.rank() == 0 ? 1 : index.size(dim);
    for (int i = 0; i < slices && index.numel() > 0; i++) {
      Tensor places = index.rank() == 0 ? index : index.narrow(dim, i, 1);
      Tensor brought = index.rank() == 0 ? source : part(source, dim, i, places);
      Tensor there = result.gather(dim, places);
      Tensor better = call.greatest() ? there.maximum(brought) : there.minimum(brought);
      result = result.scatter_(dim, places, better);
    }
    return result;
  }

  private static Tensor part(Tensor source, int dim, int start, Tensor like) {
    Tensor part = source;
    for (int d = 0; d < like.rank(); d++) {
      part = part.narrow(d, d == dim ? start : 0, like.size(d));
    }
    return part;
  }

  private static Tensor bySelf(Call call, Tensor g, Saved saved) {
    Tensor x = saved.input(0);
    Tensor index = saved.input(2);
    Tensor byAll =
        switch (call.reduce) {
          case "sum" -> g;
          case "prod" -> {
            Tensor nonzero = x.maskedFill(x.eq(0), 1.0);
            yield g.mul(call.of(nonzero, index, saved.input(1))).div(nonzero);
          }
          case "mean" -> g.div(count(call, g.detach(), index, saved.input(1)));
          default -> equal(x, saved.output()).mul(shared(call, g, saved));
        };
    return call.withSelf ? byAll : byAll.scatter(call.dim, index, 0.0);
  }

  private static Tensor bySource(Call call, Tensor g, Saved saved) {
    Tensor source = saved.input(1);
    Tensor index = saved.input(2);
    return switch (call.reduce) {
      case "sum" -> g.gather(call.dim, index);
      case "prod" -> byFactor(call, g, saved);
      case "mean" ->
          g.gather(call.dim, index)
              .div(count(call, g.detach(), index, source).gather(call.dim, index));
      default ->
          equal(source, saved.output().gather(call.dim, index))
              .mul(shared(call, g, saved).gather(call.dim, index));
    };
  }

  private static Tensor equal(Tensor x, Tensor other) {
    return x.detach().eq(other.detach()).to(x.dtype());
  }

  /// Returns `g` divided by how many elements are the maximum or minimum.
  private static Tensor shared(Call call, Tensor g, Saved saved) {
    if (!call.reduce.startsWith("a")) {
      throw new ArgumentException(
          "Expected 'reduce' to be one of 'sum', 'prod', 'mean', 'amax', 'amin' but got %s."
              .formatted(call.reduce),
          "scatterReduce.reduce",
          call.reduce);
    }
    Tensor index = saved.input(2);
    Tensor brought = equal(saved.input(1), saved.output().gather(call.dim, index));
    return g.div(equal(saved.input(0), saved.output()).scatterAdd(call.dim, index, brought));
  }

  // Where a single zero was brought the product of the others is taken without it.
  private static Tensor byFactor(Call call, Tensor g, Saved saved) {
    Tensor source = saved.input(1);
    Tensor index = saved.input(2);
    int dim = call.dim;
    Tensor zero = source.detach().eq(0);
    Tensor zeros =
        g.detach().zerosLike().scatterAdd(dim, index, zero.to(g.dtype())).gather(dim, index);
    Tensor single = zero.logicalAnd(zeros.eq(1));
    Tensor without = call.of(saved.input(0), index, source.maskedFill(single, 1.0));
    Tensor others = g.mul(saved.output()).gather(dim, index).div(source.maskedFill(zero, 1.0));
    Tensor result = Functional.where(single, g.mul(without).gather(dim, index), others);
    return zeros.gt(1).any().itemBoolean() ? once(result) : result;
  }

  private static Tensor once(Tensor gradient) {
    Partial refused =
        none(
            _ -> {
              throw new GradientException(
                  "scatter_reduce(): Double backward is unsupported for src when >1 zeros in src are"
                      + " scattered to the same position in self",
                  "scatterReduce.twice");
            });
    return Reductions.record("NotImplemented", gradient, gradient.detach().clone(), refused);
  }
}
