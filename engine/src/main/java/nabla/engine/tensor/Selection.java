package nabla.engine.tensor;

import java.util.Arrays;

/// Choosing the first `k` of an order without sorting the rest.
///
/// Which of several equal elements is chosen is not defined, but a reader who compares with PyTorch
/// should see the same ones: these are the steps of the C++ standard library that PyTorch uses
/// (`nth_element`, `sort`, `partial_sort` of libstdc++) on positions.
final class Selection {
  private static final int SHORT = 16;

  private final Before before;
  private final int[] at;

  private Selection(int count, Before before) {
    this.before = before;
    this.at = new int[count];
    Arrays.setAll(at, i -> i);
  }

  /// Tells whether the element at one position comes before another's.
  @FunctionalInterface
  interface Before {
    boolean test(int a, int b);
  }

  /// Returns the positions of the first `k` of `count` elements, in order.
  static int[] first(int k, int count, Before before) {
    if (k == 0) {
      return new int[0];
    }
    Selection selection = new Selection(count, before);
    if (k * 64L <= count) {
      selection.partialSort(0, k, count);
    } else {
      selection.nthElement(k - 1, count);
      selection.sort(0, k - 1);
    }
    return Arrays.copyOf(selection.at, k);
  }

  private boolean less(int i, int j) {
    return before.test(at[i], at[j]);
  }

  private void swap(int i, int j) {
    int kept = at[i];
    at[i] = at[j];
    at[j] = kept;
  }

  private static int depth(int count) {
    return count < 1 ? 0 : 2 * (31 - Integer.numberOfLeadingZeros(count));
  }

  private void nthElement(int nth, int end) {
    int first = 0;
    int last = end;
    for (int depth = depth(end); last - first > 3; depth--) {
      if (depth == 0) {
        heapSelect(first, nth + 1, last);
        swap(first, nth);
        return;
      }
      int cut = partition(first, last);
      if (cut <= nth) {
        first = cut;
      } else {
        last = cut;
      }
    }
    insertionSort(first, last);
  }

  private void sort(int first, int last) {
    if (first == last) {
      return;
    }
    sortParts(first, last, depth(last - first));
    int head = Math.min(last, first + SHORT);
    insertionSort(first, head);
    for (int i = head; i < last; i++) {
      insert(i);
    }
  }

  private void sortParts(int first, int end, int allowed) {
    int last = end;
    for (int depth = allowed; last - first > SHORT; depth--) {
      if (depth == 0) {
        partialSort(first, last, last);
        return;
      }
      int cut = partition(first, last);
      sortParts(cut, last, depth - 1);
      last = cut;
    }
  }

  private int partition(int first, int last) {
    medianToFirst(first, first + 1, first + (last - first) / 2, last - 1);
    int low = first + 1;
    int high = last;
    while (true) {
      while (less(low, first)) {
        low++;
      }
      high--;
      while (less(first, high)) {
        high--;
      }
      if (low >= high) {
        return low;
      }
      swap(low, high);
      low++;
    }
  }

  private void medianToFirst(int result, int a, int b, int c) {
    if (less(a, b)) {
      swap(result, less(b, c) ? b : less(a, c) ? c : a);
    } else {
      swap(result, less(a, c) ? a : less(b, c) ? c : b);
    }
  }

  private void insertionSort(int first, int last) {
    for (int i = first + 1; i < last; i++) {
      if (less(i, first)) {
        int value = at[i];
        System.arraycopy(at, first, at, first + 1, i - first);
        at[first] = value;
      } else {
        insert(i);
      }
    }
  }

  private void insert(int position) {
    int value = at[position];
    int hole = position;
    while (before.test(value, at[hole - 1])) {
      at[hole] = at[hole - 1];
      hole--;
    }
    at[hole] = value;
  }

  private void partialSort(int first, int middle, int last) {
    heapSelect(first, middle, last);
    for (int end = middle; end - first > 1; end--) {
      popHeap(first, end - 1, end - 1);
    }
  }

  private void heapSelect(int first, int middle, int last) {
    int length = middle - first;
    for (int parent = (length - 2) / 2; length > 1 && parent >= 0; parent--) {
      adjustHeap(first, parent, length, at[first + parent]);
    }
    for (int i = middle; i < last; i++) {
      if (less(i, first)) {
        popHeap(first, middle, i);
      }
    }
  }

  private void popHeap(int first, int last, int result) {
    int value = at[result];
    at[result] = at[first];
    adjustHeap(first, 0, last - first, value);
  }

  private void adjustHeap(int first, int top, int length, int value) {
    int hole = top;
    int child = top;
    while (child < (length - 1) / 2) {
      child = 2 * (child + 1);
      if (less(first + child, first + child - 1)) {
        child--;
      }
      at[first + hole] = at[first + child];
      hole = child;
    }
    if ((length & 1) == 0 && child == (length - 2) / 2) {
      child = 2 * (child + 1);
      at[first + hole] = at[first + child - 1];
      hole = child - 1;
    }
    int parent = (hole - 1) / 2;
    while (hole > top && before.test(at[first + parent], value)) {
      at[first + hole] = at[first + parent];
      hole = parent;
      parent = (hole - 1) / 2;
    }
    at[first + hole] = value;
  }

  /// Returns the positions along a dimension of the `k` greatest (or least) elements.
  static Tensor topk(Tensor x, int k, int dim, boolean greatest) {
    if (x.rank() == 0) {
      return Creation.zeros(Shape.shape(), DType.INT64, x.device());
    }
    if (x.device() != Device.CPU) {
      Flag[] order = greatest ? new Flag[] {Flag.DESCENDING} : new Flag[0];
      return x.detach().argsort(dim, order).narrow(dim, 0, k).contiguous();
    }
    int size = x.size(dim);
    Tensor lines = x.detach().movedim(dim, -1);
    int count = size == 0 ? 0 : x.numel() / size;
    long[] result = new long[count * k];
    Object values = x.dtype().isFloating() ? lines.toDoubleArray() : lines.toLongArray();
    for (int line = 0; line < count; line++) {
      int start = line * size;
      int[] first =
          first(
              k,
              size,
              values instanceof double[] reals
                  ? (a, b) -> beats(reals[start + a], reals[start + b], greatest)
                  : (a, b) ->
                      beats(((long[]) values)[start + a], ((long[]) values)[start + b], greatest));
      for (int i = 0; i < k; i++) {
        result[line * k + i] = first[i];
      }
    }
    Shape shape = lines.shape().with(x.rank() - 1, k);
    return Tensor.ofArray(result, shape, DType.INT64).movedim(-1, dim).copyAs(DType.INT64);
  }

  // NaN counts as greatest.
  private static boolean beats(double a, double b, boolean greatest) {
    return greatest
        ? Double.isNaN(a) && !Double.isNaN(b) || a > b
        : !Double.isNaN(a) && Double.isNaN(b) || a < b;
  }

  private static boolean beats(long a, long b, boolean greatest) {
    return greatest ? a > b : a < b;
  }
}
