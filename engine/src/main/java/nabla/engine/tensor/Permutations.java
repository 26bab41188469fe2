package nabla.engine.tensor;

import java.util.Arrays;
import nabla.engine.error.ShapeException;

/// Orders of dimensions.
final class Permutations {
  private Permutations() {}

  /// Returns the order in which the source dimensions stand at the destinations and the rest keeps
  /// its order.
  static int[] moved(Tensor x, int[] source, int[] destination) {
    if (source.length != destination.length) {
      throw new ShapeException(
          ("movedim: Invalid source or destination dims: source (%s dims) should contain the same"
                  + " number of dims as destination (%s dims)")
              .formatted(Arrays.toString(source), Arrays.toString(destination)),
          "movedim.count",
          source.length,
          destination.length);
    }
    int[] from = wrapped(x, "source", source);
    int[] to = wrapped(x, "destination", destination);
    int[] order = new int[x.rank()];
    Arrays.fill(order, -1);
    boolean[] used = new boolean[x.rank()];
    if (x.rank() == 0) {
      return order;
    }
    for (int i = 0; i < from.length; i++) {
      order[to[i]] = from[i];
      used[from[i]] = true;
    }
    int next = 0;
    for (int d = 0; d < order.length; d++) {
      if (order[d] < 0) {
        while (used[next]) {
          next++;
        }
        order[d] = next++;
      }
    }
    return order;
  }

  private static int[] wrapped(Tensor x, String what, int... dims) {
    int[] result = new int[dims.length];
    for (int i = 0; i < dims.length; i++) {
      result[i] = x.shape().wrap(dims[i]);
    }
    if (Arrays.stream(result).distinct().count() != result.length) {
      throw new ShapeException(
          "movedim: repeated dim in `%s` (%s)".formatted(what, Arrays.toString(dims)),
          "dim.twice",
          dims[0]);
    }
    return result;
  }
}
