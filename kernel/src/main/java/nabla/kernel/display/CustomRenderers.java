package nabla.kernel.display;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Renderers of the notebook and of its libraries. The one that came last is asked first.
public final class CustomRenderers {
  private static final List<Renderer<?>> REGISTERED = new CopyOnWriteArrayList<>();
  private static volatile @Nullable List<Renderer<?>> provided;

  private CustomRenderers() {}

  private record Registered<T>(
      Class<T> type, Function<? super T, ? extends @Nullable Object> renderer)
      implements Renderer<T> {
    @Override
    public @Nullable Object render(T value) {
      return renderer.apply(value);
    }
  }

  static <T> void add(Class<T> type, Function<? super T, ? extends @Nullable Object> renderer) {
    // A class that a cell declares again has the old one's name, and takes its place.
    REGISTERED.removeIf(old -> old.type().equals(type));
    REGISTERED.addFirst(new Registered<>(type, renderer));
  }

  /// Looks for renderers of libraries again: the class path has changed.
  public static void search() {
    provided = null;
  }

  /// Returns what a renderer of the user's makes of a value, or `null` if none wants it. Throws
  /// whatever the renderer throws.
  public static @Nullable Object render(Object value) {
    for (Renderer<?> each : all()) {
      if (each.type().isInstance(value)) {
        Object shown = shown(each, value);
        if (shown != null) {
          return shown;
        }
      }
    }
    return null;
  }

  private static <T> @Nullable Object shown(Renderer<T> renderer, Object value) {
    return renderer.render(renderer.type().cast(value));
  }

  private static List<Renderer<?>> all() {
    List<Renderer<?>> libraries = provided;
    if (libraries == null) {
      libraries = libraries();
      provided = libraries;
    }
    List<Renderer<?>> all = new ArrayList<>(REGISTERED);
    all.addAll(libraries);
    return all;
  }

  /// Libraries are known to the loader of the cells, which is that of their threads. One that is
  /// broken does not keep values from being shown.
  @SuppressWarnings("rawtypes")
  private static List<Renderer<?>> libraries() {
    List<Renderer<?>> found = new ArrayList<>();
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    var rest = ServiceLoader.load(Renderer.class, loader).iterator();
    while (true) {
      try {
        if (!rest.hasNext()) {
          return found;
        }
        Renderer renderer = rest.next();
        found.add(renderer);
      } catch (ServiceConfigurationError | LinkageError _) {
        // the next one may work
      }
    }
  }
}
