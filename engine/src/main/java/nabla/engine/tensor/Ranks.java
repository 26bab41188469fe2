package nabla.engine.tensor;

/// Where elements stand in the order of their line: positions for median, k-th value and mode.
///
/// All take tensors without history and give positions with the dimension kept as size 1.
final class Ranks {
  private Ranks() {}

  /// Returns the positions that sort the lines, stably; NaN last.
  private static Tensor order(Tensor x, int d) {
    Tensor order = Tensor.allocate(x.shape(), DType.INT64, x.device());
    x.backend().sort(order.strided(), x.strided(), d, false);
    return order;
  }

  /// Returns the position of the element with so many before it; NaN counts as greatest.
  static Tensor place(Tensor x, int d, int rank) {
    // On a device to sort is quicker than to bring the elements here.
    return x.device() == Device.CPU
        ? QuickSelect.positions(x, d, rank)
        : order(x, d).narrow(d, rank, 1).contiguous();
  }

  /// Returns the position of the lower median, or of the first NaN if there is one.
  static Tensor middle(Tensor x, int d) {
    if (x.rank() == 0) {
      return Creation.zeros(x.shape(), DType.INT64, x.device());
    }
    int size = x.size(d);
    Tensor order = order(x, d);
    Tensor isNan = x.isnan();
    Tensor firstNan = isNan.toLong().argmax(d, Flag.KEEPDIM);
    return Functional.where(
        isNan.any(d, Flag.KEEPDIM), firstNan, order.narrow(d, (size - 1) / 2, 1));
  }

  /// Returns the last position of the most frequent element; of equally frequent ones the least
  /// element counts.
  static Tensor mostFrequent(Tensor x, int d) {
    if (x.rank() == 0) {
      return Creation.zeros(x.shape(), DType.INT64, x.device());
    }
    int size = x.size(d);
    Tensor order = order(x, d);
    Tensor sorted = x.gather(d, order);
    int[] along = new int[x.rank()];
    java.util.Arrays.fill(along, 1);
    along[d] = size;
    Tensor place = Creation.arange(size, x.device()).reshape(along);
    Tensor before = place.sub(1).clampMin(0).expand(x.shape().toArray());
    Tensor starts = sorted.ne(sorted.gather(d, before)).logicalOr(place.eq(0));
    // The place where the run of equal elements began tells how long it is by now.
    Tensor begun = place.mul(starts).cummax(d).values();
    Tensor longest = place.sub(begun).argmax(d, Flag.KEEPDIM);
    return order.gather(d, longest);
  }
}
