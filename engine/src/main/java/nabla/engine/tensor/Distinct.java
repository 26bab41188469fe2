package nabla.engine.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// Comparing elements of arrays: different values, counts, places in a sorted sequence. None of it
/// has a gradient.
final class Distinct {
  private Distinct() {}

  /// Returns the different parts of `x` along a dimension; `lines` are the parts as rows.
  static Unique of(Tensor x, int dim, Tensor lines) {
    Guards.onProcessor("unique_dim", x);
    int count = lines.size(0);
    int width = lines.size(1);
    Comparator<Integer> order = order(lines, width);
    Integer[] sorted = new Integer[count];
    Arrays.setAll(sorted, i -> i);
    Arrays.sort(sorted, order);
    long[] inverse = new long[count];
    List<Integer> first = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int last = first.size() - 1;
      if (last < 0 || order.compare(first.get(last), sorted[i]) != 0) {
        first.add(sorted[i]);
        counts.add(1L);
        last++;
      } else {
        counts.set(last, counts.get(last) + 1);
      }
      inverse[sorted[i]] = last;
    }
    long[] positions = first.stream().mapToLong(Integer::longValue).toArray();
    return new Unique(
        x.indexSelect(dim, Creation.tensor(positions, DType.INT64)),
        Creation.tensor(inverse, DType.INT64),
        Creation.tensor(counts.stream().mapToLong(Long::longValue).toArray(), DType.INT64));
  }

  private static Comparator<Integer> order(Tensor lines, int width) {
    if (!lines.dtype().isFloating()) {
      long[] values = lines.toLongArray();
      return (a, b) ->
          Arrays.compare(values, a * width, (a + 1) * width, values, b * width, (b + 1) * width);
    }
    double[] values = lines.toDoubleArray();
    return (a, b) -> {
      for (int i = 0; i < width; i++) {
        double left = values[a * width + i];
        double right = values[b * width + i];
        // A NaN equals no other, so that each is a value of its own; -0 equals 0.
        if (left != right) {
          return left < right || Double.isNaN(right) && !Double.isNaN(left) ? -1 : 1;
        }
      }
      return 0;
    };
  }

  /// Returns the places of values in sorted sequences along the last dimension.
  static Tensor search(Tensor sequence, Tensor values, @Nullable Tensor sorter, boolean right) {
    requireRows(sequence, values, sorter);
    Guards.onProcessor("searchsorted", sequence);
    if (values.numel() > 0) {
      Guards.numbers("searchsorted_out_cpu", sequence, values);
    }
    Tensor sorted = sorter == null ? sequence : sequence.detach().gather(-1, sorter);
    double[] bounds = sorted.detach().toDoubleArray();
    double[] wanted = values.detach().toDoubleArray();
    int length = sequence.size(-1);
    int each = sequence.rank() == 1 || values.rank() == 0 ? 0 : values.size(-1);
    long[] places = new long[wanted.length];
    for (int i = 0; i < places.length; i++) {
      int start = each == 0 ? 0 : i / each * length;
      int place = place(bounds, start, start + length, wanted[i], right);
      places[i] = (long) place - start;
    }
    return Tensor.ofArray(places, values.shape(), DType.INT64);
  }

  private static int place(double[] bounds, int from, int to, double value, boolean right) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      // Written so that a NaN, among the bounds or sought, goes to the right.
      boolean before = right ? !(bounds[middle] > value) : !(bounds[middle] >= value);
      if (before) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static void requireRows(Tensor sequence, Tensor values, @Nullable Tensor sorter) {
    if (sorter != null) {
      requireSorter(sequence, sorter);
    }
    if (sequence.rank() == 0) {
      throw new ShapeException(
          "torch.searchsorted(): boundaries tensor should have positive dimension, but got 0"
              + " dimension",
          "searchsorted.shape",
          sequence.shape(),
          values.shape());
    }
    if (values.rank() == 0 && sequence.rank() != 1) {
      throw new ShapeException(
          ("torch.searchsorted(): input value can be a scalar only when boundaries tensor dimension is"
                  + " 1, but we got boundaries tensor dim(%d) and input value's dim(0) numel(1)")
              .formatted(sequence.rank()),
          "searchsorted.shape",
          sequence.shape(),
          values.shape());
    }
    boolean fits = sequence.rank() == 1 || sequence.rank() == values.rank();
    for (int d = 0; fits && sequence.rank() > 1 && d < sequence.rank() - 1; d++) {
      fits = sequence.size(d) == values.size(d);
    }
    if (!fits) {
      throw new ShapeException(
          ("torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions"
                  + " of boundaries tensor and input value tensor must match, but we got boundaries"
                  + " tensor %s and input value tensor %s")
              .formatted(sequence.shape(), values.shape()),
          "searchsorted.shape",
          sequence.shape(),
          values.shape());
    }
  }

  private static void requireSorter(Tensor sequence, Tensor sorter) {
    if (!sorter.shape().equals(sequence.shape())) {
      throw new ShapeException(
          ("torch.searchsorted(): boundary and sorter must have the same size, but got boundary tensor"
                  + " %sand got sorter tensor %s")
              .formatted(sequence.shape(), sorter.shape()),
          "searchsorted.sorter",
          sequence.shape(),
          sorter.shape());
    }
    if (sorter.dtype() != DType.INT64) {
      throw new DTypeException(
          "torch.searchsorted(): sorter must be a tensor of long dtype but got dtype "
              + sorter.dtype().scalarType(),
          "index.dtype",
          sorter.dtype());
    }
    long last = sequence.rank() == 0 ? 1 : sequence.size(-1);
    for (long place : sorter.detach().toLongArray()) {
      if (place < 0 || place >= last) {
        throw new ShapeException(
            "torch.searchsorted(): sorter index out of range", "index.positive", place, last);
      }
    }
  }

  /// Returns how often each whole number occurs, or the sums of weights.
  static Tensor count(Tensor x, @Nullable Tensor weights, int minLength) {
    if (minLength < 0) {
      throw new ArgumentException("minlength should be >= 0", "bincount.length", minLength);
    }
    long[] values = x.dtype() == DType.INT64 && x.rank() == 1 ? x.toLongArray() : new long[] {-1};
    if (Arrays.stream(values).anyMatch(v -> v < 0)) {
      throw new ArgumentException(
          "bincount only supports 1-d non-negative integral inputs.",
          "bincount.input",
          x.shape(),
          x.dtype());
    }
    if (weights != null && (weights.rank() != 1 || weights.numel() != values.length)) {
      throw new ShapeException(
          "weights should be 1-d and have the same length as input",
          "bincount.weights",
          weights.shape(),
          x.shape());
    }
    int length = (int) Math.max(minLength, Arrays.stream(values).max().orElse(-1) + 1);
    DType dtype = weights == null ? DType.INT64 : DType.FLOAT64;
    if (weights != null && weights.dtype() == DType.FLOAT32) {
      dtype = DType.FLOAT32;
    }
    Tensor ones =
        weights == null ? Creation.ones(x.shape(), dtype, x.device()) : weights.detach().to(dtype);
    return Creation.zeros(Shape.shape(length), dtype, x.device()).indexAdd(0, x, ones);
  }
}
