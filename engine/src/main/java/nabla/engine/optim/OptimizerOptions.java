package nabla.engine.optim;

import java.util.OptionalDouble;

/// The options of a parameter group: a record that each optimizer has of its own.
///
/// A changed option is a changed copy, as in `SGD.options(0.1).momentum(0.9)`. The values are
/// judged when an optimizer takes them, because some are right only together.
public sealed interface OptimizerOptions
    permits SGD.Options,
        Adam.Options,
        RMSprop.Options,
        Adagrad.Options,
        Adadelta.Options,
        LBFGS.Options {

  /// Returns the learning rate.
  double lr();

  /// Returns a copy with another learning rate.
  OptimizerOptions lr(double lr);

  /// Raises an error if the values make no sense.
  void check();

  /// Returns what a schedule calls momentum, if there is such a thing: for Adam the first beta.
  default OptionalDouble inertia() {
    return OptionalDouble.empty();
  }

  /// Returns a copy with another [#inertia()]; the same where there is none.
  default OptimizerOptions inertia(double inertia) {
    return this;
  }
}
