package nabla.engine.nn;

import nabla.engine.tensor.Creation;
import nabla.engine.tensor.Parameter;
import nabla.engine.tensor.Shape;

/// Where parameters begin, unless an initialiser changes it.
final class Starts {
  private Starts() {}

  /// Returns a parameter with numbers drawn evenly from `±bound`.
  static Parameter uniform(double bound, int... sizes) {
    return new Parameter(Creation.rand(Shape.shape(sizes)).mul(2 * bound).sub(bound));
  }

  /// Returns a parameter of equal numbers.
  static Parameter constant(double value, int... sizes) {
    return new Parameter(Creation.full(Shape.shape(sizes), value));
  }
}
