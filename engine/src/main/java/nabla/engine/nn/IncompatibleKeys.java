package nabla.engine.nn;

import java.util.List;
import java.util.stream.Collectors;

/// What did not fit when a state was loaded.
///
/// @param missingKeys what the module has and the state has not
/// @param unexpectedKeys what the state has and the module has not
public record IncompatibleKeys(List<String> missingKeys, List<String> unexpectedKeys) {
  /// Creates the answer from copies of the lists.
  public IncompatibleKeys {
    missingKeys = List.copyOf(missingKeys);
    unexpectedKeys = List.copyOf(unexpectedKeys);
  }

  /// Returns PyTorch's text.
  @Override
  public String toString() {
    return missingKeys.isEmpty() && unexpectedKeys.isEmpty()
        ? "<All keys matched successfully>"
        : "_IncompatibleKeys(missing_keys=%s, unexpected_keys=%s)"
            .formatted(python(missingKeys), python(unexpectedKeys));
  }

  private static String python(List<String> keys) {
    return keys.stream().map(key -> "'" + key + "'").collect(Collectors.joining(", ", "[", "]"));
  }
}
