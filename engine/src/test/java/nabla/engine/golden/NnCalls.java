package nabla.engine.golden;

/// The functions of neural networks: activations, losses, normalisation, convolution.
final class NnCalls {
  private NnCalls() {}

  static void register(Calls calls) {}
}
