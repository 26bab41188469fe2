package nabla.kernel.jshell;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/// The compiler's files, with a class path of our choice.
///
/// JShell compiles against the class path of the running program, and puts it in front of whatever
/// is added. The kernel's own libraries must not be visible to cells, so that part is cut off here.
/// What is visible shows [plain types][PlainTypes].
final class ClassPathFiles extends ForwardingJavaFileManager<StandardJavaFileManager>
    implements StandardJavaFileManager {
  private final List<Path> initial;
  private final List<String> places;
  private final ClassLoader parent;
  private final PlainTypes plainTypes = new PlainTypes();
  private final Map<String, Boolean> shown = new ConcurrentHashMap<>();

  /// @param parent the loader behind cells: a class of `initial` that it does not know stays hidden
  ///   from the compiler, too
  ClassPathFiles(StandardJavaFileManager files, List<Path> initial, ClassLoader parent) {
    super(withoutPlugins(files));
    this.initial = initial;
    this.places = initial.stream().map(path -> path.toUri().toString()).toList();
    this.parent = parent;
    setClassPath(List.of());
  }

  /// Has the compiler not look for plugins in all jars there are, with every task.
  static StandardJavaFileManager withoutPlugins(StandardJavaFileManager files) {
    try {
      files.setLocationFromPaths(StandardLocation.ANNOTATION_PROCESSOR_PATH, List.of());
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException("the path of plugins cannot be set", e);
    }
  }

  @Override
  public Iterable<JavaFileObject> list(
      Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse)
      throws IOException {
    Iterable<JavaFileObject> all = super.list(location, packageName, kinds, recurse);
    if (location != StandardLocation.CLASS_PATH) {
      return all;
    }
    List<JavaFileObject> visible = new ArrayList<>();
    for (JavaFileObject file : all) {
      if (isShown(location, file)) {
        visible.add(plainTypes.of(file));
      }
    }
    return visible;
  }

  @Override
  public @Nullable String inferBinaryName(Location location, JavaFileObject file) {
    return super.inferBinaryName(location, PlainTypes.original(file));
  }

  private boolean isShown(Location location, JavaFileObject file) {
    String place = file.toUri().toString();
    String name = inferBinaryName(location, file);
    if (name == null || places.stream().noneMatch(place::contains)) {
      return true;
    }
    return shown.computeIfAbsent(
        name, binary -> parent.getResource(binary.replace('.', '/') + ".class") != null);
  }

  private void setClassPath(List<Path> added) {
    try {
      fileManager.setLocationFromPaths(
          StandardLocation.CLASS_PATH,
          java.util.stream.Stream.concat(initial.stream(), added.stream()).toList());
    } catch (IOException e) {
      throw new UncheckedIOException("the class path cannot be set", e);
    }
  }

  @Override
  public boolean handleOption(String option, Iterator<String> rest) {
    if (!option.equals("-classpath")) {
      return super.handleOption(option, rest);
    }
    String own = System.getProperty("java.class.path", "");
    String path = rest.next();
    String added = path.startsWith(own) ? path.substring(own.length()) : path;
    setClassPath(
        Arrays.stream(added.split(File.pathSeparator, -1))
            .filter(entry -> !entry.isEmpty())
            .map(Path::of)
            .toList());
    return true;
  }

  @Override
  public boolean isSameFile(FileObject a, FileObject b) {
    return fileManager.isSameFile(original(a), original(b));
  }

  private static FileObject original(FileObject file) {
    return file instanceof JavaFileObject source ? PlainTypes.original(source) : file;
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjectsFromFiles(
      Iterable<? extends File> files) {
    return fileManager.getJavaFileObjectsFromFiles(files);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjectsFromPaths(
      Collection<? extends Path> paths) {
    return fileManager.getJavaFileObjectsFromPaths(paths);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjects(File... files) {
    return fileManager.getJavaFileObjects(files);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjects(Path... paths) {
    return fileManager.getJavaFileObjects(paths);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjectsFromStrings(Iterable<String> names) {
    return fileManager.getJavaFileObjectsFromStrings(names);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjects(String... names) {
    return fileManager.getJavaFileObjects(names);
  }

  @Override
  public void setLocation(Location location, Iterable<? extends File> files) throws IOException {
    fileManager.setLocation(location, files);
  }

  @Override
  public void setLocationFromPaths(Location location, Collection<? extends Path> paths)
      throws IOException {
    fileManager.setLocationFromPaths(location, paths);
  }

  @Override
  public void setLocationForModule(
      Location location, String moduleName, Collection<? extends Path> paths) throws IOException {
    fileManager.setLocationForModule(location, moduleName, paths);
  }

  @Override
  public Iterable<? extends File> getLocation(Location location) {
    return fileManager.getLocation(location);
  }

  @Override
  public Iterable<? extends Path> getLocationAsPaths(Location location) {
    return fileManager.getLocationAsPaths(location);
  }

  @Override
  public Path asPath(FileObject file) {
    return fileManager.asPath(original(file));
  }
}
