package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.none;

import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.backend.Backend.Combine;
import nabla.engine.error.GradientException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// Writing along one dimension at positions that an int64 tensor of the same rank holds.
sealed interface Scattering permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns this tensor with the elements of `source` put at the positions that `index` names
  /// along a dimension; what is put twice is undefined. Gradient: `g` without the positions; for
  /// the source `g` gathered at them.
  default Tensor scatter(int dim, Tensor index, Tensor source) {
    return put(Target.FRESH, dim, index, source);
  }

  /// Does [#scatter(int, Tensor, Tensor)] in place and returns this tensor.
  default Tensor scatter_(int dim, Tensor index, Tensor source) {
    return put(Target.IN_PLACE, dim, index, source);
  }

  private Tensor put(Target target, int dim, Tensor index, Tensor source) {
    Tensor x = self();
    int d = x.shape().wrap(dim);
    return scatter(
        target,
        "ScatterBackward0",
        Combine.SET,
        d,
        index,
        source,
        Partial.of((g, saved) -> g.scatter(d, saved.input(2), 0.0), 2));
  }

  private Tensor filled(double value, Tensor index) {
    Tensor x = self();
    return Tensor.number(value).to(x.dtype()).to(x.device()).expand(index.shape().toArray());
  }

  /// Returns this tensor with the elements at the positions that `index` names increased by a
  /// number (`"add"`) or multiplied by it (`"multiply"`). No gradient.
  default Tensor scatter(int dim, Tensor index, double value, String reduce) {
    return scatter(dim, index, filled(value, index), reduce);
  }

  /// Does [#scatter(int, Tensor, double, String)] in place and returns this tensor.
  default Tensor scatter_(int dim, Tensor index, double value, String reduce) {
    return scatter_(dim, index, filled(value, index), reduce);
  }

  /// Returns this tensor with a number put at the positions that `index` names along a dimension.
  /// Gradient: `g` without the positions.
  default Tensor scatter(int dim, Tensor index, double value) {
    return put(Target.FRESH, dim, index, value);
  }

  /// Does [#scatter(int, Tensor, double)] in place and returns this tensor.
  default Tensor scatter_(int dim, Tensor index, double value) {
    return put(Target.IN_PLACE, dim, index, value);
  }

  private Tensor put(Target target, int dim, Tensor index, double value) {
    Tensor x = self();
    int d = x.shape().wrap(dim);
    IndexChecks.scatter("scatter", x, d, index, null);
    Tensor source = filled(value, index);
    return scatter(
        target,
        "ScatterBackward1",
        Combine.SET,
        d,
        index,
        source,
        Partial.of((g, saved) -> g.scatter(d, saved.input(2), 0.0), 2));
  }

  /// Returns this tensor with the elements of `source` combined with what is at the positions that
  /// `index` names along a dimension: `reduce` is `"add"` or `"multiply"`. It has no gradient;
  /// [#scatterAdd] has.
  default Tensor scatter(int dim, Tensor index, Tensor source, String reduce) {
    return combine(Target.FRESH, dim, index, source, reduce);
  }

  /// Does [#scatter(int, Tensor, Tensor, String)] in place and returns this tensor.
  default Tensor scatter_(int dim, Tensor index, Tensor source, String reduce) {
    return combine(Target.IN_PLACE, dim, index, source, reduce);
  }

  private Tensor combine(Target target, int dim, Tensor index, Tensor source, String reduce) {
    Combine combine =
        switch (reduce) {
          case "add" -> Combine.ADD;
          case "multiply" -> Combine.MULTIPLY;
          default ->
              throw new ShapeException(
                  "reduce argument must be either add or multiply.", "scatter.reduce", reduce);
        };
    Partial refused =
        none(
            _ -> {
              throw new GradientException(
                  "derivative for aten::scatter is not implemented", "scatter.gradient");
            });
    int d = self().shape().wrap(dim);
    return scatter(target, "NotImplemented", combine, d, index, source, refused);
  }

  /// Returns this tensor with the elements of `source` added at the positions that `index` names
  /// along a dimension, the reverse of [Gathering#gather(int, Tensor)]. Gradient: `g`, and `g`
  /// gathered at the positions.
  default Tensor scatterAdd(int dim, Tensor index, Tensor source) {
    return scatterAdd(Target.FRESH, dim, index, source);
  }

  /// Does [#scatterAdd] in place and returns this tensor.
  default Tensor scatterAdd_(int dim, Tensor index, Tensor source) {
    return scatterAdd(Target.IN_PLACE, dim, index, source);
  }

  private Tensor scatterAdd(Target target, int dim, Tensor index, Tensor source) {
    int d = self().shape().wrap(dim);
    return scatter(target, "ScatterAddBackward0", Combine.ADD, d, index, source, none(g -> g));
  }

  private Tensor scatter(
      Target target,
      String name,
      Combine combine,
      int d,
      Tensor index,
      Tensor source,
      Partial byInput) {
    Tensor x = self();
    IndexChecks.scatter(combine == Combine.SET ? "scatter" : "scatter_add", x, d, index, source);
    if (target == Target.IN_PLACE) {
      InPlaceChecks.writable(x, x, source);
    }
    Shape own = source.shape();
    Partial bySource = Partial.of((g, saved) -> part(name, g, d, saved.input(2), own), 2);
    Node node =
        Node.begin(name, new @Nullable Partial[] {byInput, bySource, null}, x, source, index);
    Tensor result = target == Target.IN_PLACE ? x : x.copyAs(x.dtype());
    if (index.numel() > 0) {
      x.backend()
          .scatter(combine, Layouts.line(result), d, Layouts.line(index), Layouts.line(source));
    }
    return InPlaceChecks.end(target, result, node);
  }

  // The source may be larger than the index; what is beyond has no part in the result. As in
  // PyTorch, a source of which only a part is taken has no gradient.
  private static Tensor part(String name, Tensor g, int dim, Tensor index, Shape source) {
    Tensor read = g.gather(dim, index);
    if (!read.shape().equals(source)) {
      throw new GradientException(
          ("Function %s returned an invalid gradient at index 1 - got %s but expected shape"
                  + " compatible with %s")
              .formatted(name, read.shape(), source),
          "scatter.part",
          read.shape(),
          source);
    }
    return read;
  }

  /// Returns this tensor with the elements of `source` combined with what is at the positions that
  /// `index` names along a dimension; see [ScatterReduction].
  ///
  /// @param reduce `"sum"`, `"prod"`, `"mean"`, `"amax"` or `"amin"`
  /// @param flags [Flag#EXCLUDE_SELF]: without what was there
  default Tensor scatterReduce(int dim, Tensor index, Tensor source, String reduce, Flag... flags) {
    return ScatterReduction.of(Target.FRESH, self(), dim, index, source, reduce, flags);
  }

  /// Does [#scatterReduce] in place and returns this tensor.
  default Tensor scatterReduce_(
      int dim, Tensor index, Tensor source, String reduce, Flag... flags) {
    return ScatterReduction.of(Target.IN_PLACE, self(), dim, index, source, reduce, flags);
  }
}
