package nabla.engine.optim;

import java.util.List;
import nabla.engine.error.ArgumentException;
import nabla.engine.tensor.Tensor;

/// Adadelta: the step's size comes from the sizes of the last steps, the learning rate being 1.
public final class Adadelta extends PerParameter {
  /// Creates an optimizer with the learning rate 1.
  public Adadelta(List<Tensor> parameters) {
    this(parameters, options());
  }

  /// Creates an optimizer.
  public Adadelta(List<Tensor> parameters, double lr) {
    this(parameters, options(lr));
  }

  /// Creates an optimizer.
  public Adadelta(List<Tensor> parameters, Options options) {
    super(parameters, options);
  }

  /// Adds parameters with options of their own and returns this.
  public Adadelta addGroup(List<Tensor> parameters, Options options) {
    add(parameters, options);
    return this;
  }

  /// Returns PyTorch's default options: learning rate 1, rho 0.9.
  public static Options options() {
    return options(1);
  }

  /// Returns the default options with a learning rate.
  public static Options options(double lr) {
    return new Options(lr, 0.9, 1e-6, 0, false);
  }

  /// The options of [Adadelta].
  ///
  /// @param lr what multiplies each step
  /// @param rho how much of the average squares stays in one step
  /// @param eps what keeps the divisor, and the first step, from 0
  /// @param weightDecay how strongly each parameter is drawn towards 0
  /// @param maximize whether the objective shall rise instead of fall
  public record Options(double lr, double rho, double eps, double weightDecay, boolean maximize)
      implements OptimizerOptions {
    @Override
    public Options lr(double lr) {
      return new Options(lr, rho, eps, weightDecay, maximize);
    }

    /// Returns a copy with another rho.
    public Options rho(double rho) {
      return new Options(lr, rho, eps, weightDecay, maximize);
    }

    /// Returns a copy with another epsilon.
    public Options eps(double eps) {
      return new Options(lr, rho, eps, weightDecay, maximize);
    }

    /// Returns a copy with another weight decay.
    public Options weightDecay(double weightDecay) {
      return new Options(lr, rho, eps, weightDecay, maximize);
    }

    /// Returns a copy that climbs, or descends.
    public Options maximize(boolean maximize) {
      return new Options(lr, rho, eps, weightDecay, maximize);
    }

    @Override
    public void check() {
      Checks.notNegative("learning rate", lr);
      if (!(rho >= 0 && rho <= 1)) {
        throw new ArgumentException(
            "Invalid rho value: " + Checks.number(rho), "optim.rho", Checks.number(rho));
      }
      Checks.notNegative("epsilon value", eps);
      Checks.notNegative("weight_decay value", weightDecay);
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
    Tensor moved = state.get("acc_delta", parameter::zerosLike);
    square.mul_(o.rho).addcmul_(g, g, 1 - o.rho);
    Tensor deviation = square.add(o.eps).sqrt_();
    Tensor delta = moved.add(o.eps).sqrt_().div_(deviation).mul_(g);
    moved.mul_(o.rho).addcmul_(delta, delta, 1 - o.rho);
    parameter.add_(delta, -o.lr);
  }
}
