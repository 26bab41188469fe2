package nabla.engine.optim;

import java.util.List;
import nabla.engine.tensor.Tensor;

/// Adam whose weight decay shrinks the parameters themselves, apart from the gradient.
public final class AdamW extends PerParameter {
  /// Creates an optimizer with the learning rate 0.001 and the weight decay 0.01.
  public AdamW(List<Tensor> parameters) {
    this(parameters, options());
  }

  /// Creates an optimizer with the weight decay 0.01.
  public AdamW(List<Tensor> parameters, double lr) {
    this(parameters, options(lr));
  }

  /// Creates an optimizer.
  public AdamW(List<Tensor> parameters, Adam.Options options) {
    super(parameters, options);
  }

  /// Adds parameters with options of their own and returns this.
  public AdamW addGroup(List<Tensor> parameters, Adam.Options options) {
    add(parameters, options);
    return this;
  }

  /// Returns PyTorch's default options: those of [Adam] with the weight decay 0.01.
  public static Adam.Options options() {
    return options(1e-3);
  }

  /// Returns the default options with a learning rate.
  public static Adam.Options options(double lr) {
    return Adam.options(lr).weightDecay(1e-2);
  }

  @Override
  void update(OptimizerOptions options, Tensor parameter, Tensor gradient, State state) {
    Adam.Options o = (Adam.Options) options;
    if (o.weightDecay() != 0) {
      parameter.mul_(1 - o.lr() * o.weightDecay());
    }
    Adam.move(o, parameter, o.maximize() ? gradient.neg() : gradient, state);
  }
}
