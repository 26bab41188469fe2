package nabla.engine.tensor;

import nabla.engine.error.DTypeException;
import nabla.engine.error.IndexException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// What must hold of scores and the classes that they are compared with, in PyTorch's order.
final class LabelChecks {
  private LabelChecks() {}

  /// Checks scores against one class each.
  static void requireClasses(Tensor input, Tensor target, @Nullable Tensor weight) {
    requireScores(input);
    int n = input.rank() == 2 ? input.size(0) : 1;
    if (target.rank() > 1 || target.numel() != n) {
      throw new ShapeException(
          ("multi_margin_loss: target tensor should be 1-D with size equal to the number of input"
                  + " samples (batch size). Expected target size [%d], but got %s. Input has shape"
                  + " %s.")
              .formatted(n, target.shape(), input.shape()),
          "loss.labels",
          input.shape(),
          target.shape());
    }
    int classes = input.rank() == 0 ? 1 : input.size(-1);
    if (weight != null && (weight.rank() > 1 || weight.numel() != classes)) {
      throw new ShapeException(
          "inconsistent weight size, expected %d but got %s".formatted(classes, weight.shape()),
          "loss.weight",
          classes,
          weight.shape());
    }
    requireWhole(target);
    if (!input.dtype().isFloating()) {
      throw new DTypeException(
          "\"multi_margin_loss_cpu_kernel\" not implemented for '%s'"
              .formatted(input.dtype().scalarType()),
          "linalg.dtype",
          input.dtype());
    }
    requireRange(target, 0, classes, "target out of range");
  }

  /// Checks scores against a list of classes each.
  static void requireLabels(Tensor input, Tensor target) {
    requireScores(input);
    if (!target.shape().equals(input.shape())) {
      throw new ShapeException(
          "inconsistent target size: %s for input of size: %s"
              .formatted(target.shape(), input.shape()),
          "loss.labels",
          input.shape(),
          target.shape());
    }
    requireWhole(target);
    int classes = input.rank() == 0 ? 1 : input.size(-1);
    requireRange(target, -1, classes, "argument #2 'target' is out of range");
  }

  private static void requireScores(Tensor input) {
    boolean batch = input.rank() == 2 && input.size(1) != 0;
    boolean single = input.rank() < 2 && input.numel() != 0;
    if (!batch && !single) {
      throw new ShapeException(
          "Expected non-empty vector or matrix with optional 0-dim batch size, but got: "
              + input.shape(),
          "loss.scores",
          input.shape());
    }
  }

  private static void requireWhole(Tensor target) {
    if (target.dtype() != DType.INT64) {
      throw new DTypeException(
          "expected scalar type Long but found " + target.dtype().scalarType(),
          "loss.target",
          target.dtype());
    }
  }

  private static void requireRange(Tensor target, int least, int classes, String message) {
    for (long label : target.toLongArray()) {
      if (label < least || label >= classes) {
        throw new IndexException(message, "loss.range", label, classes);
      }
    }
  }
}
