package nabla.engine.tensor;

import nabla.engine.autograd.Partial;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// The losses that want a distance: 0 as soon as what should be apart is apart by a margin.
public final class MarginLosses {
  private MarginLosses() {}

  /// Returns the mean of [#hingeEmbeddingLoss(Tensor, Tensor, double, Reduction)] with margin 1.
  public static Tensor hingeEmbeddingLoss(Tensor input, Tensor target) {
    return hingeEmbeddingLoss(input, target, 1, Reduction.MEAN);
  }

  /// Returns the input where the target is 1, and `max(0, margin - input)` where it is -1, reduced.
  public static Tensor hingeEmbeddingLoss(
      Tensor input, Tensor target, double margin, Reduction reduction) {
    Tensor zeros = input.detach().zerosLike();
    if (input.dtype() == DType.BOOL) {
      throw Binary.noSubtraction();
    }
    // Whole numbers stay whole.
    Tensor close = Tensor.number(margin).sub(input).clampMin(0).to(input.dtype());
    Tensor apart = Functional.where(target.ne(1), close, zeros);
    Tensor near = Functional.where(target.ne(-1), input, zeros);
    return reduction.of(apart.add(near));
  }

  /// Returns the mean of [#cosineEmbeddingLoss(Tensor, Tensor, Tensor, double, Reduction)] with
  /// margin 0.
  public static Tensor cosineEmbeddingLoss(Tensor first, Tensor second, Tensor target) {
    return cosineEmbeddingLoss(first, second, target, 0, Reduction.MEAN);
  }

  /// Returns `1 - cos` where the target is 1, and `max(0, cos - margin)` where it is -1, reduced;
  /// `cos` is the cosine of the angle between the vectors along the last dimension.
  public static Tensor cosineEmbeddingLoss(
      Tensor first, Tensor second, Tensor target, double margin, Reduction reduction) {
    requirePairs(first, second, target);
    int dim = target.rank();
    Tensor product = first.mul(second).sum(dim);
    Tensor square = first.mul(first).sum(dim).add(1e-12);
    Tensor otherSquare = second.mul(second).sum(dim).add(1e-12);
    Tensor cosine = product.div(square.mul(otherSquare).sqrt());
    Tensor zeros = cosine.detach().zerosLike();
    Tensor near = Functional.where(target.eq(1), Functional.sub(1, cosine), zeros);
    Tensor apart = Functional.where(target.eq(-1), cosine.sub(margin).clampMin(0), zeros);
    return reduction.of(near.add(apart));
  }

  private static void requirePairs(Tensor first, Tensor second, Tensor target) {
    int dim = target.rank();
    if (dim > 1) {
      throw new ShapeException(
          "0D or 1D target tensor expected, multi-target not supported",
          "loss.dims",
          first.shape(),
          second.shape(),
          target.shape());
    }
    if (first.rank() != dim + 1 || second.rank() != dim + 1) {
      throw new ShapeException(
          "%dD target tensor expects %dD input tensors, but found inputs with sizes %s and %s."
              .formatted(dim, dim + 1, first.shape(), second.shape()),
          "loss.dims",
          first.shape(),
          second.shape(),
          target.shape());
    }
  }

  /// Returns the mean of [#marginRankingLoss(Tensor, Tensor, Tensor, double, Reduction)] with
  /// margin 0.
  public static Tensor marginRankingLoss(Tensor first, Tensor second, Tensor target) {
    return marginRankingLoss(first, second, target, 0, Reduction.MEAN);
  }

  /// Returns `max(0, -target · (first - second) + margin)`, reduced: a target of 1 wants the first
  /// greater, -1 the second.
  public static Tensor marginRankingLoss(
      Tensor first, Tensor second, Tensor target, double margin, Reduction reduction) {
    if (first.rank() != second.rank() || first.rank() != target.rank()) {
      throw new ShapeException(
          ("margin_ranking_loss : All input tensors should have same dimension but got sizes: input1:"
                  + " %s, input2: %s, target: %s ")
              .formatted(first.shape().torch(), second.shape().torch(), target.shape().torch()),
          "loss.ranks",
          first.shape(),
          second.shape(),
          target.shape());
    }
    Tensor difference = first.sub(second);
    return reduction.of(target.neg().mul(difference).add(margin).clampMin(0));
  }

  /// The numbers of a triplet loss.
  ///
  /// @param margin how much farther the negative should be than the positive
  /// @param p the exponent of the distance
  /// @param eps what is added to the differences
  /// @param swap whether the positive may take the anchor's place, if that is nearer
  public record TripletOptions(double margin, double p, double eps, boolean swap) {
    /// Returns PyTorch's defaults: margin 1, Euclidean distance, no swap.
    public static TripletOptions options() {
      return new TripletOptions(1, 2, 1e-6, false);
    }

    /// Returns these options with another margin.
    public TripletOptions margin(double distance) {
      return new TripletOptions(distance, p, eps, swap);
    }

    /// Returns these options with another exponent of the distance.
    public TripletOptions p(double exponent) {
      return new TripletOptions(margin, exponent, eps, swap);
    }

    /// Returns these options with the positive allowed to take the anchor's place, or not.
    public TripletOptions swap(boolean allowed) {
      return new TripletOptions(margin, p, eps, allowed);
    }
  }

  /// Returns the mean triplet loss with PyTorch's defaults.
  public static Tensor tripletMarginLoss(Tensor anchor, Tensor positive, Tensor negative) {
    return tripletMarginLoss(anchor, positive, negative, TripletOptions.options(), Reduction.MEAN);
  }

  /// Returns `max(0, d(anchor, positive) - d(anchor, negative) + margin)`, reduced.
  public static Tensor tripletMarginLoss(
      Tensor anchor,
      Tensor positive,
      Tensor negative,
      TripletOptions options,
      Reduction reduction) {
    if (anchor.rank() != positive.rank() || anchor.rank() != negative.rank()) {
      throw new ShapeException(
          ("The anchor, positive, and negative tensors are expected to have the same number of"
                  + " dimensions, but got: anchor %dD, positive %dD, and negative %dD inputs")
              .formatted(anchor.rank(), positive.rank(), negative.rank()),
          "loss.ranks",
          anchor.shape(),
          positive.shape(),
          negative.shape());
    }
    if (options.margin() <= 0) {
      throw new ArgumentException(
          "margin must be greater than 0, got " + Guards.python(options.margin()),
          "loss.margin",
          options.margin());
    }
    double p = options.p();
    double eps = options.eps();
    Tensor near = Similarity.pairwiseDistance(anchor, positive, p, eps);
    Tensor far = Similarity.pairwiseDistance(anchor, negative, p, eps);
    if (options.swap()) {
      far = far.minimum(Similarity.pairwiseDistance(positive, negative, p, eps));
    }
    return reduction.of(near.add(options.margin()).sub(far).clampMin(0));
  }

  /// The numbers of a margin between several classes.
  ///
  /// @param p the exponent, 1 or 2
  /// @param margin how far the right class should be above the others
  /// @param weight one weight per class, or null for equal ones
  public record MultiMarginOptions(int p, double margin, @Nullable Tensor weight) {
    /// Creates the options; other exponents than 1 and 2 are refused.
    public MultiMarginOptions {
      if (p != 1 && p != 2) {
        throw new ArgumentException("only p == 1 and p == 2 supported", "loss.exponent", p);
      }
    }

    /// Returns PyTorch's defaults: exponent 1, margin 1, equal weights.
    public static MultiMarginOptions options() {
      return new MultiMarginOptions(1, 1, null);
    }

    /// Returns these options with another exponent.
    public MultiMarginOptions p(int exponent) {
      return new MultiMarginOptions(exponent, margin, weight);
    }

    /// Returns these options with another margin.
    public MultiMarginOptions margin(double distance) {
      return new MultiMarginOptions(p, distance, weight);
    }

    /// Returns these options with other weights of the classes.
    public MultiMarginOptions weight(@Nullable Tensor weights) {
      return new MultiMarginOptions(p, margin, weights);
    }
  }

  /// Returns the mean of [#multiMarginLoss(Tensor, Tensor, MultiMarginOptions, Reduction)] with
  /// PyTorch's defaults.
  public static Tensor multiMarginLoss(Tensor input, Tensor target) {
    return multiMarginLoss(input, target, MultiMarginOptions.options(), Reduction.MEAN);
  }

  /// Returns `Σ max(0, margin - x[right] + x[other])ᵖ / classes` over the other classes, reduced.
  /// Gradient: where a term is positive, `g` times its slope.
  ///
  /// @param input scores, `(n, classes)` or `(classes)`
  /// @param target the right classes, `(n)`
  public static Tensor multiMarginLoss(
      Tensor input, Tensor target, MultiMarginOptions options, Reduction reduction) {
    LabelChecks.requireClasses(input, target, options.weight());
    int classes = input.rank() == 0 ? 1 : input.size(-1);
    int n = input.rank() == 2 ? input.size(0) : 1;
    Tensor right = target.detach().reshape(n, 1);
    Tensor weight = options.weight();
    Tensor scale =
        weight == null
            ? Creation.full(Shape.shape(n, 1), 1.0 / classes, input.dtype(), input.device())
            : weight.detach().gather(0, right.flatten()).unsqueeze(1).div((double) classes);
    Tensor others =
        Creation.ones(Shape.shape(n, classes), input.dtype(), input.device())
            .scatter(1, right, Creation.zeros(Shape.shape(n, 1), input.dtype(), input.device()));
    Tensor terms = above(input.detach().reshape(n, classes), right, options.margin()).mul(others);
    Tensor losses = terms.pow(options.p()).mul(scale).sum(1);
    Partial byInput =
        Partial.of(
            (g, saved) -> {
              Tensor x = saved.input(0).reshape(n, classes);
              Tensor over = above(x, right, options.margin()).mul(others);
              Tensor slope = options.p() == 1 ? over.gt(0).to(x.dtype()) : over.mul(2.0);
              Tensor each = slope.mul(scale).mul(arrived(g, n, reduction));
              Tensor back = each.sum(Dims.dims(1), Flag.KEEPDIM).neg();
              return each.scatterAdd(1, right, back).reshape(input.shape().toArray());
            },
            0);
    Tensor result = reduction.of(shown(losses, input, target));
    return Losses.record("MultiMarginLoss", result, new @Nullable Partial[] {byInput}, input);
  }

  private static Tensor above(Tensor x, Tensor right, double margin) {
    return x.sub(x.gather(1, right)).add(margin).clampMin(0);
  }

  // The gradient that arrives at each example, as a column.
  private static Tensor arrived(Tensor g, int n, Reduction reduction) {
    return reduction == Reduction.NONE ? g.reshape(n, 1) : reduction.spread(g, n);
  }

  private static Tensor shown(Tensor losses, Tensor input, Tensor target) {
    boolean single = input.rank() < 2 && target.rank() == 0;
    return single ? losses.squeeze(0) : losses;
  }

  /// Returns the mean of [#multilabelMarginLoss(Tensor, Tensor, Reduction)].
  public static Tensor multilabelMarginLoss(Tensor input, Tensor target) {
    return multilabelMarginLoss(input, target, Reduction.MEAN);
  }

  /// Returns `Σ max(0, 1 - x[right] + x[other]) / classes` over all pairs of a right class and one
  /// that is not, reduced. Gradient: `g / classes` of every pair whose term is positive.
  ///
  /// @param input scores, `(n, classes)` or `(classes)`
  /// @param target of the same shape, the right classes up to the first -1
  public static Tensor multilabelMarginLoss(Tensor input, Tensor target, Reduction reduction) {
    LabelChecks.requireLabels(input, target);
    int classes = input.rank() == 0 ? 1 : input.size(-1);
    int n = input.rank() == 2 ? input.size(0) : 1;
    Tensor listed = target.detach().reshape(n, classes);
    Tensor valid = listed.lt(0).to(DType.INT64).cumsum(1).eq(0);
    Tensor right = listed.maskedFill(valid.logicalNot(), 0);
    Tensor isRight =
        Creation.zeros(Shape.shape(n, classes), DType.INT64, input.device())
            .scatterAdd(1, right, valid.to(DType.INT64))
            .gt(0);
    // (n, right, other)
    Tensor pairs = valid.unsqueeze(2).logicalAnd(isRight.logicalNot().unsqueeze(1));
    Tensor terms = pairTerms(input.detach().reshape(n, classes), right, pairs);
    Tensor losses = terms.sum(Dims.dims(1, 2)).div((double) classes);
    Partial byInput =
        Partial.of(
            (g, saved) -> {
              Tensor x = saved.input(0).detach().reshape(n, classes);
              Tensor active = pairTerms(x, right, pairs).gt(0).to(x.dtype());
              Tensor each = active.sum(1).scatterAdd(1, right, active.sum(2).neg());
              return each.div((double) classes)
                  .mul(arrived(g, n, reduction))
                  .reshape(input.shape().toArray());
            },
            0);
    Tensor shown = input.rank() < 2 ? losses.squeeze(0) : losses;
    return Losses.record(
        "MultilabelMarginLoss", reduction.of(shown), new @Nullable Partial[] {byInput}, input);
  }

  private static Tensor pairTerms(Tensor x, Tensor right, Tensor pairs) {
    Tensor terms = x.unsqueeze(1).sub(x.gather(1, right).unsqueeze(2)).add(1).clampMin(0);
    return terms.mul(pairs.to(x.dtype()));
  }

  /// Returns the mean of [#multilabelSoftMarginLoss(Tensor, Tensor, Tensor, Reduction)] with equal
  /// weights.
  public static Tensor multilabelSoftMarginLoss(Tensor input, Tensor target) {
    return multilabelSoftMarginLoss(input, target, null, Reduction.MEAN);
  }

  /// Returns the binary cross entropies of scores against truths, their mean over the classes
  /// reduced.
  ///
  /// @param input scores, `(n, classes)` or `(classes)`
  /// @param target 1 or 0, of the same shape
  /// @param weight what the losses are multiplied by, or null
  public static Tensor multilabelSoftMarginLoss(
      Tensor input, Tensor target, @Nullable Tensor weight, Reduction reduction) {
    Tensor right = target.mul(input.logsigmoid());
    Tensor wrong = Functional.sub(1, target).mul(input.neg().logsigmoid());
    Tensor losses = right.add(wrong).neg();
    Tensor weighed = weight == null ? losses : losses.mul(weight);
    int last = input.rank() - 1;
    return reduction.of(weighed.sum(last).div((double) input.size(last)));
  }
}
