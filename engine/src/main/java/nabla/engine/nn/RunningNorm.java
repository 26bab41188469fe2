package nabla.engine.nn;

import static nabla.engine.tensor.Shape.shape;

import nabla.engine.error.ArgumentException;
import nabla.engine.error.ShapeException;
import nabla.engine.error.Warnings;
import nabla.engine.format.PythonText;
import nabla.engine.tensor.Buffer;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Normalization;
import nabla.engine.tensor.Normalization.BatchOptions;
import nabla.engine.tensor.Parameter;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// What normalisations with running statistics have in common.
///
/// In training the statistics of the input are used, and enter the running ones; in evaluation the
/// running ones are used, if they are tracked.
public abstract sealed class RunningNorm extends Module
    permits BatchNorm1d, BatchNorm2d, InstanceNorm1d, InstanceNorm2d {
  private final int numFeatures;
  private final Options options;
  private final @Nullable Parameter weight;
  private final @Nullable Parameter bias;
  private final @Nullable Buffer runningMean;
  private final @Nullable Buffer runningVar;
  private final @Nullable Buffer numBatchesTracked;

  RunningNorm(int numFeatures, Options options) {
    if (numFeatures < 0) {
      throw new ShapeException(
          "Trying to create tensor with negative dimension %d: [%d]"
              .formatted(numFeatures, numFeatures),
          "norm.features",
          numFeatures);
    }
    this.numFeatures = numFeatures;
    this.options = options;
    Shape channels = shape(numFeatures);
    weight = options.affine ? new Parameter(Creation.ones(channels)) : null;
    bias = options.affine && options.bias ? new Parameter(Creation.zeros(channels)) : null;
    if (options.trackRunningStats) {
      runningMean = register("running_mean", new Buffer(Creation.zeros(channels)));
      runningVar = register("running_var", new Buffer(Creation.ones(channels)));
      numBatchesTracked =
          register("num_batches_tracked", new Buffer(Creation.zeros(shape(), DType.INT64)));
    } else {
      runningMean = null;
      runningVar = null;
      numBatchesTracked = null;
    }
  }

  /// The options of a normalisation with running statistics.
  ///
  /// @param eps what is added to the variance, so that nothing is divided by 0
  /// @param momentum how much of a batch enters the running statistics; null for their plain mean
  /// @param affine whether each channel has a weight and a bias that are learnt
  /// @param bias whether there is a bias beside the weight
  /// @param trackRunningStats whether there are running statistics
  public record Options(
      double eps,
      @Nullable Double momentum,
      boolean affine,
      boolean bias,
      boolean trackRunningStats) {
    /// Returns a copy with another eps.
    public Options eps(double small) {
      return new Options(small, momentum, affine, bias, trackRunningStats);
    }

    /// Returns a copy with another momentum.
    public Options momentum(double share) {
      return new Options(eps, share, affine, bias, trackRunningStats);
    }

    /// Returns a copy whose running statistics are the mean of all batches (`momentum=None`).
    public Options cumulative() {
      return new Options(eps, null, affine, bias, trackRunningStats);
    }

    /// Returns a copy with weight and bias, or without.
    public Options affine(boolean learnt) {
      return new Options(eps, momentum, learnt, bias, trackRunningStats);
    }

    /// Returns a copy with a bias, or without.
    public Options bias(boolean added) {
      return new Options(eps, momentum, affine, added, trackRunningStats);
    }

    /// Returns a copy with running statistics, or without.
    public Options trackRunningStats(boolean tracked) {
      return new Options(eps, momentum, affine, bias, tracked);
    }
  }

  /// Returns what each channel is multiplied by, or null if not affine.
  public final @Nullable Parameter weight() {
    return weight;
  }

  /// Returns what is added to each channel, or null if there is none.
  public final @Nullable Parameter bias() {
    return bias;
  }

  /// Returns the running means, or null if they are not tracked.
  public final @Nullable Buffer runningMean() {
    return runningMean;
  }

  /// Returns the running variances, or null if they are not tracked.
  public final @Nullable Buffer runningVar() {
    return runningVar;
  }

  /// Returns how many batches have entered the running statistics, or null if none do.
  public final @Nullable Buffer numBatchesTracked() {
    return numBatchesTracked;
  }

  /// Forgets the running statistics.
  public final void resetRunningStats() {
    if (runningMean != null && runningVar != null && numBatchesTracked != null) {
      runningMean.zero_();
      runningVar.fill_(1);
      numBatchesTracked.zero_();
    }
  }

  /// Forgets the running statistics and what has been learnt.
  public final void resetParameters() {
    resetRunningStats();
    if (weight != null) {
      Init.ones_(weight);
    }
    if (bias != null) {
      Init.zeros_(bias);
    }
  }

  private boolean usesInput() {
    return training() || runningMean == null;
  }

  final Tensor normalizeBatch(Tensor input) {
    BatchOptions batch = count();
    return usesInput()
        ? Normalization.batchNorm(input, runningMean, runningVar, weight, bias, batch)
        : Normalization.batchNormEval(input, runningMean, runningVar, weight, bias, options.eps);
  }

  /// @param single the rank of an input that is one example
  final Tensor normalizeInstances(Tensor input, int single) {
    int channel = input.dim() - single;
    if (input.size(channel) != numFeatures) {
      if (options.affine) {
        throw new ArgumentException(
            "expected input's size at dim=%d to match num_features (%d), but got: %d."
                .formatted(channel, numFeatures, input.size(channel)),
            "norm.instance",
            numFeatures,
            input.size(channel));
      }
      Warnings.warn(
          ("input's size at dim=%d does not match num_features. You can silence this warning by not"
                  + " passing in num_features, which is not used because affine=False")
              .formatted(channel));
    }
    return channel == 0 ? normalizeEach(input.unsqueeze(0)).squeeze(0) : normalizeEach(input);
  }

  private Tensor normalizeEach(Tensor input) {
    Double momentum = options.momentum;
    BatchOptions each = new BatchOptions(momentum == null ? 0 : momentum, options.eps);
    return usesInput()
        ? Normalization.instanceNorm(input, runningMean, runningVar, weight, bias, each)
        : Normalization.batchNormEval(input, runningMean, runningVar, weight, bias, options.eps);
  }

  /// Returns how much of this batch enters the running statistics, after counting it.
  private BatchOptions count() {
    Double momentum = options.momentum;
    double share = momentum == null ? 0 : momentum;
    if (training() && numBatchesTracked != null) {
      numBatchesTracked.add_(1);
      share = momentum == null ? 1.0 / numBatchesTracked.itemLong() : momentum;
    }
    return new BatchOptions(share, options.eps);
  }

  static void requireRank(Tensor input, int low, int high) {
    if (input.dim() < low || input.dim() > high) {
      String expected = low == high ? low + "D" : low + "D or " + high + "D";
      throw new ArgumentException(
          "expected %s input (got %dD input)".formatted(expected, input.dim()),
          "norm.rank",
          expected,
          input.shape());
    }
  }

  // A state saved before batches were counted is complete.
  @Override
  final boolean mayBeMissing(String name) {
    return name.equals("num_batches_tracked");
  }

  @Override
  protected final String extraRepr() {
    return "%d, eps=%s, momentum=%s, affine=%s, bias=%s, track_running_stats=%s"
        .formatted(
            numFeatures,
            PythonText.of(options.eps),
            PythonText.of(options.momentum),
            PythonText.of(options.affine),
            PythonText.of(bias != null),
            PythonText.of(options.trackRunningStats));
  }
}
