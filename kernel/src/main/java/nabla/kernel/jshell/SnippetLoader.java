package nabla.kernel.jshell;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Loads the classes of one snippet, so that they go when nothing needs them any more.
final class SnippetLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final CellLoader cells;
  private final Map<String, byte[]> undefined = new ConcurrentHashMap<>();

  /// Where the classes are that this snippet mentions, also when no new code can name them.
  private final Map<String, ClassLoader> needed = new ConcurrentHashMap<>();

  SnippetLoader(CellLoader cells) {
    super(cells.getName(), cells);
    this.cells = cells;
    setDefaultAssertionStatus(true);
  }

  /// Remembers where classes of another snippet are.
  void need(String wrapper, ClassLoader home) {
    needed.put(wrapper, home);
  }

  void add(String name, byte[] bytes) {
    undefined.put(name, bytes);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(CellClassFile.PACKAGE)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      byte[] bytes = undefined.remove(name);
      if (bytes != null) {
        return defineClass(name, bytes, 0, bytes.length);
      }
    }
    String wrapper = CellClassFile.wrapper(name);
    @Nullable ClassLoader known = needed.get(wrapper);
    ClassLoader home = known == null ? cells.home(wrapper) : known;
    if (home == this) {
      throw new ClassNotFoundException(name);
    }
    return home == null ? cells.loadClass(name) : home.loadClass(name);
  }
}
