package nabla.kernel.magic;

import java.util.Map;
import nabla.kernel.jshell.Outcome;
import org.jspecify.annotations.Nullable;

/// What magics ask of the kernel around them; one for each run of a cell.
public interface Host {
  /// Returns the live variables of the notebook, name to value, in order of declaration.
  Map<String, @Nullable Object> variables();

  /// Runs Java as part of the cell and waits for its end.
  Outcome evaluate(String code);

  /// Prints on the cell's standard output; line ends are the caller's.
  void print(String text);

  /// Shows something under the cell.
  void show(Content content);

  /// Returns the language of explanations, `es` or `en`.
  String language();

  /// Sets the language of explanations, `es` or `en`.
  void language(String code);
}
