package nabla.engine.golden;

/// The indexing operations, gathering and sorting.
final class IndexingCalls {
  private IndexingCalls() {}

  static void register(Calls calls) {
    calls.op("select", a -> a.tensor(0).select(a.integer(1, "dim"), a.integer(2, "index")));
  }
}
