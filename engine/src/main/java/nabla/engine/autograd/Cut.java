package nabla.engine.autograd;

import java.lang.ref.WeakReference;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// A place where the path from a leaf to what is computed from it was cut.
///
/// @param leaf whose gradient will not arrive by this path
/// @param kind what cut it
/// @param by the operation that cut it, as the user writes it
/// @param place where, or null if places were not recorded
/// @param source the operation whose result was cut off, or null for a leaf
/// @param target whether what came of it serves as the target of a loss, where a cut is usual
public record Cut(
    WeakReference<Tensor> leaf,
    Kind kind,
    String by,
    @Nullable Place place,
    @Nullable WeakReference<Node> source,
    boolean target) {
  /// What cut a path.
  public enum Kind {
    /// `detach()` or `detach_()`.
    DETACH,
    /// `data()`.
    DATA,
    /// An operation that was not recorded, in a `noGrad` block.
    NO_GRAD,
    /// An operation in inference mode.
    INFERENCE,
    /// A conversion to integers or truth values.
    INTEGER,
    /// The tensor was read as a Java number.
    ITEM
  }

  Cut asTarget() {
    return target ? this : new Cut(leaf, kind, by, place, source, true);
  }
}
