package nabla.kernel.magic;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What `%help` prints: every magic by the place where it stands.
final class Help {
  private Help() {}

  static String text() {
    int width = Magics.ALL.stream().mapToInt(magic -> magic.usage().length()).max().orElse(0);
    return "Lines at the head of a cell:\n"
        + list(width, Magic.Kind.LINE, Magic.Kind.AROUND)
        + "The first line of a cell, for all of it:\n"
        + list(width, Magic.Kind.CELL)
        + "The value of a cell's last expression is its result; a ; at the end hides it.\n";
  }

  private static String list(int width, Magic.Kind... kinds) {
    List<Magic.Kind> wanted = Stream.of(kinds).toList();
    return Magics.ALL.stream()
        .filter(magic -> wanted.contains(magic.kind()))
        .map(
            magic ->
                "  "
                    + magic.usage()
                    + " ".repeat(width - magic.usage().length())
                    + "  "
                    + magic.help()
                    + "\n")
        .collect(Collectors.joining());
  }
}
