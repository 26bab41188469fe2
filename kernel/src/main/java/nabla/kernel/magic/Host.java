package nabla.kernel.magic;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import nabla.kernel.jshell.Outcome;
import org.jspecify.annotations.Nullable;

/// What magics ask of the kernel around them; one for each run of a cell.
public interface Host {
  /// Returns the live variables of the notebook, name to value, in order of declaration.
  Map<String, @Nullable Object> variables();

  /// Runs Java as part of the cell and waits for its end. Not from within [#interruptibly].
  Outcome evaluate(String code);

  /// Does work that may take long where an interrupt reaches it, and waits for its end. What it
  /// returns is the outcome's value.
  Outcome interruptibly(Callable<?> work);

  /// Adds jars or folders to what later Java sees. Not from within [#interruptibly].
  void addToClassPath(List<Path> paths);

  /// Forgets all that the notebook has declared. Not from within [#interruptibly].
  void reset();

  /// Prints on the cell's standard output; line ends are the caller's.
  void print(String text);

  /// Prints on the cell's standard error.
  void printError(String text);

  /// Shows something under the cell.
  void show(Content content);

  /// Returns the language of explanations, `es` or `en`.
  String language();

  /// Sets the language of explanations, `es` or `en`.
  void language(String code);

  /// Returns what magics keep from one cell to the next.
  Workspace workspace();
}
