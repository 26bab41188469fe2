package nabla.engine.nn;

import nabla.engine.autograd.GradMode;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Fills tensors with the numbers that training begins with, PyTorch's `torch.nn.init`.
///
/// Every function changes its tensor in place without being recorded, and returns it.
public final class Init {
  private Init() {}

  /// Fills with numbers uniform in `[a, b)`.
  public static Tensor uniform_(Tensor tensor, double a, double b) {
    try (GradMode.Scope _ = GradMode.noGrad()) {
      Tensor fresh = Creation.rand(tensor.shape(), tensor.dtype(), tensor.device());
      return tensor.copy_(fresh.mul(b - a).add(a));
    }
  }

  /// Fills weight and bias uniformly in `±1/√fanIn`, as layers begin: `(out, in, …)` and `(out)`.
  static void uniformFan(Tensor weight, @Nullable Tensor bias) {
    int fanIn = weight.numel() / weight.size(0);
    double bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
    uniform_(weight, -bound, bound);
    if (bias != null) {
      uniform_(bias, -bound, bound);
    }
  }
}
