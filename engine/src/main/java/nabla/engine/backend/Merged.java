package nabla.engine.backend;

import java.util.Arrays;

/// The dimensions of several strided pieces of the same sizes, those merged that all pieces step
/// through alike, so that contiguous pieces are one run whatever their rank.
///
/// @param sizes none of them 1
/// @param strides those of piece `k` in `strides[k]`; may be longer than the sizes
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Merged(int[] sizes, int[][] strides) {
  /// Merges what can be merged; `strides[k]` are piece `k`'s.
  public static Merged of(int[] sizes, int[][] strides) {
    int rank = sizes.length;
    int pieces = strides.length;
    int[] merged = new int[rank];
    int[][] steps = new int[pieces][rank];
    int count = 0;
    for (int d = 0; d < rank; d++) {
      if (sizes[d] == 1) {
        continue;
      }
      if (count > 0 && continues(strides, steps, d, sizes[d], count - 1)) {
        merged[count - 1] *= sizes[d];
        for (int k = 0; k < pieces; k++) {
          steps[k][count - 1] = strides[k][d];
        }
      } else {
        merged[count] = sizes[d];
        for (int k = 0; k < pieces; k++) {
          steps[k][count] = strides[k][d];
        }
        count++;
      }
    }
    return new Merged(Arrays.copyOf(merged, count), steps);
  }

  private static boolean continues(int[][] strides, int[][] steps, int d, int size, int last) {
    for (int k = 0; k < strides.length; k++) {
      if (steps[k][last] != strides[k][d] * size) {
        return false;
      }
    }
    return true;
  }
}
