package nabla.engine.tensor;

import nabla.engine.error.ShapeException;

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
    Tensor close = Tensor.number(margin).sub(input).clampMin(0);
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
    return reduction.of(target.neg().mul(first.sub(second)).add(margin).clampMin(0));
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
    double p = options.p();
    double eps = options.eps();
    Tensor near = Similarity.pairwiseDistance(anchor, positive, p, eps);
    Tensor far = Similarity.pairwiseDistance(anchor, negative, p, eps);
    if (options.swap()) {
      far = far.minimum(Similarity.pairwiseDistance(positive, negative, p, eps));
    }
    return reduction.of(near.add(options.margin()).sub(far).clampMin(0));
  }
}
