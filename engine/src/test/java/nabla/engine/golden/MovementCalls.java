package nabla.engine.golden;

import nabla.engine.tensor.Tensor;

/// The movements and factories.
final class MovementCalls {
  private MovementCalls() {}

  static void register(Calls calls) {
    calls.op("permute", a -> a.tensor(0).permute(a.intsFrom(1, "dims")));
    calls.unary("t", Tensor::t);
    calls.op("transpose", a -> a.tensor(0).transpose(a.integer(1, "dim0"), a.integer(2, "dim1")));
    calls.op("view", a -> a.tensor(0).view(a.intsFrom(1, "size")));
  }
}
