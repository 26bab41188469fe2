package nabla.engine.autograd;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import nabla.engine.error.GradientException;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Functions that see a gradient before it is used, and may replace it.
///
/// Those of a leaf stay with the leaf. Those of any other tensor stay with the output of the node
/// that made it: a later change in place gives the tensor a new history, and they see the gradient
/// of the old one.
final class TensorHooks {
  private final List<Function<Tensor, @Nullable Tensor>> hooks = new ArrayList<>();

  Meta.Handle add(Function<Tensor, @Nullable Tensor> hook) {
    hooks.add(hook);
    return () -> hooks.remove(hook);
  }

  /// Returns what the hooks make of a gradient, each given what the one before it has made.
  Tensor run(Tensor gradient) {
    Tensor current = gradient;
    for (Function<Tensor, @Nullable Tensor> hook : List.copyOf(hooks)) {
      Tensor changed = hook.apply(current);
      if (changed != null) {
        require(current, changed);
        current = changed;
      }
    }
    return current;
  }

  // PyTorch names the hook; a lambda, which has no name in Java either, stands for all.
  private static void require(Tensor before, Tensor after) {
    if (after.dtype() != before.dtype()) {
      throw new GradientException(
          "hook '<lambda>' has changed the type of value (was %s got %s)"
              .formatted(Meta.typeName(before), Meta.typeName(after)),
          "hook.type",
          before.dtype(),
          after.dtype());
    }
    if (!after.shape().equals(before.shape())) {
      throw new GradientException(
          "hook '<lambda>' has changed the size of value",
          "hook.size",
          before.shape(),
          after.shape());
    }
  }
}
