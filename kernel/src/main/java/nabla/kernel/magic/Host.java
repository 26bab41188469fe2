package nabla.kernel.magic;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What magics ask of the kernel around them.
public interface Host {
  /// Returns the live variables of the notebook, name to value, in order of declaration.
  Map<String, @Nullable Object> variables();

  /// Returns a short text for a value, without running a cell's code.
  default String describe(@Nullable Object value) {
    return Values.describe(value);
  }

  /// Returns the language of explanations, `es` or `en`.
  String language();

  /// Sets the language of explanations, `es` or `en`.
  void language(String code);
}
