package nabla.engine.tensor;

import nabla.engine.autograd.GradMode;
import nabla.engine.autograd.Meta;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Rebase;
import nabla.engine.error.DTypeException;
import nabla.engine.error.GradientException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// The rules of changing a tensor in place: what may be changed, and whose history changes with it.
final class InPlaceChecks {
  private InPlaceChecks() {}

  static ShapeException shape(Shape own, Shape broadcast) {
    return new ShapeException(
        "output with shape %s doesn't match the broadcast shape %s".formatted(own, broadcast),
        "inplace.shape",
        own,
        broadcast);
  }

  static DTypeException cast(DType given, DType wanted) {
    return cast(given, wanted.scalarType(), wanted);
  }

  static DTypeException cast(DType given, String named, DType wanted) {
    return new DTypeException(
        "result type %s can't be cast to the desired output type %s"
            .formatted(given.scalarType(), named),
        "inplace.cast",
        given,
        wanted);
  }

  /// Throws unless the tensor may be changed in place by an operation of these operands.
  static void writable(Tensor self, Tensor... operands) {
    if (Layouts.overlaps(self)) {
      throw new ShapeException(
          "unsupported operation: more than one element of the written-to tensor refers to a single"
              + " memory location. Please clone() the tensor before performing the operation.",
          "inplace.overlap",
          self.shape());
    }
    changeable(self, operands);
  }

  /// Throws unless the tensor may be changed in place by an operation of these operands that does
  /// not write its elements.
  static void changeable(Tensor self, Tensor... operands) {
    Meta meta = self.meta();
    if (!meta.version().isTracked() && !GradMode.isInferenceModeEnabled()) {
      throw new GradientException(
          "Inplace update to inference tensor outside InferenceMode is not allowed."
              + "You can make a clone to get a normal tensor before doing inplace update."
              + "See https://github.com/pytorch/rfcs/pull/17 for more details.",
          "inference.inplace");
    }
    if (!GradMode.isRecording()) {
      return;
    }
    boolean recorded = false;
    for (Tensor operand : operands) {
      recorded |= operand.requiresGrad();
    }
    if (recorded) {
      recordable(self, meta);
    }
  }

  private static void recordable(Tensor self, Meta meta) {
    Meta.ViewOf view = meta.view();
    if (view != null) {
      recordableView(self, meta, view);
    }
    if (self.requiresGrad() && self.isLeaf()) {
      throw new GradientException(
          "a leaf Variable that requires grad is being used in an in-place operation.",
          "inplace.leaf");
    }
  }

  // The order is PyTorch's: where a view came from matters more than what it shows.
  private static void recordableView(Tensor self, Meta meta, Meta.ViewOf view) {
    view.requireChangeable(self.gradFn(), meta.outputIndex(), false);
    if (self.requiresGrad() && view.base().isLeaf()) {
      throw new GradientException(
          "a view of a leaf Variable that requires grad is being used in an in-place operation.",
          "inplace.leafView");
    }
  }

  /// Ends an operation whose result is in its first operand: counts the change.
  ///
  /// @param written what has been written: the operand itself where the target is in place
  static Tensor end(Target target, Tensor written, @Nullable Node node) {
    if (target == Target.IN_PLACE) {
      return changed(written, node);
    }
    return node == null ? written : node.end(written);
  }

  /// Counts the change and gives the tensor, and the base it may view, the history of `node`.
  static Tensor changed(Tensor self, @Nullable Node node) {
    self.meta().version().bump();
    if (node != null) {
      Rebase.onto(self, node);
    }
    return self;
  }
}
