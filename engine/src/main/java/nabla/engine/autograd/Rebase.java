package nabla.engine.autograd;

import nabla.engine.tensor.Tensor;

/// Gives a tensor that was changed in place its new history.
public final class Rebase {
  private Rebase() {}

  /// Makes `node`, whose first input is the old tensor, the history of the tensor; for a view the
  /// history of its base.
  public static void onto(Tensor changed, Node node) {
    Meta meta = Meta.of(changed);
    if (!node.isRecorded()) {
      node.carryOnto(changed);
      return;
    }
    Meta.ViewOf view = meta.view();
    if (view == null) {
      node.end(changed);
    } else {
      CopySlices.rebase(view.base(), view.replay(), node, changed);
      meta.forgetHistory();
      node.keepOutputIfSaved(changed);
    }
  }
}
