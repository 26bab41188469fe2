package nabla.engine.golden;

import java.util.ArrayList;
import java.util.List;
import nabla.engine.tensor.Flag;
import nabla.engine.tensor.GoldenAccess;
import nabla.engine.tensor.Lookup;
import nabla.engine.tensor.Selected;
import nabla.engine.tensor.Tensor;
import nabla.engine.tensor.Unique;

/// The operations of order, and class numbers.
final class SortingCalls {
  private SortingCalls() {}

  static void register(Calls calls) {
    calls.op("sort", a -> both(a.tensor(0).sort(a.integer(1, "dim", -1), descending(a))));
    calls.op("argsort", a -> a.tensor(0).argsort(a.integer(1, "dim", -1), descending(a)));
    calls.unary("msort", Tensor::msort);
    calls.op("topk", SortingCalls::topk);
    calls.op("unique", SortingCalls::unique);
    calls.op("isin", a -> a.tensor(0, "elements").isin(a.tensor(1, "test_elements")));
    calls.op("bincount", SortingCalls::bincount);
    calls.op("bucketize", a -> a.tensor(0).bucketize(a.tensor(1, "boundaries"), right(a)));
    calls.op("searchsorted", SortingCalls::searchsorted);
    calls.op("one_hot", a -> Lookup.oneHot(a.tensor(0), a.integer(1, "num_classes", -1)));
    calls.op("embedding", SortingCalls::embedding);
  }

  private static List<Tensor> both(Selected sorted) {
    return List.of(sorted.values(), sorted.indices());
  }

  private static Flag[] descending(Args a) {
    return flags(a.flag(2, "descending", false), Flag.DESCENDING);
  }

  private static Flag[] flags(boolean set, Flag flag) {
    return set ? new Flag[] {flag} : new Flag[0];
  }

  private static Object topk(Args a) {
    Flag[] flags = flags(!a.flag(3, "largest", true), Flag.SMALLEST);
    return both(a.tensor(0).topk(a.integer(1, "k"), a.integer(2, "dim", -1), flags));
  }

  private static Object unique(Args a) {
    Unique unique =
        a.get(-1, "dim") == null
            ? a.tensor(0).uniqueWithCounts()
            : a.tensor(0).uniqueWithCounts(a.integer(-1, "dim"));
    List<Tensor> result = new ArrayList<>(List.of(unique.values()));
    if (a.flag(-1, "return_inverse", false)) {
      result.add(unique.inverse());
    }
    if (a.flag(-1, "return_counts", false)) {
      result.add(unique.counts());
    }
    return result.size() == 1 ? unique.values() : result;
  }

  private static Tensor bincount(Args a) {
    Tensor weights = a.tensorOrNull(1, "weights");
    int length = a.integer(2, "minlength", 0);
    return weights == null ? a.tensor(0).bincount(length) : a.tensor(0).bincount(weights, length);
  }

  private static Flag[] right(Args a) {
    boolean right = a.flag(-1, "right", false) || a.text(-1, "side", "left").equals("right");
    return flags(right, Flag.RIGHT);
  }

  private static Tensor searchsorted(Args a) {
    Tensor sequence = a.tensor(0, "sorted_sequence");
    Object input = a.require(1, "input");
    Tensor values = input instanceof Tensor tensor ? tensor : GoldenAccess.number(input);
    Tensor sorter = a.tensorOrNull(-1, "sorter");
    return sorter == null
        ? sequence.searchsorted(values, right(a))
        : sequence.searchsorted(values, sorter, right(a));
  }

  private static Tensor embedding(Args a) {
    Tensor indices = a.tensor(0);
    Tensor weight = a.tensor(1, "weight");
    return a.get(2, "padding_idx") == null
        ? Lookup.embedding(indices, weight)
        : Lookup.embedding(indices, weight, a.integer(2, "padding_idx"));
  }
}
