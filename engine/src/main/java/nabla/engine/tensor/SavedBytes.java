package nabla.engine.tensor;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import nabla.engine.autograd.Edge;
import nabla.engine.autograd.Node;
import nabla.engine.backend.Buffer;
import org.jspecify.annotations.Nullable;

/// Weighs what the operations of a graph keep for its backward pass.
final class SavedBytes {
  private final Set<Buffer> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private long bytes;

  private SavedBytes() {}

  static long of(Tensor root) {
    SavedBytes saved = new SavedBytes();
    Node start = root.gradFn();
    if (start != null) {
      saved.walk(start);
    }
    return saved.bytes;
  }

  private void walk(Node start) {
    Set<Node> nodes = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Node> stack = new ArrayDeque<>(List.of(start));
    nodes.add(start);
    while (!stack.isEmpty()) {
      Node node = stack.pop();
      node.saved().peekAll().forEach(this::add);
      for (@Nullable Edge edge : node.nextEdges()) {
        if (edge != null && nodes.add(edge.node())) {
          stack.push(edge.node());
        }
      }
    }
  }

  private void add(Tensor tensor) {
    Buffer buffer = tensor.storage().buffer();
    if (!tensor.isNumber() && seen.add(buffer)) {
      bytes += (long) buffer.size() * width(buffer);
    }
  }

  private static int width(Buffer buffer) {
    return switch (buffer.kind()) {
      case FLOAT32 -> Float.BYTES;
      case FLOAT64 -> Double.BYTES;
      case INT64 -> Long.BYTES;
      case BOOL -> Byte.BYTES;
    };
  }
}
