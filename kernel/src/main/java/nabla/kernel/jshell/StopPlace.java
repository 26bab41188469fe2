package nabla.kernel.jshell;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Decides whether a suspended cell may be made to throw where it is, and remembers the place.
///
/// It may in a cell's own code and in what a library does for it. It may not while the virtual
/// machine links or initialises something, which would stay broken for ever, nor in the kernel's
/// code, which may be in the middle of a message. This runs while the thread is suspended, which
/// may hold any lock: it loads no class and prints nothing.
final class StopPlace implements Predicate<StackTraceElement[]> {
  private static final String CELLS = "REPL.";
  private static final String[] UNTOUCHABLE = {
    "nabla.kernel.",
    "java.lang.invoke.",
    "java.lang.ClassLoader",
    "java.lang.Class",
    "java.lang.Shutdown",
    "java.lang.ref.",
    "jdk.internal.loader.",
    "jdk.internal.reflect.",
    "java.security.",
    "java.util.ServiceLoader",
    "sun.launcher.",
  };
  private static final Set<String> INITIALISERS = Set.of("<clinit>", "loadClass", "defineClass");

  private StackTraceElement[] stack = {};

  @Override
  public boolean test(StackTraceElement[] frames) {
    stack = frames;
    boolean inCell = false;
    for (StackTraceElement frame : frames) {
      if (INITIALISERS.contains(frame.getMethodName())) {
        return false;
      }
      // What stands below the cell's code is the kernel, which called it.
      inCell |= frame.getClassName().startsWith(CELLS);
      if (!inCell && isUntouchable(frame.getClassName())) {
        return false;
      }
    }
    return inCell;
  }

  private static boolean isUntouchable(String type) {
    for (String prefix : UNTOUCHABLE) {
      if (type.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  List<StackTraceElement> stack() {
    return List.of(stack);
  }
}
