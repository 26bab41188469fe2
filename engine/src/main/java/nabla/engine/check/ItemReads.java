package nabla.engine.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import nabla.engine.autograd.Cut;
import nabla.engine.autograd.Cuts;
import nabla.engine.autograd.Node;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The last numbers that were read from tensors with a history: a number carries none, so it is
/// known again by its value.
final class ItemReads {
  private static final int LAST = 256;

  private record Read(double value, Cuts cuts) {}

  private final Deque<Read> reads = new ArrayDeque<>();

  synchronized void add(Tensor tensor, double value) {
    // These come up too often by themselves.
    if (value == 0 || Math.abs(value) == 1 || Math.abs(value) == 2) {
      return;
    }
    Cuts cuts = Cuts.through(Cut.Kind.ITEM, "item", tensor);
    if (cuts != null) {
      reads.addLast(new Read(value, cuts));
      if (reads.size() > LAST) {
        reads.removeFirst();
      }
    }
  }

  /// Returns where a number was read that depends on the leaf and stands in the graph, or null.
  @Nullable Cut cutOf(Tensor leaf, Inspection in) {
    for (Read read : entering(in)) {
      Cut cut = read.cuts.of(leaf);
      if (cut != null) {
        return cut;
      }
    }
    return null;
  }

  List<Cut> enteringInto(Inspection in) {
    return entering(in).stream().flatMap(read -> read.cuts.all().stream()).toList();
  }

  private synchronized List<Read> entering(Inspection in) {
    List<Read> entering = new ArrayList<>();
    if (!reads.isEmpty()) {
      for (Node node : in.nodes()) {
        for (int i = 0; i < node.nextEdges().length; i++) {
          Tensor number = node.number(i) == null ? node.saved().peek(i) : node.number(i);
          if (node.nextEdges()[i] == null && number != null && number.numel() == 1) {
            double value = number.item();
            reads.stream()
                .filter(read -> read.value == value || (float) read.value == (float) value)
                .forEach(entering::add);
          }
        }
      }
    }
    return entering;
  }
}
