package nabla.engine.optim;

import static nabla.engine.tensor.Creation.tensor;

import java.util.ArrayList;
import java.util.List;
import nabla.engine.autograd.GradMode;
import nabla.engine.tensor.Joining;
import nabla.engine.tensor.Tensor;

/// Shortens gradients that are too long, between the backward pass and the step.
public final class Clipping {
  private Clipping() {}

  /// Scales all gradients together, in place, so that their common norm is at most `max`; returns
  /// the norm that they had. Parameters without a gradient count for nothing.
  public static Tensor clipGradNorm_(List<Tensor> parameters, double max) {
    return clipGradNorm_(parameters, max, 2);
  }

  /// Does [#clipGradNorm_(List, double)] with the norm of order `p`, which may be infinite.
  public static Tensor clipGradNorm_(List<Tensor> parameters, double max, double p) {
    try (var _ = GradMode.noGrad()) {
      List<Tensor> gradients = gradients(parameters);
      if (gradients.isEmpty()) {
        return tensor(0.0);
      }
      Tensor norm =
          Joining.stack(gradients.stream().map(g -> g.vectorNorm(p)).toList()).vectorNorm(p);
      // The small addend is PyTorch's: the norm afterwards is a little below the bound.
      Tensor factor = norm.add(1e-6).reciprocal().mul(max).clampMax(1.0);
      gradients.forEach(g -> g.mul_(factor));
      return norm;
    }
  }

  /// Moves every element of the gradients into `[-max, max]`, in place.
  public static void clipGradValue_(List<Tensor> parameters, double max) {
    try (var _ = GradMode.noGrad()) {
      gradients(parameters).forEach(g -> g.clamp_(-max, max));
    }
  }

  private static List<Tensor> gradients(List<Tensor> parameters) {
    List<Tensor> gradients = new ArrayList<>();
    for (Tensor parameter : parameters) {
      Tensor gradient = parameter.grad();
      if (gradient != null) {
        gradients.add(gradient);
      }
    }
    return gradients;
  }
}
