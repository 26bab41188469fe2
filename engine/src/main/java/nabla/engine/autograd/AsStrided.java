package nabla.engine.autograd;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The history of a view whose base was changed in place after the view was made.
///
/// The way the view was recorded leads to the elements as they were; this node leads to the base as
/// it is now, in one step however many views lie between. Named after PyTorch's node of the same
/// purpose.
final class AsStrided implements Node.Backward {
  private final Tensor layout;
  private final UnaryOperator<Tensor> replay;

  private AsStrided(Tensor layout, UnaryOperator<Tensor> replay) {
    this.layout = layout;
    this.replay = replay;
  }

  /// Returns the node of a view of `base` whose state is `view`.
  static Node of(Tensor base, UnaryOperator<Tensor> replay, Meta view) {
    Tensor layout = Meta.alias(base);
    @Nullable Edge[] edges = {Meta.edgeOf(base)};
    Node node = Node.of("AsStridedBackward0", edges, new AsStrided(layout, replay));
    try (GradMode.Scope _ = GradMode.noGrad()) {
      node.adoptOutput(replay.apply(layout), view);
    }
    return node;
  }

  // The view is linear in its base, so its derivative is found by making it once more, of a leaf.
  @Override
  public @Nullable Tensor[] apply(@Nullable Tensor[] grads, Saved saved, boolean[] needed) {
    Tensor g = grads[0];
    if (g == null || !needed[0]) {
      return new @Nullable Tensor[1];
    }
    boolean create = GradMode.isGradEnabled();
    Tensor leaf = Meta.alias(layout);
    Meta.of(leaf).setRequiresGrad(true);
    Tensor seen;
    try (GradMode.Scope _ = GradMode.enableGrad()) {
      seen = replay.apply(leaf);
    }
    return Gradients.grad(List.of(seen), Arrays.asList(g), List.of(leaf), create, create, false)
        .toArray(new @Nullable Tensor[0]);
  }
}
