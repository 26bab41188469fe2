package nabla.engine.backend.cpu;

import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import nabla.engine.backend.Merged;

/// The order in which the elements of several strided pieces of the same sizes are visited.
///
/// Dimensions are [Merged] first.
final class Walk {
  private final int[] sizes;
  private final int[][] strides;
  private final int[] start;

  private Walk(int[] sizes, int[][] strides, int[] start) {
    this.sizes = sizes;
    this.strides = strides;
    this.start = start;
  }

  /// Receives one run: where each piece starts; how many elements it has and how far apart they lie
  /// is [Walk]'s `length()` and `step(k)`.
  @FunctionalInterface
  interface Run {
    void at(int[] offsets);
  }

  /// Returns the walk over pieces of these sizes; `strides[k]` and `offsets[k]` are piece `k`'s.
  static Walk over(int[] sizes, int[][] strides, int[] offsets) {
    Merged merged = Merged.of(sizes, strides);
    return new Walk(merged.sizes(), merged.strides(), offsets.clone());
  }

  /// Returns the number of elements of a run.
  int length() {
    return sizes.length == 0 ? 1 : sizes[sizes.length - 1];
  }

  /// Returns how far apart the elements of a run lie in piece `k`.
  int step(int k) {
    return sizes.length == 0 ? 0 : strides[k][sizes.length - 1];
  }

  /// Returns how far apart the elements of a run lie in the pieces from `first` on.
  int[] steps(int first) {
    int[] result = new int[strides.length - first];
    for (int k = 0; k < result.length; k++) {
      result[k] = step(first + k);
    }
    return result;
  }

  /// Hands this walk on in parts of about `size` elements, along its first dimension: to several
  /// threads if there are several parts.
  void inPieces(int size, Consumer<Walk> work) {
    int outer = sizes.length == 0 ? 1 : sizes[0];
    long count = 1;
    for (int length : sizes) {
      count *= length;
    }
    if (count < 2L * size || outer < 2) {
      work.accept(this);
      return;
    }
    int each = (int) Math.max(2, Math.ceilDiv(size * (long) outer, count));
    int pieces = Math.max(1, outer / each); // the last may be longer: none has a single row
    Workers.forEach(
        pieces,
        piece -> {
          int first = piece * each;
          work.accept(part(first, piece == pieces - 1 ? outer - first : each));
        });
  }

  private Walk part(int first, int count) {
    int[] fewer = sizes.clone();
    fewer[0] = count;
    int[] from = start.clone();
    for (int k = 0; k < from.length; k++) {
      from[k] += first * strides[k][0];
    }
    return new Walk(fewer, strides, from);
  }

  /// Visits every run in row-major order.
  void forEach(Run run) {
    for (int size : sizes) {
      if (size == 0) {
        return;
      }
    }
    int outer = sizes.length - 1;
    int[] offsets = start.clone();
    if (outer <= 0) {
      run.at(offsets);
      return;
    }
    int[] index = new int[outer];
    int visited = 0;
    while (true) {
      run.at(offsets);
      if ((++visited & 0xFFFF) == 0 && Thread.currentThread().isInterrupted()) {
        throw new CancellationException("interrupted");
      }
      int d = outer - 1;
      while (d >= 0 && ++index[d] == sizes[d]) {
        for (int k = 0; k < offsets.length; k++) {
          offsets[k] -= strides[k][d] * (sizes[d] - 1);
        }
        index[d] = 0;
        d--;
      }
      if (d < 0) {
        return;
      }
      for (int k = 0; k < offsets.length; k++) {
        offsets[k] += strides[k][d];
      }
    }
  }

  /// Visits every element.
  void forEachElement(Run run) {
    int length = length();
    int[] at = new int[start.length];
    forEach(
        offsets -> {
          System.arraycopy(offsets, 0, at, 0, at.length);
          for (int i = 0; i < length; i++) {
            run.at(at);
            for (int k = 0; k < at.length; k++) {
              at[k] += step(k);
            }
          }
        });
  }
}
