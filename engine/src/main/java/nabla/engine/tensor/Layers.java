package nabla.engine.tensor;

import nabla.engine.error.ArgumentException;
import nabla.engine.error.ShapeException;
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
    requireBilinear(first, second, weight);
    Tensor product = Contraction.einsum("...i,oij,...j->...o", first, weight, second);
    return bias == null ? product : product.add(bias);
  }

  private static void requireBilinear(Tensor first, Tensor second, Tensor weight) {
    String torch = null;
    int last = first.rank() - 1;
    if (first.rank() != second.rank()) {
      torch =
          "bilinear(): input dimensions do not match: got %d and %d"
              .formatted(first.rank(), second.rank());
    }
    for (int d = 0; torch == null && d < last; d++) {
      if (first.size(d) != second.size(d)) {
        torch =
            "bilinear(): input batch dimensions do not match at dim %d: got %d and %d"
                .formatted(d, first.size(d), second.size(d));
      }
    }
    if (torch == null && first.size(last) != weight.size(1)) {
      torch = mismatch(1, first.size(last), weight.size(1));
    } else if (torch == null && second.size(last) != weight.size(2)) {
      torch = mismatch(2, second.size(last), weight.size(2));
    }
    if (torch != null) {
      throw new ShapeException(
          torch, "bilinear.sizes", first.shape(), second.shape(), weight.shape());
    }
  }

  private static String mismatch(int input, int got, int expected) {
    return "bilinear(): input%d size does not match weight size: got %d but expected %d"
        .formatted(input, got, expected);
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
