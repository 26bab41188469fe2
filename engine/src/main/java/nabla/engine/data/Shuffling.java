package nabla.engine.data;

import static nabla.engine.tensor.Creation.randperm;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/// The numbers of examples in a random order.
final class Shuffling {
  private Shuffling() {}

  /// Returns 0, 1, … before `count` in an order that the engine's seed decides.
  static int[] indices(int count) {
    return Arrays.stream(randperm(count).toLongArray()).mapToInt(value -> (int) value).toArray();
  }

  /// Returns 0, 1, … before `count` in an order that the generator decides (Fisher and Yates).
  static int[] indices(int count, Random random) {
    int[] indices = IntStream.range(0, count).toArray();
    for (int i = count - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int moved = indices[i];
      indices[i] = indices[other];
      indices[other] = moved;
    }
    return indices;
  }
}
