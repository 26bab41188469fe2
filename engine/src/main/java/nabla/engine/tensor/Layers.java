package nabla.engine.tensor;

import nabla.engine.error.ArgumentException;
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

  /// Returns `first × weight[o] × second + bias[o]` for every output `o`.
  ///
  /// @param first `(…, in1)`
  /// @param second `(…, in2)`
  /// @param weight `(out, in1, in2)`
  /// @param bias `(out)`, or null for none
  public static Tensor bilinear(Tensor first, Tensor second, Tensor weight, @Nullable Tensor bias) {
    Tensor product = Contraction.einsum("...i,oij,...j->...o", first, weight, second);
    return bias == null ? product : product.add(bias);
  }

  /// Returns the input with each element set to 0 with probability `p` and the others divided by `1
  /// - p`, so that the mean stays. For training only: in evaluation the input stays as it is.
  public static Tensor dropout(Tensor input, double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new ArgumentException(
          "dropout probability has to be between 0 and 1, but got " + p, "dropout.range", p);
    }
    if (p == 0 || input.numel() == 0) {
      return input;
    }
    if (p == 1) {
      return input.mul(Creation.zeros(Shape.shape(), input.dtype(), input.device()));
    }
    Tensor kept = Creation.rand(input.shape(), input.dtype(), input.device()).ge(p);
    return input.mul(kept.to(input.dtype()).div(1 - p));
  }
}
