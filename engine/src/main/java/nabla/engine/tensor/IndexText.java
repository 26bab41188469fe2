package nabla.engine.tensor;

import java.util.ArrayList;
import java.util.List;
import nabla.engine.error.IndexException;
import org.jspecify.annotations.Nullable;

/// Reads what Python writes in brackets: `:, 1`, `0:2, -1`, `..., None`, `::2`, `[0, 2], :`.
final class IndexText {
  private final String text;

  private IndexText(String text) {
    this.text = text;
  }

  static Index[] parse(String text) {
    return new IndexText(text).items().toArray(Index[]::new);
  }

  private List<Index> items() {
    List<Index> items = new ArrayList<>();
    for (String part : split(text)) {
      items.add(item(part.strip()));
    }
    return items;
  }

  /// Splits at the commas outside brackets; one at the end, as in Python's `(1,)`, adds nothing.
  private static List<String> split(String list) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      depth += c == '[' ? 1 : c == ']' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(list.substring(start, i));
        start = i + 1;
      }
    }
    if (parts.isEmpty() || !list.substring(start).isBlank()) {
      parts.add(list.substring(start));
    }
    return parts;
  }

  private Index item(String part) {
    if (part.equals("...") || part.equals("…") || part.equals("Ellipsis")) {
      return Slice.ellipsis();
    }
    if (part.equals("None") || part.equals("newaxis") || part.equals("np.newaxis")) {
      return Slice.newAxis();
    }
    if (part.startsWith("[") && part.endsWith("]")) {
      return positions(part.substring(1, part.length() - 1));
    }
    return part.indexOf(':') < 0 ? Slice.index(whole(part)) : range(part);
  }

  private Slice range(String part) {
    String[] bounds = part.split(":", -1);
    if (bounds.length > 3) {
      throw invalid("str");
    }
    Integer step = bounds.length < 3 ? null : bound(bounds[2]);
    return new Slice.Range(bound(bounds[0]), bound(bounds[1]), step == null ? 1 : step);
  }

  private @Nullable Integer bound(String part) {
    return part.isBlank() || part.strip().equals("None") ? null : whole(part.strip());
  }

  private Tensor positions(String list) {
    List<String> parts = list.isBlank() ? List.of() : split(list);
    boolean mask = !parts.isEmpty();
    for (String part : parts) {
      mask &= part.strip().equals("True") || part.strip().equals("False");
    }
    long[] values = new long[parts.size()];
    for (int i = 0; i < values.length; i++) {
      String part = parts.get(i).strip();
      values[i] = mask ? (part.equals("True") ? 1 : 0) : whole(part);
    }
    return Creation.tensor(values, mask ? DType.BOOL : DType.INT64);
  }

  private int whole(String part) {
    try {
      return Integer.parseInt(part);
    } catch (NumberFormatException _) {
      throw invalid(part.matches("[-+]?[0-9]*\\.[0-9]*([eE].*)?") ? "float" : "str");
    }
  }

  private IndexException invalid(String got) {
    return new IndexException(
        "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid"
            + " indices (got %s)".formatted(got),
        "index.text",
        text);
  }
}
