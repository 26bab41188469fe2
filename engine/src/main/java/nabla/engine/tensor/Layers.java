package nabla.engine.tensor;

import org.jspecify.annotations.Nullable;

/// The functions that layers of a network compute.
public final class Layers {
  private Layers() {}

  /// Returns `input × weightᵀ`, the layer without a bias.
  public static Tensor linear(Tensor input, Tensor weight) {
    return linear(input, weight, null);
  }

  /// Returns `input × weightᵀ + bias`.
  ///
  /// @param input `(…, in)`
  /// @param weight `(out, in)`, or `(in)` for a single number per row
  /// @param bias `(out)`, or null for none
  public static Tensor linear(Tensor input, Tensor weight, @Nullable Tensor bias) {
    if (bias != null && weight.rank() == 2) {
      if (input.rank() == 2) {
        return bias.addmm(input, weight.t());
      }
      if (input.rank() > 2 && input.isContiguous()) {
        int last = input.rank() - 1;
        int rows = input.shape().without(last).numel();
        Tensor result = bias.addmm(input.reshape(rows, input.size(last)), weight.t());
        return result.view(input.shape().with(last, weight.size(0)).toArray());
      }
    }
    Tensor product = input.matmul(weight.t());
    return bias == null ? product : product.add(bias);
  }
}
