package nabla.engine.optim;

import java.util.List;
import nabla.engine.tensor.Tensor;

/// Adagrad: the gradient over the root of the sum of all its squares so far.
public final class Adagrad extends PerParameter {
  /// Creates an optimizer with the learning rate 0.01.
  public Adagrad(List<Tensor> parameters) {
    this(parameters, options());
  }

  /// Creates an optimizer.
  public Adagrad(List<Tensor> parameters, double lr) {
    this(parameters, options(lr));
  }

  /// Creates an optimizer.
  public Adagrad(List<Tensor> parameters, Options options) {
    super(parameters, options);
  }

  /// Adds parameters with options of their own and returns this.
  public Adagrad addGroup(List<Tensor> parameters, Options options) {
    add(parameters, options);
    return this;
  }

  /// Returns PyTorch's default options: learning rate 0.01, no decay.
  public static Options options() {
    return options(1e-2);
  }

  /// Returns the default options with a learning rate.
  public static Options options(double lr) {
    return new Options(lr, 0, 0, 0, 1e-10, false);
  }

  /// The options of [Adagrad].
  ///
  /// @param lr the learning rate
  /// @param lrDecay how fast the learning rate falls with the steps
  /// @param weightDecay how strongly each parameter is drawn towards 0
  /// @param initialAccumulatorValue with what the sum of squares begins
  /// @param eps what keeps the divisor from 0
  /// @param maximize whether the objective shall rise instead of fall
  public record Options(
      double lr,
      double lrDecay,
      double weightDecay,
      double initialAccumulatorValue,
      double eps,
      boolean maximize)
      implements OptimizerOptions {
    @Override
    public Options lr(double lr) {
      return new Options(lr, lrDecay, weightDecay, initialAccumulatorValue, eps, maximize);
    }

    /// Returns a copy with another decay of the learning rate.
    public Options lrDecay(double lrDecay) {
      return new Options(lr, lrDecay, weightDecay, initialAccumulatorValue, eps, maximize);
    }

    /// Returns a copy with another weight decay.
    public Options weightDecay(double weightDecay) {
      return new Options(lr, lrDecay, weightDecay, initialAccumulatorValue, eps, maximize);
    }

    /// Returns a copy whose sum of squares begins with another value.
    public Options initialAccumulatorValue(double value) {
      return new Options(lr, lrDecay, weightDecay, value, eps, maximize);
    }

    /// Returns a copy with another epsilon.
    public Options eps(double eps) {
      return new Options(lr, lrDecay, weightDecay, initialAccumulatorValue, eps, maximize);
    }

    /// Returns a copy that climbs, or descends.
    public Options maximize(boolean maximize) {
      return new Options(lr, lrDecay, weightDecay, initialAccumulatorValue, eps, maximize);
    }

    @Override
    public void check() {
      Checks.notNegative("learning rate", lr);
      Checks.notNegative("lr_decay value", lrDecay);
      Checks.notNegative("weight_decay value", weightDecay);
      Checks.notNegative("initial_accumulator_value value", initialAccumulatorValue);
      Checks.notNegative("epsilon value", eps);
    }
  }

  @Override
  void update(OptimizerOptions options, Tensor parameter, Tensor gradient, State state) {
    Options o = (Options) options;
    Tensor g = o.maximize ? gradient.neg() : gradient;
    if (o.weightDecay != 0) {
      g = g.add(parameter, o.weightDecay);
    }
    double rate = o.lr / (1 + (state.nextStep() - 1) * o.lrDecay);
    Tensor sum = state.get("sum", () -> parameter.zerosLike().add_(o.initialAccumulatorValue));
    sum.addcmul_(g, g, 1);
    parameter.addcdiv_(g, sum.sqrt().add_(o.eps), -rate);
  }
}
