package nabla.engine.nn;

import nabla.engine.error.ArgumentException;
import nabla.engine.nn.MultiheadAttention.Looks;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// A layer of a transformer's encoder: attention of a sequence to itself, then two linear maps,
/// each added to its input and normalised (Vaswani et al. 2017).
///
/// The input is `(length, n, model)`, or `(length, model)` for one example; see
/// [Options#batchFirst].
public final class TransformerEncoderLayer extends Module {
  private final MultiheadAttention selfAttention;
  private final Linear linear1;
  private final Dropout dropout;
  private final Linear linear2;
  private final LayerNorm norm1;
  private final LayerNorm norm2;
  private final Dropout dropout1;
  private final Dropout dropout2;
  private final int heads;
  private final Options options;

  /// Creates the layer with PyTorch's defaults.
  public TransformerEncoderLayer(int modelSize, int numHeads) {
    this(modelSize, numHeads, options());
  }

  /// Creates the layer.
  ///
  /// @param modelSize the features of inputs and results, a multiple of the heads
  public TransformerEncoderLayer(int modelSize, int numHeads, Options options) {
    this.heads = numHeads;
    this.options = options;
    selfAttention =
        register(
            "self_attn",
            new MultiheadAttention(
                modelSize,
                numHeads,
                MultiheadAttention.options()
                    .dropout(options.dropout())
                    .bias(options.bias())
                    .batchFirst(options.batchFirst())));
    Linear.Options linear = Linear.options().bias(options.bias());
    LayerNorm.Options norm = LayerNorm.options().eps(options.layerNormEps()).bias(options.bias());
    linear1 = new Linear(modelSize, options.feedforwardSize(), linear);
    dropout = new Dropout(options.dropout());
    linear2 = new Linear(options.feedforwardSize(), modelSize, linear);
    norm1 = new LayerNorm(modelSize, norm);
    norm2 = new LayerNorm(modelSize, norm);
    dropout1 = new Dropout(options.dropout());
    dropout2 = new Dropout(options.dropout());
    if (!options.activation().equals("relu") && !options.activation().equals("gelu")) {
      throw new ArgumentException(
          "activation should be relu/gelu, not " + options.activation(),
          "transformer.activation",
          options.activation());
    }
  }

  /// Returns PyTorch's defaults: 2048 features within, dropout 0.1, `relu`, normalised last.
  public static Options options() {
    return new Options(2048, 0.1, "relu", 1e-5, false, false, true);
  }

  @Override
  public Tensor forward(Tensor source) {
    return forward(source, null, null);
  }

  /// Returns what the layer makes of a sequence.
  ///
  /// @param mask what a place does not see, as [Looks#attnMask]
  public Tensor forward(Tensor source, @Nullable Tensor mask) {
    return forward(source, mask, null);
  }

  /// Returns what the layer makes of a sequence.
  ///
  /// @param mask what a place does not see, as [Looks#attnMask]
  /// @param keyPaddingMask what nobody sees, as [Looks#keyPaddingMask]
  public Tensor forward(Tensor source, @Nullable Tensor mask, @Nullable Tensor keyPaddingMask) {
    Looks looks =
        MultiheadAttention.looks().needWeights(false).attnMask(mask).keyPaddingMask(keyPaddingMask);
    if (options.normFirst()) {
      Tensor seen = source.add(attend(norm1.call(source), looks));
      return seen.add(feedForward(norm2.call(seen)));
    }
    Tensor seen = norm1.call(source.add(attend(source, looks)));
    return norm2.call(seen.add(feedForward(seen)));
  }

  private Tensor attend(Tensor x, Looks looks) {
    return dropout1.call(selfAttention.attend(x, x, x, looks).output());
  }

  private Tensor feedForward(Tensor x) {
    Tensor inner = linear1.call(x);
    Tensor active = options.activation().equals("relu") ? inner.relu() : inner.gelu();
    return dropout2.call(linear2.call(dropout.call(active)));
  }

  /// Returns another layer like this one, with parameters of its own and the same numbers.
  TransformerEncoderLayer copy() {
    TransformerEncoderLayer copy =
        new TransformerEncoderLayer(linear1.weight().size(1), heads, options);
    copy.to(linear1.weight().dtype()).train(training());
    copy.loadStateDict(stateDict());
    return copy;
  }

  /// How a layer is built: `TransformerEncoderLayer.options().batchFirst(true)`.
  ///
  /// @param feedforwardSize the features between the two linear maps
  /// @param dropout the probability with which a number is set to 0 in training
  /// @param activation between the linear maps, `relu` or `gelu`
  /// @param layerNormEps what is added to a variance
  /// @param batchFirst whether inputs are `(n, length, features)` and not `(length, n, features)`
  /// @param normFirst whether the input of each part is normalised, instead of its result
  /// @param bias whether linear maps and normalisations have biases
  public record Options(
      int feedforwardSize,
      double dropout,
      String activation,
      double layerNormEps,
      boolean batchFirst,
      boolean normFirst,
      boolean bias) {

    /// Returns these options with other features between the linear maps.
    public Options feedforwardSize(int features) {
      return new Options(features, dropout, activation, layerNormEps, batchFirst, normFirst, bias);
    }

    /// Returns these options with another probability of dropping a number.
    public Options dropout(double probability) {
      return new Options(
          feedforwardSize, probability, activation, layerNormEps, batchFirst, normFirst, bias);
    }

    /// Returns these options with another activation, `relu` or `gelu`.
    public Options activation(String name) {
      return new Options(feedforwardSize, dropout, name, layerNormEps, batchFirst, normFirst, bias);
    }

    /// Returns these options with another addition to a variance.
    public Options layerNormEps(double eps) {
      return new Options(feedforwardSize, dropout, activation, eps, batchFirst, normFirst, bias);
    }

    /// Returns these options with the batch as the first dimension, or the second.
    public Options batchFirst(boolean first) {
      return new Options(
          feedforwardSize, dropout, activation, layerNormEps, first, normFirst, bias);
    }

    /// Returns these options with normalisations first, or last.
    public Options normFirst(boolean first) {
      return new Options(
          feedforwardSize, dropout, activation, layerNormEps, batchFirst, first, bias);
    }

    /// Returns these options with biases or without.
    public Options bias(boolean has) {
      return new Options(
          feedforwardSize, dropout, activation, layerNormEps, batchFirst, normFirst, has);
    }
  }
}
