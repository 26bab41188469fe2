package nabla.engine.optim;

import java.util.List;
import java.util.OptionalDouble;
import nabla.engine.error.ArgumentException;
import nabla.engine.tensor.Tensor;

/// Gradient descent: `p ← p - lr · g`, with momentum if asked for.
public final class SGD extends PerParameter {
  /// Creates an optimizer with the learning rate 0.001, as PyTorch does.
  public SGD(List<Tensor> parameters) {
    this(parameters, options());
  }

  /// Creates an optimizer without momentum.
  public SGD(List<Tensor> parameters, double lr) {
    this(parameters, options(lr));
  }

  /// Creates an optimizer.
  public SGD(List<Tensor> parameters, Options options) {
    super(parameters, options);
  }

  /// Adds parameters with options of their own and returns this.
  public SGD addGroup(List<Tensor> parameters, Options options) {
    add(parameters, options);
    return this;
  }

  /// Returns PyTorch's default options: learning rate 0.001, no momentum.
  public static Options options() {
    return options(1e-3);
  }

  /// Returns the default options with a learning rate.
  public static Options options(double lr) {
    return new Options(lr, 0, 0, 0, false, false);
  }

  /// The options of [SGD].
  ///
  /// @param lr the length of a step, for a gradient of length 1
  /// @param momentum how much of the last step's direction stays
  /// @param dampening how much of the new gradient the momentum leaves out
  /// @param weightDecay how strongly each parameter is drawn towards 0
  /// @param nesterov whether the step looks ahead along the momentum
  /// @param maximize whether the objective shall rise instead of fall
  public record Options(
      double lr,
      double momentum,
      double dampening,
      double weightDecay,
      boolean nesterov,
      boolean maximize)
      implements OptimizerOptions {
    @Override
    public Options lr(double lr) {
      return new Options(lr, momentum, dampening, weightDecay, nesterov, maximize);
    }

    /// Returns a copy with another momentum.
    public Options momentum(double momentum) {
      return new Options(lr, momentum, dampening, weightDecay, nesterov, maximize);
    }

    /// Returns a copy with another dampening.
    public Options dampening(double dampening) {
      return new Options(lr, momentum, dampening, weightDecay, nesterov, maximize);
    }

    /// Returns a copy with another weight decay.
    public Options weightDecay(double weightDecay) {
      return new Options(lr, momentum, dampening, weightDecay, nesterov, maximize);
    }

    /// Returns a copy with Nesterov's look ahead or without.
    public Options nesterov(boolean nesterov) {
      return new Options(lr, momentum, dampening, weightDecay, nesterov, maximize);
    }

    /// Returns a copy that climbs, or descends.
    public Options maximize(boolean maximize) {
      return new Options(lr, momentum, dampening, weightDecay, nesterov, maximize);
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
      Checks.notNegative("momentum value", momentum);
      Checks.notNegative("weight_decay value", weightDecay);
      if (nesterov && (momentum <= 0 || dampening != 0)) {
        throw new ArgumentException(
            "Nesterov momentum requires a momentum and zero dampening", "optim.nesterov");
      }
    }
  }

  @Override
  void update(OptimizerOptions options, Tensor parameter, Tensor gradient, State state) {
    Options o = (Options) options;
    Tensor g = o.maximize ? gradient.neg() : gradient;
    if (o.weightDecay != 0) {
      g = g.add(parameter, o.weightDecay);
    }
    if (o.momentum != 0) {
      Tensor first = g;
      boolean running = state.has("momentum_buffer");
      Tensor buffer = state.get("momentum_buffer", first::clone);
      if (running) {
        buffer.mul_(o.momentum).add_(g, 1 - o.dampening);
      }
      g = o.nesterov ? g.add(buffer, o.momentum) : buffer;
    }
    parameter.add_(g, -o.lr);
  }
}
