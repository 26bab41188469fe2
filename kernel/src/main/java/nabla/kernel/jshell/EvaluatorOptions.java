package nabla.kernel.jshell;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What an evaluator starts with.
///
/// @param classPath what cells are compiled against, beside the JDK; nothing else of the kernel's
///   own class path is visible to them
/// @param parent the loader that cells' classes ask first; it must know the classes of `classPath`
///   that the kernel shares with cells
/// @param startup import declarations, evaluated in order before the first cell
/// @param afterCell runs on the cells' own thread after each cell, to put back what it may have
///   left behind there
/// @param sources gives the folder with the sources of libraries whose documentation is shown, or
///   `null`; asked once, when somebody wants to know
public record EvaluatorOptions(
    List<Path> classPath,
    ClassLoader parent,
    List<String> startup,
    Runnable afterCell,
    Supplier<@Nullable Path> sources) {
  public EvaluatorOptions {
    classPath = List.copyOf(classPath);
    startup = List.copyOf(startup);
  }

  /// Options with nothing to do after a cell, and without sources.
  public EvaluatorOptions(List<Path> classPath, ClassLoader parent, List<String> startup) {
    this(classPath, parent, startup, () -> {}, () -> null);
  }
}
