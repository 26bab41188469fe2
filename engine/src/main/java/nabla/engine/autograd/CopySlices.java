package nabla.engine.autograd;

import java.util.function.UnaryOperator;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The history of a base after a view of it was changed in place.
///
/// After `v = base.at(…)` and `v.mul_(2)`, the base is a mixture of old and new elements. Its
/// gradient therefore flows unchanged to the old base where `v` does not reach, and through the
/// in-place operation where it does. Named after PyTorch's node of the same purpose.
final class CopySlices implements Node.Backward {
  private final Tensor layout;
  private final UnaryOperator<Tensor> replay;
  private final Node inner;

  private CopySlices(Tensor layout, UnaryOperator<Tensor> replay, Node inner) {
    this.layout = layout;
    this.replay = replay;
    this.inner = inner;
  }

  /// Gives the base of an in-place changed view its new history, `inner` being the operation's
  /// node.
  static void rebase(Tensor base, UnaryOperator<Tensor> replay, Node inner, Tensor view) {
    @Nullable Edge[] edges = inner.edges().clone();
    edges[0] = Meta.edgeOf(base);
    inner.adoptOutput(view);
    Node node = Node.of("CopySlices", edges, new CopySlices(Meta.alias(base), replay, inner));
    node.adoptOutput(base);
    Meta.of(base).setHistory(node, 0);
  }

  @Override
  public @Nullable Tensor[] apply(@Nullable Tensor[] grads, Saved saved, boolean[] needed) {
    Tensor g = grads[0];
    if (g == null) {
      return new @Nullable Tensor[needed.length];
    }
    Tensor result = Meta.access().copy(g, layout);
    Tensor slice = replay.apply(result);
    // Asked for even if the base needs no gradient: the operation's other inputs may.
    @Nullable Tensor[] through =
        inner.backward().apply(new Tensor[] {slice.clone()}, inner.saved(), innerNeeds(needed));
    Tensor old = through[0];
    if (old == null) {
      slice.zero_();
    } else {
      slice.copy_(old);
    }
    through[0] = result;
    return through;
  }

  private boolean[] innerNeeds(boolean[] needed) {
    boolean[] wanted = needed.clone();
    wanted[0] = inner.edges()[0] != null || needed[0];
    return wanted;
  }

  Node inner() {
    return inner;
  }
}
