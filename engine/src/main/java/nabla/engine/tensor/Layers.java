package nabla.engine.tensor;

import java.util.Arrays;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.ShapeException;
import nabla.engine.error.Warnings;
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
    if (input.rank() == 0 || weight.rank() == 0) {
      throw new ShapeException(
          "both arguments to linear need to be at least 1D, but they are %dD and %dD"
              .formatted(input.rank(), weight.rank()),
          "matmul.scalar",
          input.shape(),
          weight.shape());
    }
    Tensor factors = weight.t();
    if (bias != null && bias.rank() > 0) {
      if (input.rank() == 1) {
        Tensor row = bias.addmm(input.unsqueeze(0), factors);
        return Products.unsafeView(row, row.shape().without(0));
      }
      if (input.rank() > 2 && input.isContiguous() && bias.rank() == 1) {
        int last = input.rank() - 1;
        int rows = input.shape().without(last).numel();
        Tensor result = bias.addmm(input.reshape(rows, input.size(last)), factors);
        return Products.unsafeView(result, input.shape().with(last, weight.size(0)));
      }
    }
    if (bias != null && input.rank() == 2) {
      return bias.addmm(input, factors);
    }
    Tensor product = input.matmul(factors);
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
    requireProbability(p);
    return dropped(input, input.shape(), p);
  }

  private static void requireProbability(double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new ArgumentException(
          "dropout probability has to be between 0 and 1, but got " + Guards.python(p),
          "dropout.range",
          p);
    }
  }

  private static Tensor dropped(Tensor input, Shape choices, double p) {
    if (p == 0 || input.numel() == 0) {
      return input;
    }
    if (p == 1) {
      return input.mul(Creation.zeros(Shape.shape(), input.dtype(), input.device()));
    }
    return input.mul(kept(input, choices, p).div(1 - p));
  }

  // 1 with probability 1 - p, else 0.
  private static Tensor kept(Tensor input, Shape choices, double p) {
    return Creation.rand(choices, input.dtype(), input.device()).ge(p).to(input.dtype());
  }

  /// Returns the input with each channel set to 0 with probability `p` and the others divided by `1
  /// - p`. For training only.
  ///
  /// @param input `(n, channels, length)`, or `(channels, length)`
  public static Tensor dropout1d(Tensor input, double p) {
    requireProbability(p);
    int rank = input.rank();
    if (rank != 2 && rank != 3) {
      throw new ShapeException(
          ("dropout1d: Expected 2D or 3D input, but received a %dD input. Note that dropout1d exists"
                  + " to provide channel-wise dropout on inputs with 1 spatial dimension, a channel"
                  + " dimension, and an optional batch dimension (i.e. 2D or 3D inputs).")
              .formatted(rank),
          "dropout.channels",
          input.shape());
    }
    return rank == 3
        ? droppedChannels(input, p)
        : droppedChannels(input.unsqueeze(0), p).squeeze(0);
  }

  /// Returns the input with each channel set to 0 with probability `p` and the others divided by `1
  /// - p`. For training only.
  ///
  /// @param input `(n, channels, height, width)`
  public static Tensor dropout2d(Tensor input, double p) {
    requireProbability(p);
    int rank = input.rank();
    if (rank != 3 && rank != 4) {
      Warnings.warn(
          ("dropout2d: Received a %d-D input to dropout2d, which is deprecated and will result in an"
                  + " error in a future release. To retain the behavior and silence this warning,"
                  + " please use dropout instead. Note that dropout2d exists to provide"
                  + " channel-wise dropout on inputs with 2 spatial dimensions, a channel dimension,"
                  + " and an optional batch dimension (i.e. 3D or 4D inputs).")
              .formatted(rank));
    }
    if (rank == 3) {
      Warnings.warn(
          "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout"
              + " behavior is desired - input is interpreted as shape (N, C, L), where C is the"
              + " channel dim. This behavior will change in a future release to interpret the input"
              + " as one without a batch dimension, i.e. shape (C, H, W). To maintain the 1D"
              + " channel-wise dropout behavior, please switch to using dropout1d instead.");
    }
    return droppedChannels(input, p);
  }

  private static Tensor droppedChannels(Tensor input, double p) {
    if (input.rank() < 2) {
      throw new ShapeException(
          "Feature dropout requires at least 2 dimensions in the input",
          "dropout.channels",
          input.shape());
    }
    int[] sizes = input.shape().toArray();
    Arrays.fill(sizes, 2, sizes.length, 1);
    return dropped(input, Shape.shape(sizes), p);
  }

  /// Returns the input with each element set, with probability `p`, to the value that SELU tends
  /// to, and all of it scaled and shifted so that mean 0 and variance 1 stay. For training only.
  public static Tensor alphaDropout(Tensor input, double p) {
    requireProbability(p);
    if (p == 0 || p == 1 || input.numel() == 0) {
      return dropped(input, input.shape(), p);
    }
    double alpha = 1.7580993408473766;
    double scale = 1 / Math.sqrt((alpha * alpha * p + 1) * (1 - p));
    Tensor kept = kept(input, input.shape(), p);
    Tensor shift = kept.sub(1).mul(alpha * scale).add(alpha * scale * p);
    return input.mul(kept.mul(scale)).add(shift);
  }
}
