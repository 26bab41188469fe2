package nabla.kernel.jshell;

import java.io.File;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassHierarchyResolver.ClassHierarchyInfo;
import java.lang.classfile.ClassModel;
import java.lang.constant.ClassDesc;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jshell.execution.LoaderDelegate;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControl.ClassInstallException;
import jdk.jshell.spi.ExecutionControl.InternalException;
import org.jspecify.annotations.Nullable;

/// Loads the classes of all cells, woven. One loader for ever: JShell renames what is redefined.
final class CellLoader extends URLClassLoader implements LoaderDelegate {
  private final Map<String, byte[]> undefined = new ConcurrentHashMap<>();
  private final Map<ClassDesc, ClassHierarchyInfo> hierarchy = new ConcurrentHashMap<>();
  private final Weaver weaver;

  CellLoader(ClassLoader parent) {
    super("cells", new URL[0], parent);
    // Who writes `assert` in a notebook means it; graders rely on it.
    setDefaultAssertionStatus(true);
    ClassHierarchyResolver cells = hierarchy::get;
    weaver = new Weaver(cells.orElse(ClassHierarchyResolver.ofClassLoading(this)).cached());
  }

  @Override
  public void load(ClassBytecodes[] classes) throws ClassInstallException {
    for (ClassBytecodes each : classes) {
      remember(each.bytecodes());
    }
    for (ClassBytecodes each : classes) {
      undefined.put(each.name(), woven(each.bytecodes()));
    }
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

  @Override
  public void classesRedefined(ClassBytecodes[] classes) {
    // Nothing to do: redefinition is refused by the control, so JShell makes new classes.
  }

  @Override
  public void addToClasspath(String path) throws InternalException {
    for (String each : path.split(File.pathSeparator, -1)) {
      try {
        addURL(new File(each).toURI().toURL());
      } catch (MalformedURLException e) {
        throw new InternalException("not a class path entry: " + each + " (" + e + ")");
      }
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    // Two things that compiled cells refer to, whatever the parent knows: our checks, and what
    // JShell
    // puts in place of a body with unresolved names.
    if (name.equals(StopCheck.class.getName()) || name.startsWith("jdk.jshell.")) {
      return Class.forName(name, false, CellLoader.class.getClassLoader());
    }
    return super.loadClass(name, resolve);
  }

  @Override
  public Class<?> findClass(String name) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      byte[] bytes = undefined.remove(name);
      return bytes == null ? super.findClass(name) : defineClass(name, bytes, 0, bytes.length);
    }
  }

  private void remember(byte[] classFile) {
    ClassModel model = ClassFile.of().parse(classFile);
    boolean isInterface = (model.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0;
    @Nullable ClassDesc parent = model.superclass().map(entry -> entry.asSymbol()).orElse(null);
    hierarchy.put(
        model.thisClass().asSymbol(),
        isInterface
            ? ClassHierarchyInfo.ofInterface()
            : ClassHierarchyInfo.ofClass(parent == null ? null : parent));
  }

  /// Code that cannot be woven runs as it is: an interrupt then takes the ladder's last rung.
  private byte[] woven(byte[] classFile) {
    try {
      return weaver.weave(classFile);
    } catch (IllegalArgumentException | IllegalStateException _) {
      return classFile;
    }
  }
}
