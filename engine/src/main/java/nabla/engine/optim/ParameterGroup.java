package nabla.engine.optim;

import java.util.List;
import java.util.Optional;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Parameters that share their options. Schedules change the learning rate while it runs.
public final class ParameterGroup {
  private final List<Tensor> parameters;
  private OptimizerOptions options;
  private @Nullable Double initialLr;

  ParameterGroup(List<Tensor> parameters, OptimizerOptions options) {
    this.parameters = List.copyOf(parameters);
    this.options = options;
  }

  /// Returns the parameters, in the order in which they were given.
  public List<Tensor> parameters() {
    return parameters;
  }

  /// Returns the options that are in force.
  public OptimizerOptions options() {
    return options;
  }

  /// Returns the learning rate that is in force.
  public double lr() {
    return options.lr();
  }

  /// Sets the learning rate of the coming steps.
  public void lr(double lr) {
    options = options.lr(lr);
  }

  /// Returns the learning rate with which schedules begin: the one in force when the first of them
  /// was made.
  double initialLr() {
    Double first = initialLr;
    if (first == null) {
      first = lr();
      initialLr = first;
    }
    return first;
  }

  /// Returns the learning rate with which schedules began, if there is one.
  Optional<Double> begun() {
    return Optional.ofNullable(initialLr);
  }

  void initialLr(double lr) {
    initialLr = lr;
  }

  void inertia(double inertia) {
    options = options.inertia(inertia);
  }
}
