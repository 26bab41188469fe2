package nabla.engine.tensor;

import nabla.engine.error.ArgumentException;
import org.jspecify.annotations.Nullable;

/// Attention: each query takes the mean of the values, weighed by how well it fits their keys.
public final class Attention {
  private Attention() {}

  /// What a scaled dot product attention may look at: `options().causal(true)`.
  ///
  /// @param mask what a query may see, where true, or what is added to the scores; or null
  /// @param dropout the probability with which a weight is set to 0
  /// @param causal whether a query sees no keys after its own place
  /// @param scale what the scores are multiplied by, or null for 1 / √features
  /// @param grouped whether several heads of queries may share one of keys and values
  public record Options(
      @Nullable Tensor mask,
      double dropout,
      boolean causal,
      @Nullable Double scale,
      boolean grouped) {

    /// Returns PyTorch's defaults: everything is seen, nothing dropped.
    public static Options options() {
      return new Options(null, 0, false, null, false);
    }

    /// Returns these options with another mask.
    public Options mask(@Nullable Tensor seen) {
      return new Options(seen, dropout, causal, scale, grouped);
    }

    /// Returns these options with another probability of dropping a weight.
    public Options dropout(double probability) {
      return new Options(mask, probability, causal, scale, grouped);
    }

    /// Returns these options with keys after a query's own place hidden, or shown.
    public Options causal(boolean hidden) {
      return new Options(mask, dropout, hidden, scale, grouped);
    }

    /// Returns these options with another scale.
    public Options scale(@Nullable Double factor) {
      return new Options(mask, dropout, causal, factor, grouped);
    }

    /// Returns these options with heads of keys and values shared, or not.
    public Options grouped(boolean shared) {
      return new Options(mask, dropout, causal, scale, shared);
    }
  }

  /// Returns `softmax(query × keyᵀ / √features) × value`.
  public static Tensor scaledDotProductAttention(Tensor query, Tensor key, Tensor value) {
    return scaledDotProductAttention(query, key, value, Options.options());
  }

  /// Returns `softmax(query × keyᵀ · scale + mask) × value`; a query that sees nothing gives 0.
  ///
  /// @param query `(…, queries, features)`
  /// @param key `(…, keys, features)`
  /// @param value `(…, keys, results)`
  public static Tensor scaledDotProductAttention(
      Tensor query, Tensor key, Tensor value, Options options) {
    if (options.causal() && options.mask() != null) {
      throw new ArgumentException(
          "_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True",
          "attention.mask");
    }
    double dropout = options.dropout();
    if (dropout > 1) {
      throw new ArgumentException(
          "dropout probability has to be between 0 and 1, but got " + Guards.shown(dropout),
          "dropout.range",
          dropout);
    }
    Double chosen = options.scale();
    double root = Math.sqrt(chosen == null ? 1 / Math.sqrt(query.size(-1)) : chosen);
    Tensor keys = options.grouped() ? shared(key, query) : key;
    Tensor values = options.grouped() ? shared(value, query) : value;
    Tensor scores = query.mul(root).matmul(keys.mul(root).transpose(-2, -1));
    Tensor mask =
        options.causal() ? causal(query.size(-2), key.size(-2), query.device()) : options.mask();
    if (mask != null) {
      scores =
          mask.dtype() == DType.BOOL
              ? scores.maskedFill(mask.logicalNot(), Double.NEGATIVE_INFINITY)
              : scores.add(mask);
    }
    Tensor weights = scores.softmax(-1);
    if (mask != null) {
      Tensor blind = scores.detach().eq(Double.NEGATIVE_INFINITY).all(-1, Flag.KEEPDIM);
      weights = weights.maskedFill(blind, 0.0);
    }
    return Layers.dropout(weights, dropout).matmul(values);
  }

  private static Tensor causal(int queries, int keys, Device device) {
    return Creation.arange(queries, device).unsqueeze(1).ge(Creation.arange(keys, device));
  }

  private static Tensor shared(Tensor x, Tensor query) {
    int times = query.size(-3) / x.size(-3);
    if (times == 1) {
      return x;
    }
    int at = x.rank() - 3;
    int[] sizes = x.shape().insert(at + 1, times).toArray();
    int[] joined = x.shape().with(at, x.size(at) * times).toArray();
    return x.unsqueeze(at + 1).expand(sizes).reshape(joined);
  }
}
