package nabla.engine.autograd;

import java.util.Objects;
import java.util.stream.Stream;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Looks for NaN and infinity on behalf of the mistakes finder.
public final class Finite {
  private Finite() {}

  /// Tells whether finite gradients became others; null elements are passed over.
  static boolean isLost(@Nullable Tensor[] before, @Nullable Tensor[] after) {
    return all(present(before)) && !all(present(after));
  }

  private static Tensor[] present(@Nullable Tensor[] tensors) {
    return Stream.of(tensors).filter(Objects::nonNull).toArray(Tensor[]::new);
  }

  /// Tells whether every element of every tensor is finite.
  public static boolean all(Tensor... tensors) {
    return Watcher.aside(
        () -> {
          for (Tensor tensor : tensors) {
            if (tensor.dtype().isFloating() && !tensor.isfinite().all().itemBoolean()) {
              return false;
            }
          }
          return true;
        });
  }
}
