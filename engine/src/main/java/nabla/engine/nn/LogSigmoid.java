package nabla.engine.nn;

import nabla.engine.tensor.Tensor;

/// Computes the activation `log(sigmoid(x))`, computed without overflow: [Tensor#logsigmoid()].
public final class LogSigmoid extends Module {
  /// Creates the activation, which has no parameters.
  public LogSigmoid() {}

  @Override
  public Tensor forward(Tensor input) {
    return input.logsigmoid();
  }
}
