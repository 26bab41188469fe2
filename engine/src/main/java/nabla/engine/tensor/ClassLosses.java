package nabla.engine.tensor;

import java.util.Arrays;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.error.IndexException;
import nabla.engine.error.ShapeException;
import nabla.engine.formula.Formula;
import org.jspecify.annotations.Nullable;

/// The losses of classifications: scores or log-probabilities of classes against the right one.
///
/// The classes are dimension 1 of the input, or its only one; the target has the other dimensions.
public final class ClassLosses {
  private ClassLosses() {}

  /// Returns the mean cross entropy of scores and targets: `-log softmax(input)[target]`.
  ///
  /// @param input scores of the classes, not normalised: `(n, classes, …)` or `(classes)`
  /// @param target the right classes, int64, `(n, …)`; or probabilities in the shape of the input
  public static Tensor crossEntropy(Tensor input, Tensor target) {
    return crossEntropy(input, target, ClassLossOptions.options());
  }

  /// Does [#crossEntropy(Tensor, Tensor)] with a reduction other than the mean.
  public static Tensor crossEntropy(Tensor input, Tensor target, Reduction reduction) {
    return crossEntropy(input, target, ClassLossOptions.options().reduction(reduction));
  }

  /// Returns the cross entropy of scores and targets, weighed, smoothed and reduced. Gradient:
  /// `softmax(input) - target`, each weighed.
  public static Tensor crossEntropy(Tensor input, Tensor target, ClassLossOptions options) {
    int dim = input.rank() == 1 ? 0 : 1;
    if (input.shape().equals(target.shape())) {
      return ofProbabilities(input, target, options);
    }
    requireSmoothing(options);
    if (input.rank() == 0) {
      throw tooFew(input);
    }
    Tensor logits = input.logSoftmax(dim);
    Tensor loss = nllLoss(logits, target, options);
    if (options.labelSmoothing() == 0) {
      return loss;
    }
    double share = options.labelSmoothing();
    Tensor smooth = smoothLoss(logits, target, options, dim);
    return loss.mul(1 - share).add(smooth.mul(share / input.size(dim)));
  }

  private static void requireSmoothing(ClassLossOptions options) {
    if (options.labelSmoothing() < 0 || options.labelSmoothing() > 1) {
      throw new ArgumentException(
          "label_smoothing must be between 0.0 and 1.0. Got: " + options.labelSmoothing(),
          "loss.smoothing",
          options.labelSmoothing());
    }
  }

  private static Tensor ofProbabilities(Tensor input, Tensor target, ClassLossOptions options) {
    if (!target.dtype().isFloating()) {
      throw new DTypeException(
          "Expected floating point type for target with class probabilities, got "
              + target.dtype().scalarType(),
          "loss.probabilities",
          target.dtype());
    }
    if (options.ignoreIndex() >= 0) {
      throw new ArgumentException(
          "ignore_index is not supported for floating point target", "loss.ignore");
    }
    requireSmoothing(options);
    int dim = input.rank() == 1 ? 0 : 1;
    int classes = input.size(dim);
    Tensor weight = options.weight();
    requireWeight("cross_entropy: ", weight, classes);
    Tensor logits = input.logSoftmax(dim);
    double share = options.labelSmoothing();
    Tensor wanted = share == 0 ? target : target.mul(1 - share).add(share / classes);
    Tensor product = logits.mul(wanted);
    if (weight != null) {
      product = product.mul(alongClasses(weight, input.rank(), dim));
    }
    return switch (options.reduction()) {
      case NONE -> product.sum(dim).neg();
      case SUM -> product.sum().neg();
      case MEAN, BATCHMEAN -> share(product.sum().neg(), (double) input.numel() / classes);
    };
  }

  // Division by a number of C++, which has a node of another name than that by one of a user.
  private static Tensor share(Tensor sum, double count) {
    return Elementwise.zip(
        Target.FRESH,
        "DivBackward1",
        Elementwise.Result.PROMOTED,
        Formula::div,
        Partial.none(g -> g.div(count)),
        null,
        sum,
        Tensor.number(count));
  }

  private static Tensor alongClasses(Tensor weight, int rank, int dim) {
    int[] sizes = new int[rank];
    Arrays.fill(sizes, 1);
    sizes[dim] = weight.size(0);
    return weight.view(sizes);
  }

  // The loss if every class were right, for the share of the target that is spread.
  private static Tensor smoothLoss(
      Tensor logits, Tensor target, ClassLossOptions options, int dim) {
    Tensor weight = options.weight();
    Tensor weighed = weight == null ? logits : logits.mul(alongClasses(weight, logits.rank(), dim));
    Tensor ignored = target.eq(options.ignoreIndex());
    Tensor losses = weighed.sum(dim).neg().maskedFill(ignored, 0.0);
    return switch (options.reduction()) {
      case NONE -> losses;
      case SUM -> losses.sum();
      case MEAN, BATCHMEAN -> {
        Terms terms = Terms.of(logits.size(dim), target, weight, options.ignoreIndex());
        yield losses.sum().div(terms.weights(logits.dtype()).sum());
      }
    };
  }

  /// Returns the mean of `-input[target]` for log-probabilities of classes.
  ///
  /// @param input log-probabilities: `(n, classes, …)` or `(classes)`
  /// @param target the right classes, int64, `(n, …)`
  public static Tensor nllLoss(Tensor input, Tensor target) {
    return nllLoss(input, target, ClassLossOptions.options());
  }

  /// Does [#nllLoss(Tensor, Tensor)] with a reduction other than the mean.
  public static Tensor nllLoss(Tensor input, Tensor target, Reduction reduction) {
    return nllLoss(input, target, ClassLossOptions.options().reduction(reduction));
  }

  /// Returns `-weight[target] · input[target]`, reduced; the mean is weighed too. Gradient: `-g ·
  /// weight` at the right class, 0 elsewhere. The smoothing of the options does not count here.
  public static Tensor nllLoss(Tensor input, Tensor target, ClassLossOptions options) {
    requireShapes(input, target);
    int dim = input.rank() == 1 ? 0 : 1;
    int classes = input.size(dim);
    if (input.rank() > 2) {
      requireCount(options.weight(), classes);
    } else {
      requireWeight("", options.weight(), classes);
    }
    requireWhole(target);
    Guards.floating("nll_loss_out_frame", input);
    Tensor factors = options.weight();
    if (factors != null && factors.dtype() != input.dtype()) {
      throw Products.expectedType(input.dtype(), factors.dtype());
    }
    requireTargets(target, classes, options.ignoreIndex());
    Reduction reduction = options.reduction();
    Terms terms = Terms.of(classes, target, options.weight(), options.ignoreIndex());
    Tensor weights = terms.weights(input.dtype());
    Tensor picked = input.detach().gather(dim, terms.index().unsqueeze(dim)).squeeze(dim);
    Tensor losses = picked.mul(weights).neg().maskedFill(terms.ignored(), 0.0);
    Tensor total = weights.sum();
    Tensor result =
        switch (reduction) {
          case NONE -> losses;
          case SUM -> losses.sum();
          case MEAN, BATCHMEAN -> losses.sum().div(total);
        };
    long ignore = options.ignoreIndex();
    Partial partial =
        Partial.of(
            (g, saved) -> {
              // All that is saved is read, so that a change in place is noticed.
              Shape shape = saved.input(0).shape();
              Tensor weight = options.weight() == null ? null : saved.input(2);
              Terms own = Terms.of(classes, saved.input(1), weight, ignore);
              Tensor each = reduction == Reduction.MEAN ? g.div(total) : g;
              Tensor values = own.weights(g.dtype()).neg().mul(each).maskedFill(own.ignored(), 0.0);
              values = values.unsqueeze(dim);
              return Creation.zeros(shape, g.dtype(), g.device())
                  .scatterAdd(dim, own.index().unsqueeze(dim), values);
            },
            options.weight() == null ? new int[] {0, 1} : new int[] {0, 1, 2});
    String name = input.rank() > 2 ? "NllLoss2D" : "NllLoss";
    Tensor weight = options.weight();
    Node node =
        weight == null
            ? Node.begin(name, new @Nullable Partial[] {partial, null}, input, target)
            : Node.begin(
                name, new @Nullable Partial[] {partial, null, null}, input, target, weight);
    return node == null ? result : node.end(result);
  }

  private static ArgumentException tooFew(Tensor input) {
    return new ArgumentException(
        "Expected 1 or more dimensions (got %d)".formatted(input.rank()),
        "loss.classes",
        input.shape());
  }

  private static void requireShapes(Tensor input, Tensor target) {
    if (input.rank() == 0) {
      throw tooFew(input);
    }
    if (input.rank() < 3 && target.rank() > 1) {
      if (input.rank() == 1 || input.size(0) == target.size(0)) {
        throw new ShapeException(
            "0D or 1D target tensor expected, multi-target not supported",
            "loss.batch",
            input.shape(),
            target.shape());
      }
    }
    if (input.rank() == 1) {
      if (target.rank() > 0 && target.numel() != 1) {
        throw new ArgumentException(
            "For 1D input, 1D target must have size 1, but got target size: " + target.size(0),
            "loss.batch",
            input.shape(),
            target.shape());
      }
      return;
    }
    if (target.rank() == 0 || input.size(0) != target.size(0)) {
      throw new ArgumentException(
          "Expected input batch_size (%d) to match target batch_size (%s)."
              .formatted(input.size(0), target.rank() == 0 ? 0 : target.size(0)),
          "loss.batch",
          input.shape(),
          target.shape());
    }
    Shape wanted = input.shape().without(1);
    if (wanted.equals(target.shape())) {
      return;
    }
    if (input.rank() == 4) {
      throw target.rank() == 3
          ? mismatch("size mismatch (got input: %s , target: %s", input, target)
          : new ShapeException(
              "only batches of spatial targets supported (3D tensors) but got targets of dimension: "
                  + target.rank(),
              "loss.batch",
              input.shape(),
              target.shape());
    }
    throw new ShapeException(
        "Expected target size %s, got %s".formatted(wanted, target.shape()),
        "loss.batch",
        input.shape(),
        target.shape());
  }

  private static ShapeException mismatch(String message, Tensor input, Tensor target) {
    return new ShapeException(
        message.formatted(input.shape(), target.shape()),
        "loss.batch",
        input.shape(),
        target.shape());
  }

  private static void requireWeight(String prefix, @Nullable Tensor weight, int classes) {
    if (weight != null && (weight.rank() != 1 || weight.size(0) != classes)) {
      throw new ShapeException(
          ("%sweight tensor should be defined either for all %d classes or no classes but got weight"
                  + " tensor of shape: %s")
              .formatted(prefix, classes, weight.shape()),
          "loss.weight",
          classes,
          weight.shape());
    }
  }

  private static void requireCount(@Nullable Tensor weight, int classes) {
    if (weight != null && weight.numel() != classes) {
      throw new ShapeException(
          "weight tensor should be defined either for all or no classes",
          "loss.weight",
          classes,
          weight.shape());
    }
  }

  private static void requireWhole(Tensor target) {
    if (target.dtype() != DType.INT64) {
      throw new DTypeException(
          "expected target dtype to be Long or Byte, but got " + target.dtype().scalarType(),
          "loss.target",
          target.dtype());
    }
  }

  private static void requireTargets(Tensor target, int classes, long ignore) {
    for (long t : target.detach().toLongArray()) {
      if (t != ignore && (t < 0 || t >= classes)) {
        throw new IndexException(
            "Target %d is out of bounds.".formatted(t), "loss.range", t, classes);
      }
    }
  }

  /// What a target picks: a class for every element, and which elements count.
  private record Terms(Tensor index, Tensor ignored, @Nullable Tensor weight) {
    static Terms of(int classes, Tensor target, @Nullable Tensor weight, long ignore) {
      Tensor plain = target.detach();
      Tensor ignored = plain.eq(ignore);
      // What is ignored picks class 0 and gets the weight 0.
      Tensor index = classes == 0 ? plain : plain.maskedFill(ignored, 0);
      return new Terms(index, ignored, weight);
    }

    Tensor weights(DType dtype) {
      Tensor own =
          weight == null
              ? Creation.ones(index.shape(), dtype, index.device())
              : weight
                  .detach()
                  .reshape(weight.numel())
                  .gather(0, index.reshape(index.numel()))
                  .reshape(index.shape().toArray());
      return own.maskedFill(ignored, 0.0);
    }
  }
}
