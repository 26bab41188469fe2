package nabla.engine.autograd;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// One call of a module: what is recorded inside remembers it, if a [Journal] is kept.
public final class Scope implements AutoCloseable {
  private static final ThreadLocal<@Nullable Scope> CURRENT = new ThreadLocal<>();
  private static final AtomicLong CALLS = new AtomicLong();

  private final Owner owner;
  private final @Nullable Scope outer;
  private final long call = CALLS.incrementAndGet();

  private Scope(Owner owner, @Nullable Scope outer) {
    this.owner = owner;
    this.outer = outer;
  }

  /// What was called, as far as a drawing names it.
  public interface Owner {
    /// Returns the object itself, by which a call of it is told from that of another.
    Object self();

    /// Returns the name of its class.
    String type();

    /// Returns the modules inside by their names.
    Map<String, ? extends Object> parts();

    /// Returns the parameters inside by their names.
    Map<String, Tensor> parameters();
  }

  /// Begins a call on this thread; it ends when the scope is closed. Returns null, which needs no
  /// closing, if no journal is kept or the call is within one of the same object.
  @SuppressWarnings("ReferenceEquality") // a module is itself, whatever its equals says
  public static @Nullable Scope enter(Owner owner) {
    if (!Journal.isKept()) {
      return null;
    }
    Scope outer = CURRENT.get();
    if (outer != null && outer.owner.self() == owner.self()) {
      return null;
    }
    Scope scope = new Scope(owner, outer);
    CURRENT.set(scope);
    return scope;
  }

  static @Nullable Scope current() {
    return CURRENT.get();
  }

  /// Returns what was called.
  public Owner owner() {
    return owner;
  }

  /// Returns the call around this one, or null.
  public @Nullable Scope outer() {
    return outer;
  }

  /// Returns a number that no other call has.
  public long call() {
    return call;
  }

  /// Ends the call.
  @Override
  public void close() {
    if (outer == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(outer);
    }
  }
}
