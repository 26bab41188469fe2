package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.output;

import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import org.jspecify.annotations.Nullable;

/// Operations made of others. Those that are one node in PyTorch are one node here.
sealed interface Composite permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns `exp(x) / Σ exp(x)` along a dimension: non-negative, summing to 1. Gradient: `y · (g -
  /// Σ g·y)`, where `y` is the result.
  default Tensor softmax(int dim) {
    Tensor x = self();
    int d = x.shape().wrap(dim);
    if (x.numel() > 0) {
      Guards.floating("softmax_lastdim_kernel_impl", x);
    }
    Tensor plain = x.detach();
    Tensor result = plain.clone();
    if (plain.numel() > 0) {
      Tensor shifted = plain.sub(peak(plain, d)).exp();
      result = shifted.div(shifted.sum(d, Flag.KEEPDIM));
    }
    return record(
        "Softmax", x, result, output((g, y) -> y.mul(g.sub(g.mul(y).sum(d, Flag.KEEPDIM)))));
  }

  /// Returns `log(softmax(x))` along a dimension, exact where the softmax is tiny. Gradient: `g -
  /// eʸ · Σ g`, where `y` is the result.
  default Tensor logSoftmax(int dim) {
    Tensor x = self();
    int d = x.shape().wrap(dim);
    if (x.numel() > 0) {
      Guards.floating("log_softmax_lastdim_kernel_impl", x);
    }
    Tensor plain = x.detach();
    Tensor result = plain.clone();
    if (plain.numel() > 0) {
      Tensor shifted = plain.sub(peak(plain, d));
      result = shifted.sub(shifted.exp().sum(d, Flag.KEEPDIM).log());
    }
    return record(
        "LogSoftmax", x, result, output((g, y) -> g.sub(y.exp().mul(g.sum(d, Flag.KEEPDIM)))));
  }

  /// Returns the [#softmax(int)] of `-x` along a dimension: the least element weighs most.
  default Tensor softmin(int dim) {
    return self().neg().softmax(dim);
  }

  private static Tensor peak(Tensor x, int dim) {
    return x.rank() == 0 ? x : x.amax(dim, Flag.KEEPDIM);
  }

  private static Tensor record(String name, Tensor x, Tensor result, Partial partial) {
    Node node = Node.begin(name, new @Nullable Partial[] {partial}, x);
    return node == null ? result : node.end(result);
  }
}
