package nabla.kernel.magic;

import static nabla.kernel.text.Texts.text;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What `%help` prints: every magic by the place where it stands.
final class Help {
  private Help() {}

  static String all() {
    int width = 30;
    return text("magic.list.lines")
        + "\n"
        + list(width, Magic.Kind.LINE, Magic.Kind.AROUND)
        + text("magic.list.cells")
        + "\n"
        + list(width, Magic.Kind.CELL)
        + text("magic.list.values")
        + "\n";
  }

  private static String list(int width, Magic.Kind... kinds) {
    List<Magic.Kind> wanted = Stream.of(kinds).toList();
    return Magics.ALL.stream()
        .filter(magic -> wanted.contains(magic.kind()))
        .map(
            magic ->
                "  " + magic.usage() + gap(magic.usage().length(), width) + magic.help() + "\n")
        .collect(Collectors.joining());
  }

  /// A usage that is too long has what it does on a line of its own.
  private static String gap(int length, int width) {
    return length <= width ? " ".repeat(width - length + 2) : "\n" + " ".repeat(width + 4);
  }
}
