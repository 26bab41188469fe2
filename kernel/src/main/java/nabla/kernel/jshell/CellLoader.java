package nabla.kernel.jshell;

import java.io.File;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassHierarchyResolver.ClassHierarchyInfo;
import java.lang.classfile.ClassModel;
import java.lang.constant.ClassDesc;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jshell.execution.LoaderDelegate;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControl.ClassInstallException;
import jdk.jshell.spi.ExecutionControl.InternalException;
import org.jspecify.annotations.Nullable;

/// Loads the classes of all cells, woven, each once: JShell renames what is redefined.
///
/// The classes of a snippet get [a loader of their own][SnippetLoader], so that they go when they
/// are out of reach. This one has those that must be together, which are sealed classes with heirs.
final class CellLoader extends URLClassLoader implements LoaderDelegate {
  private final Map<String, byte[]> undefined = new ConcurrentHashMap<>();
  private final Map<ClassDesc, ClassHierarchyInfo> hierarchy = new ConcurrentHashMap<>();

  /// By class name.
  private final Map<String, CellClassFile> files = new ConcurrentHashMap<>();

  /// By the name of a wrapper, as what follows.
  private final Map<String, Home> homes = new ConcurrentHashMap<>();

  /// What the classes of this loader mention: as they never go, it must not either.
  private final Map<String, ClassLoader> needed = new ConcurrentHashMap<>();

  /// Those that could not be woven, and so are not [open][Weaver] to other loaders.
  private final Set<String> closed = ConcurrentHashMap.newKeySet();

  private final Weaver weaver;

  /// The loader of a wrapper, held for as long as new code may name its classes.
  private static final class Home {
    private final WeakReference<ClassLoader> loader;
    private volatile @Nullable ClassLoader held;

    Home(ClassLoader loader) {
      this.loader = new WeakReference<>(loader);
      this.held = loader;
    }
  }

  CellLoader(ClassLoader parent) {
    super("cells", new URL[0], parent);
    // Who writes `assert` in a notebook means it; graders rely on it.
    setDefaultAssertionStatus(true);
    ClassHierarchyResolver cells = hierarchy::get;
    weaver = new Weaver(cells.orElse(ClassHierarchyResolver.ofClassLoading(this).cached()));
  }

  @Override
  public void load(ClassBytecodes[] classes) throws ClassInstallException {
    Map<String, List<CellClassFile>> wrappers = new LinkedHashMap<>();
    for (ClassBytecodes each : classes) {
      wrappers
          .computeIfAbsent(CellClassFile.wrapper(each.name()), _ -> new ArrayList<>())
          .add(remember(each.bytecodes()));
    }
    Map<String, byte[]> woven = new LinkedHashMap<>();
    for (ClassBytecodes each : classes) {
      woven.put(each.name(), woven(each));
    }
    settle(wrappers);
    woven.forEach(
        (name, bytes) -> {
          if (home(CellClassFile.wrapper(name)) instanceof SnippetLoader own) {
            own.add(name, bytes);
          } else {
            undefined.put(name, bytes);
          }
        });
    boolean[] installed = new boolean[classes.length];
    for (int i = 0; i < classes.length; i++) {
      try {
        // Asking for the methods prepares the class, so that its errors show here.
        var _ = loadClass(classes[i].name()).getDeclaredMethods();
        installed[i] = true;
      } catch (ClassNotFoundException | LinkageError e) {
        throw new ClassInstallException(String.valueOf(e), installed);
      }
    }
  }

  /// Finds each wrapper its loader. They may mention each other, so all have one before any looks
  /// for those of others.
  private void settle(Map<String, List<CellClassFile>> wrappers) {
    wrappers.forEach(
        (name, members) -> {
          // A wrapper that is compiled again may have classes that did not change.
          if (home(name) == null) {
            boolean own = members.stream().allMatch(this::standsAlone);
            homes.put(name, new Home(own ? new SnippetLoader(this) : this));
          }
        });
    wrappers.forEach(
        (name, members) -> {
          for (CellClassFile member : members) {
            for (String need : member.needs()) {
              ClassLoader home = home(need);
              if (home == null || home == this) {
                continue;
              }
              if (home(name) instanceof SnippetLoader own) {
                own.need(need, home);
              } else {
                needed.put(need, home);
              }
            }
          }
        });
  }

  /// Returns whether a class may have a loader of its own. A sealed class and its heirs must be in
  /// one module, and each loader has its own.
  private boolean standsAlone(CellClassFile file) {
    String wrapper = CellClassFile.wrapper(file.name());
    return !closed.contains(wrapper)
        && file.needs().stream().noneMatch(closed::contains)
        && !(file.sealed() && !file.needs().isEmpty())
        && file.parents().stream()
            .filter(parent -> !CellClassFile.wrapper(parent).equals(wrapper))
            .map(files::get)
            .noneMatch(parent -> parent == null || parent.sealed());
  }

  /// Returns where the classes of a wrapper are that new code may name.
  @Nullable ClassLoader home(String wrapper) {
    Home home = homes.get(wrapper);
    return home == null ? null : home.held;
  }

  /// Returns those of some wrappers' classes that something compiles against: these, and what they
  /// mention.
  Set<String> closure(Iterable<String> wrappers) {
    Map<String, Set<String>> mentions = new LinkedHashMap<>();
    files
        .values()
        .forEach(
            file ->
                mentions
                    .computeIfAbsent(CellClassFile.wrapper(file.name()), _ -> new HashSet<>())
                    .addAll(file.needs()));
    Set<String> reached = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    wrappers.forEach(open::add);
    while (!open.isEmpty()) {
      String next = open.remove();
      if (reached.add(next)) {
        open.addAll(mentions.getOrDefault(next, Set.of()));
      }
    }
    return reached;
  }

  /// Lets go of all wrappers but those that new code may name.
  void keepOnly(Set<String> wrappers) {
    files.keySet().removeIf(name -> !wrappers.contains(CellClassFile.wrapper(name)));
    hierarchy
        .keySet()
        .removeIf(
            type ->
                !wrappers.contains(
                    CellClassFile.wrapper(type.packageName() + "." + type.displayName())));
    homes.forEach(
        (name, home) -> {
          if (!wrappers.contains(name)) {
            home.held = null;
          }
        });
    homes.values().removeIf(home -> home.loader.get() == null);
  }

  /// Returns whether code of a wrapper may still run.
  boolean isAlive(String wrapper) {
    return homes.containsKey(wrapper);
  }

  @Override
  public void classesRedefined(ClassBytecodes[] classes) {
    // Nothing to do: redefinition is refused by the control, so JShell makes new classes.
  }

  @Override
  public void addToClasspath(String path) throws InternalException {
    for (String each : path.isEmpty() ? new String[0] : path.split(File.pathSeparator, -1)) {
      try {
        addURL(new File(each).toURI().toURL());
      } catch (MalformedURLException e) {
        throw new InternalException("not a class path entry: " + each + " (" + e + ")");
      }
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    // Compiled cells refer to two things, whatever the parent knows: our checks, and what JShell
    // puts in place of a body with unresolved names.
    if (name.equals(StopCheck.class.getName()) || name.startsWith("jdk.jshell.")) {
      return Class.forName(name, false, CellLoader.class.getClassLoader());
    }
    return super.loadClass(name, resolve);
  }

  @Override
  public Class<?> findClass(String name) throws ClassNotFoundException {
    if (name.startsWith(CellClassFile.PACKAGE)) {
      String wrapper = CellClassFile.wrapper(name);
      ClassLoader home = needed.get(wrapper);
      home = home == null ? home(wrapper) : home;
      if (home instanceof SnippetLoader) {
        return home.loadClass(name);
      }
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      byte[] bytes = undefined.remove(name);
      return bytes == null ? super.findClass(name) : defineClass(name, bytes, 0, bytes.length);
    }
  }

  private CellClassFile remember(byte[] classFile) {
    ClassModel model = ClassFile.of().parse(classFile);
    @Nullable ClassDesc parent = model.superclass().map(entry -> entry.asSymbol()).orElse(null);
    hierarchy.put(
        model.thisClass().asSymbol(),
        CellClassFile.isInterface(model)
            ? ClassHierarchyInfo.ofInterface()
            : ClassHierarchyInfo.ofClass(parent == null ? null : parent));
    CellClassFile file = CellClassFile.read(model);
    files.put(file.name(), file);
    return file;
  }

  /// Code that cannot be woven runs as it is: an interrupt then takes the ladder's last rung.
  private byte[] woven(ClassBytecodes each) {
    try {
      return weaver.weave(each.bytecodes());
    } catch (IllegalArgumentException | IllegalStateException _) {
      closed.add(CellClassFile.wrapper(each.name()));
      return each.bytecodes();
    }
  }
}
