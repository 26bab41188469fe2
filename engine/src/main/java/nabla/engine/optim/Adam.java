package nabla.engine.optim;

import java.util.List;
import java.util.OptionalDouble;
import nabla.engine.tensor.Tensor;

/// Adam: each parameter's step is its average gradient over the root of its average square.
///
/// Weight decay is added to the gradient; see [AdamW] for the other way.
public final class Adam extends PerParameter {
  /// Creates an optimizer with the learning rate 0.001.
  public Adam(List<Tensor> parameters) {
    this(parameters, options());
  }

  /// Creates an optimizer.
  public Adam(List<Tensor> parameters, double lr) {
    this(parameters, options(lr));
  }

  /// Creates an optimizer.
  public Adam(List<Tensor> parameters, Options options) {
    super(parameters, options);
  }

  /// Adds parameters with options of their own and returns this.
  public Adam addGroup(List<Tensor> parameters, Options options) {
    add(parameters, options);
    return this;
  }

  /// Returns PyTorch's default options: learning rate 0.001, betas 0.9 and 0.999.
  public static Options options() {
    return options(1e-3);
  }

  /// Returns the default options with a learning rate.
  public static Options options(double lr) {
    return new Options(lr, 0.9, 0.999, 1e-8, 0, false, false);
  }

  /// The options of [Adam] and [AdamW].
  ///
  /// @param lr about the largest change of a parameter in one step
  /// @param beta1 how much of the average gradient stays in one step
  /// @param beta2 how much of the average square stays in one step
  /// @param eps what keeps the divisor from 0
  /// @param weightDecay how strongly each parameter is drawn towards 0
  /// @param amsgrad whether the largest average square so far counts instead of the present one
  /// @param maximize whether the objective shall rise instead of fall
  public record Options(
      double lr,
      double beta1,
      double beta2,
      double eps,
      double weightDecay,
      boolean amsgrad,
      boolean maximize)
      implements OptimizerOptions {
    @Override
    public Options lr(double lr) {
      return new Options(lr, beta1, beta2, eps, weightDecay, amsgrad, maximize);
    }

    /// Returns a copy with other betas.
    public Options betas(double beta1, double beta2) {
      return new Options(lr, beta1, beta2, eps, weightDecay, amsgrad, maximize);
    }

    /// Returns a copy with another epsilon.
    public Options eps(double eps) {
      return new Options(lr, beta1, beta2, eps, weightDecay, amsgrad, maximize);
    }

    /// Returns a copy with another weight decay.
    public Options weightDecay(double weightDecay) {
      return new Options(lr, beta1, beta2, eps, weightDecay, amsgrad, maximize);
    }

    /// Returns a copy with AMSGrad or without.
    public Options amsgrad(boolean amsgrad) {
      return new Options(lr, beta1, beta2, eps, weightDecay, amsgrad, maximize);
    }

    /// Returns a copy that climbs, or descends.
    public Options maximize(boolean maximize) {
      return new Options(lr, beta1, beta2, eps, weightDecay, amsgrad, maximize);
    }

    @Override
    public OptionalDouble inertia() {
      return OptionalDouble.of(beta1);
    }

    @Override
    public Options inertia(double inertia) {
      return betas(inertia, beta2);
    }

    @Override
    public void check() {
      Checks.notNegative("learning rate", lr);
      Checks.notNegative("epsilon value", eps);
      Checks.beta(0, beta1);
      Checks.beta(1, beta2);
      Checks.notNegative("weight_decay value", weightDecay);
    }
  }

  @Override
  void update(OptimizerOptions options, Tensor parameter, Tensor gradient, State state) {
    Options o = (Options) options;
    Tensor g = o.maximize ? gradient.neg() : gradient;
    move(o, parameter, o.weightDecay == 0 ? g : g.add(parameter, o.weightDecay), state);
  }

  /// Moves the parameter, weight decay aside.
  static void move(Options o, Tensor parameter, Tensor g, State state) {
    int step = state.nextStep();
    Tensor average = state.get("exp_avg", parameter::zerosLike);
    Tensor square = state.get("exp_avg_sq", parameter::zerosLike);
    average.lerp_(g, 1 - o.beta1);
    square.mul_(o.beta2).addcmul_(g, g, 1 - o.beta2);
    if (o.amsgrad) {
      Tensor largest = state.get("max_exp_avg_sq", parameter::zerosLike);
      square = largest.copy_(largest.maximum(square));
    }
    double stepSize = o.lr / (1 - Math.pow(o.beta1, step));
    double correction = Math.sqrt(1 - Math.pow(o.beta2, step));
    parameter.addcdiv_(average, square.sqrt().div_(correction).add_(o.eps), -stepSize);
  }
}
