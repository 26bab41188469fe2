package nabla.engine.autograd;

import java.util.concurrent.CancellationException;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// What an operation remembers for a drawing, beside what its backward pass needs; see [Journal].
public final class Notes {
  /// Up to this many elements values are kept; of more elements only their norm is.
  public static final int READABLE = 4;

  /// The norm of more elements than these would be felt in a training loop.
  private static final long WEIGHED = 1 << 18;

  private final @Nullable Scope scope = Scope.current();
  private @Nullable Input @Nullable [] constants;
  private @Nullable Gradient @Nullable [] gradients;
  private @Nullable Tensor result;
  private int resultVersion;
  private @Nullable Cuts cuts;
  private @Nullable String failure;

  private Notes() {}

  static @Nullable Notes now() {
    return Journal.isKept() ? new Notes() : null;
  }

  /// An input that no gradient reaches.
  ///
  /// @param id the number of the tensor's [Meta]
  /// @param values its elements if they are few, else null
  /// @param cuts where ways to leaves were cut, or null
  public record Input(
      long id, Shape shape, DType dtype, @Nullable Tensor values, @Nullable Cuts cuts) {}

  /// A gradient that went back to an input.
  ///
  /// @param values its elements, or its norm alone
  public record Gradient(Tensor values, boolean isNorm) {}

  /// Returns the call of a module in which the operation was recorded, or null.
  public @Nullable Scope scope() {
    return scope;
  }

  /// Returns what is known of an input that no gradient reaches, or null.
  public @Nullable Input constant(int position) {
    return constants == null ? null : constants[position];
  }

  /// Returns the gradient that the last backward pass sent to an input, or null.
  public @Nullable Gradient gradient(int position) {
    return gradients == null || position >= gradients.length ? null : gradients[position];
  }

  /// Returns the result if it has few elements and they are still what they were, else null.
  public @Nullable Tensor result() {
    Tensor known = result;
    return known == null || Meta.of(known).version().count() != resultVersion ? null : known;
  }

  /// Returns why the last backward pass failed here, or null if it did not.
  public @Nullable String failure() {
    return failure;
  }

  @Nullable Cuts cuts() {
    return cuts;
  }

  void carries(@Nullable Cuts carried) {
    cuts = carried;
  }

  void takes(@Nullable Edge[] edges, Tensor... inputs) {
    for (int i = 0; i < inputs.length; i++) {
      if (edges[i] == null) {
        if (constants == null) {
          constants = new @Nullable Input[inputs.length];
        }
        constants[i] = input(inputs[i]);
      }
    }
  }

  private static Input input(Tensor tensor) {
    Meta meta = Meta.of(tensor);
    Cuts cut = meta.cuts();
    if (cut == null && tensor.numel() == 1 && tensor.dtype().isFloating()) {
      cut = Journal.readAs(Watcher.aside(tensor::item));
    }
    return new Input(meta.id(), tensor.shape(), tensor.dtype(), small(tensor), cut);
  }

  // A view of a large storage would keep all of it, and a later change would be shown.
  private static @Nullable Tensor small(Tensor tensor) {
    if (tensor.numel() > READABLE) {
      return null;
    }
    return tensor.isNumber() ? tensor : Watcher.aside(() -> tensor.detach().clone());
  }

  void makes(Tensor made) {
    if (made.numel() <= READABLE && Meta.of(made).view() == null) {
      result = made;
      resultVersion = Meta.of(made).version().count();
    }
  }

  void sends(int position, int inputs, Tensor gradient) {
    if (gradients == null) {
      gradients = new @Nullable Gradient[inputs];
    }
    Tensor values = small(gradient);
    if (values != null) {
      gradients[position] = new Gradient(values, false);
    } else if (gradient.numel() <= WEIGHED) {
      gradients[position] = new Gradient(Watcher.aside(() -> gradient.detach().norm()), true);
    } else {
      gradients[position] = null;
    }
  }

  void succeeds() {
    failure = null;
  }

  void fails(RuntimeException cause) {
    if (!(cause instanceof CancellationException)) {
      String message = cause.getMessage();
      failure = message == null ? cause.getClass().getSimpleName() : message;
    }
  }
}
