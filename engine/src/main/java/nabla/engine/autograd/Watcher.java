package nabla.engine.autograd;

import java.util.List;
import java.util.function.Supplier;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Hears what happens while tensors compute, in order to find mistakes.
///
/// There is one for the process, or none: then each of these events costs one look at a field.
/// While the watcher is installed, operations remember their places, and tensors remember where a
/// path to a leaf was cut; see [Cuts].
public abstract class Watcher {
  private static volatile @Nullable Watcher current;

  /// Creates a watcher that nobody calls yet.
  protected Watcher() {}

  /// Installs a watcher for the process, or with null none.
  public static synchronized void install(@Nullable Watcher watcher) {
    if ((watcher == null) != (current == null)) {
      Place.record(watcher != null);
    }
    current = watcher;
  }

  /// Returns the watcher, or null if there is none.
  public static @Nullable Watcher current() {
    return current;
  }

  /// Returns the watcher unless the engine is at work for itself, in a backward pass.
  public static @Nullable Watcher listening() {
    Watcher watcher = current;
    return watcher == null || GradMode.isQuiet() ? null : watcher;
  }

  /// Returns what the engine computes for itself: nothing of it is recorded, and no watcher hears
  /// of it.
  public static <T extends @Nullable Object> T aside(Supplier<T> computation) {
    boolean quiet = GradMode.quiet(true);
    try (GradMode.Scope _ = GradMode.noGrad()) {
      return computation.get();
    } finally {
      GradMode.quiet(quiet);
    }
  }

  /// An operation was recorded.
  protected abstract void recorded(Node node);

  /// A backward pass from this root is about to begin.
  protected abstract void before(Tensor root);

  /// A backward pass from this root has ended.
  protected abstract void after(Tensor root);

  /// A leaf has received a gradient.
  protected abstract void accumulated(Tensor leaf);

  /// The gradient of a tensor was asked for, and there is none.
  public abstract void asked(Tensor tensor);

  /// The only element of a tensor was read as a Java number.
  public abstract void read(Tensor tensor, double value);

  /// An optimizer is about to change its parameters.
  public abstract void stepped(Object optimizer, List<Tensor> parameters);
}
