package nabla.kernel.jshell;

import java.util.List;

/// What may stand at the cursor. `start` and `end` are UTF-16 offsets of the text to be replaced.
public record Completions(int start, int end, List<Item> items) {
  public Completions {
    items = List.copyOf(items);
  }

  /// One proposal.
  ///
  /// @param type a kind that JupyterLab has an icon for, such as `function`, `class` or `keyword`
  /// @param signature parameters and type, or an empty text
  public record Item(String text, String type, String signature) {}
}
