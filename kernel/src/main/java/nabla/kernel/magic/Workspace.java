package nabla.kernel.magic;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nabla.kernel.deps.Library;
import org.jspecify.annotations.Nullable;

/// What magics keep from one cell to the next: one for each kernel.
public final class Workspace {
  private volatile Path directory = Path.of("").toAbsolutePath();
  private volatile @Nullable Duration timeLimit;
  private final Map<String, String> environment = new TreeMap<>(System.getenv());
  private final List<Path> classPath = new ArrayList<>();
  private final Map<String, Library> libraries = new LinkedHashMap<>();

  /// Files that are being run, the outermost first.
  private final List<Path> running = new ArrayList<>();

  /// Returns the folder that paths of magics start from.
  Path directory() {
    return directory;
  }

  void directory(Path folder) {
    directory = folder;
  }

  /// Returns a file as magics understand it: from [#directory], `~` being the user's home.
  Path file(String name) {
    String path = name.matches("(['\"]).*\\1") ? name.substring(1, name.length() - 1) : name;
    String home = System.getProperty("user.home", "");
    return path.equals("~") || path.startsWith("~/")
        ? Path.of(home + path.substring(1))
        : directory.resolve(path).normalize();
  }

  /// Returns how long a cell may take, or `null` for as long as it likes.
  public @Nullable Duration timeLimit() {
    return timeLimit;
  }

  void timeLimit(@Nullable Duration limit) {
    timeLimit = limit;
  }

  /// Returns the environment of programs that magics start; changes are kept.
  Map<String, String> environment() {
    return environment;
  }

  /// Returns what was added to the class path, in order.
  List<Path> classPath() {
    return classPath;
  }

  /// Returns the libraries that came by coordinates, by their names.
  Map<String, Library> libraries() {
    return libraries;
  }

  List<Path> running() {
    return running;
  }
}
