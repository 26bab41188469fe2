package nabla.engine.optim;

import java.util.List;
import java.util.OptionalDouble;
import nabla.engine.tensor.Tensor;

/// RMSprop: the gradient over the root of its average square.
public final class RMSprop extends PerParameter {
  /// Creates an optimizer with the learning rate 0.01.
  public RMSprop(List<Tensor> parameters) {
    this(parameters, options());
  }

  /// Creates an optimizer.
  public RMSprop(List<Tensor> parameters, double lr) {
    this(parameters, options(lr));
  }

  /// Creates an optimizer.
  public RMSprop(List<Tensor> parameters, Options options) {
    super(parameters, options);
  }

  /// Adds parameters with options of their own and returns this.
  public RMSprop addGroup(List<Tensor> parameters, Options options) {
    add(parameters, options);
    return this;
  }

  /// Returns PyTorch's default options: learning rate 0.01, alpha 0.99.
  public static Options options() {
    return options(1e-2);
  }

  /// Returns the default options with a learning rate.
  public static Options options(double lr) {
    return new Options(lr, 0.99, 1e-8, 0, 0, false, false);
  }

  /// The options of [RMSprop].
  ///
  /// @param lr about the largest change of a parameter in one step
  /// @param alpha how much of the average square stays in one step
  /// @param eps what keeps the divisor from 0
  /// @param weightDecay how strongly each parameter is drawn towards 0
  /// @param momentum how much of the last step stays
  /// @param centered whether the variance divides instead of the average square
  /// @param maximize whether the objective shall rise instead of fall
  public record Options(
      double lr,
      double alpha,
      double eps,
      double weightDecay,
      double momentum,
      boolean centered,
      boolean maximize)
      implements OptimizerOptions {
    @Override
    public Options lr(double lr) {
      return new Options(lr, alpha, eps, weightDecay, momentum, centered, maximize);
    }

    /// Returns a copy with another alpha.
    public Options alpha(double alpha) {
      return new Options(lr, alpha, eps, weightDecay, momentum, centered, maximize);
    }

    /// Returns a copy with another epsilon.
    public Options eps(double eps) {
      return new Options(lr, alpha, eps, weightDecay, momentum, centered, maximize);
    }

    /// Returns a copy with another weight decay.
    public Options weightDecay(double weightDecay) {
      return new Options(lr, alpha, eps, weightDecay, momentum, centered, maximize);
    }

    /// Returns a copy with another momentum.
    public Options momentum(double momentum) {
      return new Options(lr, alpha, eps, weightDecay, momentum, centered, maximize);
    }

    /// Returns a copy that divides by the variance, or by the average square.
    public Options centered(boolean centered) {
      return new Options(lr, alpha, eps, weightDecay, momentum, centered, maximize);
    }

    /// Returns a copy that climbs, or descends.
    public Options maximize(boolean maximize) {
      return new Options(lr, alpha, eps, weightDecay, momentum, centered, maximize);
    }

    @Override
    public OptionalDouble inertia() {
      return OptionalDouble.of(momentum);
    }

    @Override
    public Options inertia(double inertia) {
      return momentum(inertia);
    }

    @Override
    public void check() {
      Checks.notNegative("learning rate", lr);
      Checks.notNegative("epsilon value", eps);
      Checks.notNegative("momentum value", momentum);
      Checks.notNegative("weight_decay value", weightDecay);
      Checks.notNegative("alpha value", alpha);
    }
  }

  @Override
  void update(OptimizerOptions options, Tensor parameter, Tensor gradient, State state) {
    Options o = (Options) options;
    Tensor g = o.maximize ? gradient.neg() : gradient;
    if (o.weightDecay != 0) {
      g = g.add(parameter, o.weightDecay);
    }
    Tensor square = state.get("square_avg", parameter::zerosLike);
    square.mul_(o.alpha).addcmul_(g, g, 1 - o.alpha);
    Tensor divisor = square;
    if (o.centered) {
      Tensor average = state.get("grad_avg", parameter::zerosLike);
      average.lerp_(g, 1 - o.alpha);
      divisor = square.addcmul(average, average, -1);
    }
    divisor = divisor.sqrt().add_(o.eps);
    if (o.momentum > 0) {
      Tensor buffer = state.get("momentum_buffer", parameter::zerosLike);
      buffer.mul_(o.momentum).addcdiv_(g, divisor, 1);
      parameter.add_(buffer, -o.lr);
    } else {
      parameter.addcdiv_(g, divisor, -o.lr);
    }
  }
}
