package nabla.engine.golden;

/// Linear algebra.
final class LinearCalls {
  private LinearCalls() {}

  static void register(Calls calls) {
    calls.op("mm", a -> a.tensor(0).mm(a.tensor(1, "mat2")));
    calls.op("bmm", a -> a.tensor(0).bmm(a.tensor(1, "mat2")));
  }
}
