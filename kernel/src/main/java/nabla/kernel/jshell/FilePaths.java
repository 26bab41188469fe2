package nabla.kernel.jshell;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Proposes files and folders, inside a text of Java and behind a magic.
public final class FilePaths {
  private static final int MOST = 200;
  private static final String KIND = "path";

  private FilePaths() {}

  /// Returns the proposals for a path that begins at `start` and ends at `cursor`.
  ///
  /// @param folder what relative paths start from
  public static Completions complete(String code, int start, int cursor, Path folder) {
    String typed = code.substring(start, cursor);
    int name = typed.lastIndexOf('/') + 1;
    String prefix = typed.substring(name);
    List<Completions.Item> items = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder.resolve(typed.substring(0, name)))) {
      for (Path file : files) {
        String own = String.valueOf(file.getFileName());
        boolean hidden = own.startsWith(".") && !prefix.startsWith(".");
        if (own.startsWith(prefix) && !hidden && items.size() < MOST) {
          items.add(new Completions.Item(Files.isDirectory(file) ? own + "/" : own, KIND, ""));
        }
      }
    } catch (IOException | DirectoryIteratorException | InvalidPathException _) {
      // No such folder: nothing to propose.
    }
    items.sort(Comparator.comparing(Completions.Item::text));
    return new Completions(start + name, cursor, items);
  }

  /// Returns where the text begins that is still open at the cursor, or nothing.
  static Optional<Integer> openText(String code, int cursor) {
    String before = code.substring(0, cursor);
    int line = before.lastIndexOf('\n') + 1;
    int quote = before.lastIndexOf('"');
    if (quote < line || before.startsWith("\"\"\"", Math.max(quote - 2, 0))) {
      return Optional.empty();
    }
    // If the quote opens a text, all from it on is blanked out with literals; else it is in a
    // comment, or closes one.
    boolean opens =
        Syntax.withoutComments(before).charAt(quote) == '"'
            && Syntax.onlyCode(before).substring(quote).isBlank()
            && !Syntax.onlyCode(before + "x").endsWith("x")
            && Syntax.onlyCode(before.substring(0, quote) + "x").endsWith("x");
    return opens ? Optional.of(quote + 1) : Optional.empty();
  }
}
