package nabla.engine.nn;

import static nabla.engine.tensor.Shape.shape;

import java.util.List;
import nabla.engine.autograd.Scope;
import nabla.engine.error.ArgumentException;
import nabla.engine.tensor.Attention;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.Joining;
import nabla.engine.tensor.Layers;
import nabla.engine.tensor.Parameter;
import nabla.engine.tensor.Pictures;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Attention with several heads (Vaswani et al. 2017): each head looks at its own projection of
/// queries, keys and values, and what they see is put together again.
///
/// ```
/// var attention = new MultiheadAttention(8, 2);
/// var result = attention.attend(x, x, x);    // result.output(), result.weights()
/// ```
///
/// Queries are `(length, n, embed)`, keys and values `(source, n, …)`, without `n` for one example;
/// with [Options#batchFirst] the batch comes first. Projections begin as PyTorch's do: uniform in
/// `±√(6 / (rows + columns))` (Glorot and Bengio 2010), biases 0.
public final class MultiheadAttention extends Module {
  private final int embedDim;
  private final int heads;
  private final Options options;
  private final @Nullable Parameter projection;
  private final @Nullable Parameter queryProjection;
  private final @Nullable Parameter keyProjection;
  private final @Nullable Parameter valueProjection;
  private final @Nullable Parameter projectionBias;
  private final NonDynamicallyQuantizableLinear outProjection;
  private final @Nullable Parameter biasKey;
  private final @Nullable Parameter biasValue;

  /// Creates the attention with PyTorch's defaults.
  public MultiheadAttention(int embedDim, int numHeads) {
    this(embedDim, numHeads, options());
  }

  /// Creates the attention.
  ///
  /// @param embedDim the features of queries and results, a multiple of the heads
  public MultiheadAttention(int embedDim, int numHeads, Options options) {
    AttentionChecks.requireSizes(embedDim, numHeads);
    this.embedDim = embedDim;
    this.heads = numHeads;
    this.options = options;
    int keys = options.kdim() == null ? embedDim : options.kdim();
    int values = options.vdim() == null ? embedDim : options.vdim();
    boolean packed = keys == embedDim && values == embedDim;
    projection = packed ? register("in_proj_weight", glorot(3 * embedDim, embedDim)) : null;
    queryProjection = packed ? null : register("q_proj_weight", glorot(embedDim, embedDim));
    keyProjection = packed ? null : register("k_proj_weight", glorot(embedDim, keys));
    valueProjection = packed ? null : register("v_proj_weight", glorot(embedDim, values));
    projectionBias =
        options.bias() ? register("in_proj_bias", Starts.constant(0, 3 * embedDim)) : null;
    outProjection =
        register("out_proj", new NonDynamicallyQuantizableLinear(embedDim, options.bias()));
    biasKey = options.addBiasKv() ? register("bias_k", normal(embedDim)) : null;
    biasValue = options.addBiasKv() ? register("bias_v", normal(embedDim)) : null;
  }

  private static Parameter glorot(int rows, int columns) {
    return Starts.uniform(Math.sqrt(6.0 / (rows + columns)), rows, columns);
  }

  // Glorot's normal distribution for a weight (1, 1, embed).
  private static Parameter normal(int embedDim) {
    return new Parameter(Creation.randn(shape(1, 1, embedDim)).mul(Math.sqrt(1.0 / embedDim)));
  }

  /// Returns PyTorch's defaults: biases, no dropout, `(length, n, embed)`.
  public static Options options() {
    return new Options(0, true, false, false, null, null, false);
  }

  /// Returns PyTorch's defaults of what queries may look at: no masks, averaged weights.
  public static Looks looks() {
    return new Looks(null, true, null, true, false);
  }

  /// Returns what the queries see, without restriction, and how they weighed it.
  public Result attend(Tensor query, Tensor key, Tensor value) {
    return attend(query, key, value, looks());
  }

  /// Returns what the queries see, and how they weighed it if that is asked for.
  public Result attend(Tensor query, Tensor key, Tensor value, Looks looks) {
    try (Scope _ = scope()) {
      return attendInScope(query, key, value, looks);
    }
  }

  private Result attendInScope(Tensor query, Tensor key, Tensor value, Looks looks) {
    boolean batched = query.dim() == 3;
    Tensor padding =
        AttentionChecks.additive("key_padding_mask", looks.keyPaddingMask(), query.dtype());
    Tensor mask = AttentionChecks.additive("attn_mask", looks.attnMask(), query.dtype());
    AttentionChecks.requireRanks(query, key, value, padding, mask, heads);
    if (looks.causal() && mask == null) {
      throw new ArgumentException(
          "Need attn_mask if specifying the is_causal hint. You may use the Transformer module"
              + " method `generate_square_subsequent_mask` to create this mask.",
          "attention.causal");
    }
    boolean turned = options.batchFirst() && batched;
    Tensor q = lengthFirst(query, batched, turned);
    Tensor k = lengthFirst(key, batched, turned);
    Tensor v = lengthFirst(value, batched, turned);
    Tensor padded = padding == null || batched ? padding : padding.unsqueeze(0);
    AttentionChecks.requireSizes(q, k, v, mask, embedDim, heads, projection != null);
    Result result = look(q, k, v, padded, mask, looks);
    Tensor output = result.output();
    Tensor weights = result.weights();
    if (!batched) {
      return new Result(output.squeeze(1), weights == null ? null : weights.squeeze(0));
    }
    return turned ? new Result(output.transpose(0, 1), weights) : result;
  }

  private static Tensor lengthFirst(Tensor x, boolean batched, boolean turned) {
    return batched ? (turned ? x.transpose(0, 1) : x) : x.unsqueeze(1);
  }

  private Result look(
      Tensor query,
      Tensor key,
      Tensor value,
      @Nullable Tensor padding,
      @Nullable Tensor mask,
      Looks looks) {
    int n = query.size(1);
    Tensor q = project(0, queryProjection, query);
    Tensor k = project(1, keyProjection, key);
    Tensor v = project(2, valueProjection, value);
    int more = 0;
    if (biasKey != null && biasValue != null) {
      k = Joining.cat(List.of(k, biasKey.repeat(1, n, 1)), 0);
      v = Joining.cat(List.of(v, biasValue.repeat(1, n, 1)), 0);
      more++;
    }
    q = perHead(q);
    k = perHead(k);
    v = perHead(v);
    if (options.addZeroAttn()) {
      Tensor zero = Creation.zeros(shape(n, heads, 1, embedDim / heads), k.dtype(), k.device());
      k = Joining.cat(List.of(k, zero), 2);
      v = Joining.cat(List.of(v, zero), 2);
      more++;
    }
    Tensor all = merged(mask, padding, more, n, k.size(2));
    double dropout = training() ? options.dropout() : 0;
    if (!looks.needWeights()) {
      boolean causal = looks.causal() && padding == null;
      Attention.Options plain =
          Attention.Options.options().mask(causal ? null : all).causal(causal).dropout(dropout);
      return new Result(together(Attention.scaledDotProductAttention(q, k, v, plain)), null);
    }
    Tensor scores = q.mul(Math.sqrt(1.0 / q.size(-1))).matmul(k.transpose(-2, -1));
    Tensor weights = (all == null ? scores : scores.add(all)).softmax(-1);
    weights = dropout > 0 ? Layers.dropout(weights, dropout) : weights;
    Tensor output = together(weights.matmul(v));
    return new Result(output, looks.averageAttnWeights() ? weights.mean(1) : weights);
  }

  private Tensor project(int part, @Nullable Parameter own, Tensor x) {
    Tensor bias = projectionBias == null ? null : slice(projectionBias, part);
    Tensor weight = projection == null ? own : slice(projection, part);
    if (weight == null) {
      throw new IllegalStateException("an attention without projections");
    }
    return Layers.linear(x, weight, bias);
  }

  private Tensor slice(Tensor packed, int part) {
    return packed.narrow(0, part * embedDim, embedDim);
  }

  // (length, n, embed) as (n, heads, length, features)
  private Tensor perHead(Tensor x) {
    return x.reshape(x.size(0), x.size(1), heads, embedDim / heads).permute(1, 2, 0, 3);
  }

  // (n, heads, length, features) as (length, n, embed), through the last projection
  private Tensor together(Tensor x) {
    Tensor joined = x.permute(2, 0, 1, 3).reshape(x.size(2), x.size(0), embedDim);
    return outProjection.call(joined);
  }

  // What is added to the scores (n, heads, length, source), or null.
  private @Nullable Tensor merged(
      @Nullable Tensor mask, @Nullable Tensor padding, int more, int n, int source) {
    Tensor all = null;
    if (mask != null) {
      Tensor wide = more == 0 ? mask : Pictures.pad(mask, 0, more);
      all =
          wide.dim() == 2
              ? wide.unsqueeze(0).unsqueeze(0)
              : wide.reshape(n, heads, wide.size(1), wide.size(2));
    }
    if (padding != null) {
      Tensor wide = more == 0 ? padding : Pictures.pad(padding, 0, more);
      AttentionChecks.requirePadding(wide, n, source);
      Tensor each = wide.reshape(n, 1, 1, source);
      all = all == null ? each : all.add(each);
    }
    return all;
  }

  /// Returns what the queries see, as [#attend(Tensor, Tensor, Tensor)] gives it.
  public Tensor forward(Tensor query, Tensor key, Tensor value) {
    return attend(query, key, value, looks().needWeights(false)).output();
  }

  boolean batchFirst() {
    return options.batchFirst();
  }

  /// What an attention gives.
  ///
  /// @param output what the queries see, of the shape of the queries
  /// @param weights how they weighed it, `(n, length, source)`, or `(n, heads, length, source)` if
  ///   not averaged, or null if not asked for
  public record Result(Tensor output, @Nullable Tensor weights) {}

  /// What queries may look at: `MultiheadAttention.looks().attnMask(mask)`.
  ///
  /// @param keyPaddingMask `(n, source)`, true for keys that nobody sees, or numbers to add; or
  ///   null
  /// @param needWeights whether the weights are wanted
  /// @param attnMask `(length, source)` or `(n · heads, length, source)`, true for what a query
  ///   does not see, or numbers to add; or null
  /// @param averageAttnWeights whether the weights are averaged over the heads
  /// @param causal a hint that the mask hides what comes later; it needs a mask
  public record Looks(
      @Nullable Tensor keyPaddingMask,
      boolean needWeights,
      @Nullable Tensor attnMask,
      boolean averageAttnWeights,
      boolean causal) {

    /// Returns these options with other hidden keys.
    public Looks keyPaddingMask(@Nullable Tensor hidden) {
      return new Looks(hidden, needWeights, attnMask, averageAttnWeights, causal);
    }

    /// Returns these options with the weights wanted or not.
    public Looks needWeights(boolean wanted) {
      return new Looks(keyPaddingMask, wanted, attnMask, averageAttnWeights, causal);
    }

    /// Returns these options with another mask.
    public Looks attnMask(@Nullable Tensor hidden) {
      return new Looks(keyPaddingMask, needWeights, hidden, averageAttnWeights, causal);
    }

    /// Returns these options with weights averaged over the heads or not.
    public Looks averageAttnWeights(boolean average) {
      return new Looks(keyPaddingMask, needWeights, attnMask, average, causal);
    }

    /// Returns these options with a hint about the mask.
    public Looks causal(boolean hides) {
      return new Looks(keyPaddingMask, needWeights, attnMask, averageAttnWeights, hides);
    }
  }

  /// How an attention is built: `MultiheadAttention.options().batchFirst(true)`.
  ///
  /// @param dropout the probability with which a weight is set to 0 in training
  /// @param bias whether projections have biases
  /// @param addBiasKv whether a key and a value that are learnt are added
  /// @param addZeroAttn whether a key and a value of zeros are added
  /// @param kdim the features of keys, or null for those of queries
  /// @param vdim the features of values, or null for those of queries
  /// @param batchFirst whether inputs are `(n, length, features)` and not `(length, n, features)`
  public record Options(
      double dropout,
      boolean bias,
      boolean addBiasKv,
      boolean addZeroAttn,
      @Nullable Integer kdim,
      @Nullable Integer vdim,
      boolean batchFirst) {

    /// Returns these options with another probability of dropping a weight.
    public Options dropout(double probability) {
      return new Options(probability, bias, addBiasKv, addZeroAttn, kdim, vdim, batchFirst);
    }

    /// Returns these options with biases or without.
    public Options bias(boolean has) {
      return new Options(dropout, has, addBiasKv, addZeroAttn, kdim, vdim, batchFirst);
    }

    /// Returns these options with a learnt key and value added or not.
    public Options addBiasKv(boolean added) {
      return new Options(dropout, bias, added, addZeroAttn, kdim, vdim, batchFirst);
    }

    /// Returns these options with a key and a value of zeros added or not.
    public Options addZeroAttn(boolean added) {
      return new Options(dropout, bias, addBiasKv, added, kdim, vdim, batchFirst);
    }

    /// Returns these options with other features of keys.
    public Options kdim(@Nullable Integer features) {
      return new Options(dropout, bias, addBiasKv, addZeroAttn, features, vdim, batchFirst);
    }

    /// Returns these options with other features of values.
    public Options vdim(@Nullable Integer features) {
      return new Options(dropout, bias, addBiasKv, addZeroAttn, kdim, features, batchFirst);
    }

    /// Returns these options with the batch as the first dimension, or the second.
    public Options batchFirst(boolean first) {
      return new Options(dropout, bias, addBiasKv, addZeroAttn, kdim, vdim, first);
    }
  }
}
