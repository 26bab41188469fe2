package nabla.engine.golden;

/// The reductions.
final class ReduceCalls {
  private ReduceCalls() {}

  static void register(Calls calls) {
    calls.op(
        "argmax",
        a ->
            a.has(1, "dim") && a.get(1, "dim") != null
                ? a.tensor(0).argmax(a.integer(1, "dim"), a.keepdim(2))
                : a.tensor(0).argmax());
  }
}
