package nabla.engine.nn;

import nabla.engine.tensor.Parameter;
import nabla.engine.tensor.Tensor;

/// Computes `x` where it is positive, else `weight · x` with a slope that is learnt:
/// [Tensor#prelu(Tensor)] (He et al. 2015).
public final class PReLU extends Module {
  private final Parameter weight;

  /// Creates the activation with one slope, 0.25 at first.
  public PReLU() {
    this(1);
  }

  /// Creates the activation with a slope for each channel, 0.25 at first.
  public PReLU(int numParameters) {
    this(numParameters, 0.25);
  }

  /// Creates the activation with slopes that begin equal.
  public PReLU(int numParameters, double init) {
    weight = Starts.constant(init, numParameters);
  }

  @Override
  public Tensor forward(Tensor input) {
    return input.prelu(weight);
  }

  /// Returns the slopes.
  public Parameter weight() {
    return weight;
  }

  @Override
  protected String extraRepr() {
    return "num_parameters=" + weight.size(0);
  }
}
