package nabla.engine.optim;

import nabla.engine.error.ArgumentException;

/// What the options of several optimizers and schedules have in common.
final class Checks {
  private Checks() {}

  /// Raises an error unless the value is 0 or more. NaN is not.
  static void notNegative(String name, double value) {
    if (!(value >= 0)) {
      throw new ArgumentException(
          "Invalid " + name + ": " + number(value), "optim.negative", name, number(value));
    }
  }

  /// Raises an error unless the value is at least 0 and less than 1.
  static void beta(int index, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new ArgumentException(
          "Invalid beta parameter at index " + index + ": " + number(value),
          "optim.beta",
          index,
          number(value));
    }
  }

  /// Raises an error with PyTorch's sentence unless a factor is in its bounds.
  static void factor(boolean good, String sentence, double value) {
    if (!good) {
      throw new ArgumentException(sentence, "schedule.factor", number(value));
    }
  }

  /// Raises an error with PyTorch's sentence unless a number of steps is at least `least`.
  static void steps(int value, int least, String sentence) {
    if (value < least) {
      throw new ArgumentException(sentence, "schedule.steps", least, value);
    }
  }

  /// Returns the number as Python writes it; a whole one as an int, as a learner has written it.
  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    return Double.isNaN(value) ? "nan" : Double.toString(value);
  }
}
