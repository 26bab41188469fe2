package nabla.engine.tensor;

/// Several dimensions, as `dim=(0, 1)` in PyTorch.
public record Dims(java.util.List<Integer> list) {
  /// Creates the list; it is copied.
  public Dims {
    list = java.util.List.copyOf(list);
  }

  /// Returns these dimensions; negative ones count from the end.
  public static Dims dims(int... dims) {
    return new Dims(java.util.Arrays.stream(dims).boxed().toList());
  }

  int[] toArray() {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}
