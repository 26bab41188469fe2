package nabla.engine.tensor;

/// Hoare's selection with the median of three, in the steps that PyTorch takes, so that among equal
/// elements the same one is found.
final class QuickSelect {
  private final long[] keys;
  private final int[] places;

  private QuickSelect(long[] keys) {
    this.keys = keys;
    this.places = new int[keys.length];
    java.util.Arrays.setAll(places, i -> i);
  }

  /// Returns the position of the element with so many before it in each line, the dimension kept
  /// with size 1; NaN counts as greatest.
  static Tensor positions(Tensor x, int dim, int rank) {
    Tensor lines = x.transpose(dim, -1);
    long[] keys = keys(lines);
    int size = x.size(dim);
    long[] found = new long[keys.length / size];
    for (int line = 0; line < found.length; line++) {
      long[] part = java.util.Arrays.copyOfRange(keys, line * size, (line + 1) * size);
      found[line] = new QuickSelect(part).select(rank);
    }
    int[] sizes = lines.shape().with(lines.rank() - 1, 1).toArray();
    return Creation.tensor(found, DType.INT64).reshape(sizes).transpose(dim, -1);
  }

  private static long[] keys(Tensor x) {
    if (!x.dtype().isFloating()) {
      return x.toLongArray();
    }
    double[] values = x.toDoubleArray();
    long[] keys = new long[values.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = key(values[i]);
    }
    return keys;
  }

  // Whole numbers in the order of the doubles; -0 equals 0.
  private static long key(double value) {
    if (Double.isNaN(value)) {
      return Long.MAX_VALUE;
    }
    long bits = Double.doubleToRawLongBits(value + 0.0);
    return bits >= 0 ? bits : bits ^ Long.MAX_VALUE;
  }

  private int select(int rank) {
    int left = 0;
    int right = keys.length - 1;
    while (right > left + 1) {
      pivot(left, right);
      long pivot = keys[left];
      int i = left + 1;
      int j = right;
      while (true) {
        do {
          i++;
        } while (keys[i] < pivot);
        do {
          j--;
        } while (keys[j] > pivot);
        if (j < i) {
          break;
        }
        swap(i, j);
      }
      swap(left, j);
      if (j <= rank) {
        left = i;
      }
      if (j >= rank) {
        right = j - 1;
      }
    }
    if (right == left + 1) {
      order(left, right);
    }
    return places[rank];
  }

  private void pivot(int left, int right) {
    swap(left + (right - left) / 2, left + 1);
    order(left + 1, right);
    order(left, right);
    order(left + 1, left);
  }

  private void order(int first, int second) {
    if (keys[first] > keys[second]) {
      swap(first, second);
    }
  }

  private void swap(int a, int b) {
    long key = keys[a];
    keys[a] = keys[b];
    keys[b] = key;
    int place = places[a];
    places[a] = places[b];
    places[b] = place;
  }
}
