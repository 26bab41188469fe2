package nabla.kernel.magic;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nabla.kernel.jshell.Completions;
import nabla.kernel.jshell.FilePaths;

/// Proposes the names of magics, and files behind those that take them.
public final class MagicCompletion {
  private static final Pattern NAME = Pattern.compile("%%?\\w*");
  private static final Pattern ARGUMENT = Pattern.compile("%%?(\\w+)\\s+(?:.*\\s)?(\\S*)");
  private static final Set<String> WITH_FILES =
      Set.of("run", "load", "jars", "classpath", "cd", "writefile");

  private MagicCompletion() {}

  /// Returns the proposals if the cursor is on a line of a magic.
  ///
  /// @param cursor a UTF-16 offset
  /// @param folder what relative paths start from
  public static Optional<Completions> complete(String code, int cursor, Path folder) {
    int start = code.lastIndexOf('\n', cursor - 1) + 1;
    String before = code.substring(0, start);
    String line = code.substring(start, cursor);
    if (!line.startsWith("%") || !Magics.blanked(before).isBlank() || isCellMagic(before)) {
      return Optional.empty();
    }
    if (NAME.matcher(line).matches()) {
      return Optional.of(names(line, start, cursor, before.isBlank()));
    }
    Matcher argument = ARGUMENT.matcher(line);
    return argument.matches() && WITH_FILES.contains(argument.group(1))
        ? Optional.of(FilePaths.complete(code, start + argument.start(2), cursor, folder))
        : Optional.empty();
  }

  private static boolean isCellMagic(String before) {
    return before.stripLeading().startsWith("%%");
  }

  /// A magic for a whole cell can only stand on its first line.
  private static Completions names(String typed, int start, int cursor, boolean first) {
    List<Completions.Item> items =
        Magics.ALL.stream()
            .filter(magic -> first || magic.kind() != Magic.Kind.CELL)
            .filter(magic -> (magic.mark() + magic.name()).startsWith(typed))
            .map(
                magic ->
                    new Completions.Item(magic.mark() + magic.name(), "magic", magic.arguments()))
            .toList();
    return new Completions(start, cursor, items);
  }
}
