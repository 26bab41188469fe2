package nabla.kernel.magic;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Lines of text in columns.
final class Table {
  private static final String GAP = "  ";

  private Table() {}

  /// Returns the rows, all of one length, as lines with their columns below each other.
  static String of(List<List<String>> rows) {
    int columns = rows.isEmpty() ? 0 : rows.getFirst().size();
    int[] widths =
        IntStream.range(0, columns)
            .map(i -> rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
            .toArray();
    return rows.stream()
        .map(
            row ->
                IntStream.range(0, columns)
                    .mapToObj(i -> row.get(i) + " ".repeat(widths[i] - row.get(i).length()))
                    .collect(Collectors.joining(GAP))
                    .stripTrailing())
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
