package nabla.engine.nn;

import static nabla.engine.tensor.Shape.shape;

import java.util.stream.LongStream;
import nabla.engine.autograd.GradMode;
import nabla.engine.error.ShapeException;
import nabla.engine.format.PythonText;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.Lookup;
import nabla.engine.tensor.Parameter;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// A table of vectors: int64 indices `(…) → (…, embeddingDim)`.
///
/// Vectors begin with the standard normal distribution; that of the padding is 0 and stays so.
public final class Embedding extends Module {
  private final int numEmbeddings;
  private final int embeddingDim;
  private final Options options;
  private final Parameter weight;

  /// Creates a table of `numEmbeddings` vectors.
  public Embedding(int numEmbeddings, int embeddingDim) {
    this(numEmbeddings, embeddingDim, options());
  }

  /// Creates a table of `numEmbeddings` vectors.
  public Embedding(int numEmbeddings, int embeddingDim, Options options) {
    this(
        numEmbeddings,
        embeddingDim,
        options,
        new Parameter(Creation.zeros(shape(numEmbeddings, embeddingDim))));
    resetParameters();
  }

  private Embedding(int numEmbeddings, int embeddingDim, Options options, Parameter weight) {
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.options = options.within(numEmbeddings);
    this.weight = weight;
  }

  /// Returns a table of given vectors, `(count, length)`, that is not trained.
  public static Embedding fromPretrained(Tensor embeddings) {
    return fromPretrained(embeddings, options());
  }

  /// Returns a table of given vectors, `(count, length)`, that is not trained.
  public static Embedding fromPretrained(Tensor embeddings, Options options) {
    if (embeddings.dim() != 2) {
      throw new ShapeException(
          "Embeddings parameter is expected to be 2-dimensional",
          "embedding.weight",
          embeddings.shape());
    }
    Parameter weight = new Parameter(embeddings).requiresGrad(false);
    return new Embedding(embeddings.size(0), embeddings.size(1), options, weight);
  }

  /// Returns PyTorch's defaults: no padding, no greatest norm.
  public static Options options() {
    return new Options(null, null, 2, false);
  }

  /// The options of [Embedding].
  ///
  /// @param paddingIdx the index whose vector gets no gradient, or null
  /// @param maxNorm the greatest norm: longer vectors are shortened, in place, when they are read
  /// @param normType which norm, 2 for the length
  /// @param scaleGradByFreq whether a gradient is divided by how often its index occurs
  public record Options(
      @Nullable Integer paddingIdx,
      @Nullable Double maxNorm,
      double normType,
      boolean scaleGradByFreq) {
    /// Returns a copy with a padding; a negative index counts from the end.
    public Options paddingIdx(int index) {
      return new Options(index, maxNorm, normType, scaleGradByFreq);
    }

    /// Returns a copy with a greatest norm.
    public Options maxNorm(double greatest) {
      return new Options(paddingIdx, greatest, normType, scaleGradByFreq);
    }

    /// Returns a copy with another norm.
    public Options normType(double p) {
      return new Options(paddingIdx, maxNorm, p, scaleGradByFreq);
    }

    /// Returns a copy that divides gradients by how often the index occurs, or does not.
    public Options scaleGradByFreq(boolean scaled) {
      return new Options(paddingIdx, maxNorm, normType, scaled);
    }

    private Options within(int count) {
      if (paddingIdx == null) {
        return this;
      }
      if (paddingIdx < -count || paddingIdx > 0 && paddingIdx >= count) {
        throw new ShapeException(
            "Padding_idx must be within num_embeddings", "embedding.padding", count, paddingIdx);
      }
      return paddingIdx < 0 ? paddingIdx(paddingIdx + count) : this;
    }
  }

  /// Begins anew with random vectors.
  public void resetParameters() {
    Init.normal_(weight);
    if (options.paddingIdx != null) {
      try (GradMode.Scope _ = GradMode.noGrad()) {
        weight.select(0, options.paddingIdx).zero_();
      }
    }
  }

  @Override
  public Tensor forward(Tensor input) {
    if (options.maxNorm != null) {
      shorten(input, options.maxNorm);
    }
    Tensor result =
        options.paddingIdx == null
            ? Lookup.embedding(input, weight)
            : Lookup.embedding(input, weight, options.paddingIdx);
    if (options.scaleGradByFreq && result.requiresGrad()) {
      Tensor flat = input.detach().reshape(input.numel());
      Tensor counts = flat.bincount().at(flat).reshape(input.shape().toArray()).unsqueeze(-1);
      result.registerHook(g -> g.div(counts));
    }
    return result;
  }

  private void shorten(Tensor input, double greatest) {
    try (GradMode.Scope _ = GradMode.noGrad()) {
      for (long index : LongStream.of(input.toLongArray()).distinct().toArray()) {
        Tensor row = weight.select(0, Math.toIntExact(index));
        double norm = row.norm(options.normType).item();
        if (norm > greatest) {
          // The small number is PyTorch's, so that the result is not above the limit.
          row.mul_(greatest / (norm + 1e-7));
        }
      }
    }
  }

  /// Returns the table, `(numEmbeddings, embeddingDim)`.
  public Parameter weight() {
    return weight;
  }

  @Override
  protected String extraRepr() {
    String text = "%d, %d".formatted(numEmbeddings, embeddingDim);
    text += options.paddingIdx == null ? "" : ", padding_idx=" + options.paddingIdx;
    text += options.maxNorm == null ? "" : ", max_norm=" + PythonText.of(options.maxNorm);
    text += options.normType == 2 ? "" : ", norm_type=" + PythonText.of(options.normType);
    return text + (options.scaleGradByFreq ? ", scale_grad_by_freq=True" : "");
  }
}
