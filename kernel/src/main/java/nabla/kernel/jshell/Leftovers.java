package nabla.kernel.jshell;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jdk.jshell.ImportSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;
import org.jspecify.annotations.Nullable;

/// Lets go of what cells leave behind that no later cell can name: classes, their sources and
/// JShell's records. What still runs keeps its own classes.
///
/// Used by who holds the compiler's lock.
final class Leftovers {
  /// Looking through all that there is costs a millisecond, so it is not done for every cell.
  private static final int SNIPPETS = 50;

  /// The compiler remembers two kilobytes of each snippet. A new one reads the JDK again, which
  /// takes as long as a few cells.
  private static final int COMPILER = 2_000;

  private final JShell shell;
  private final SourceCodeAnalysis analysis;
  private final CellLoader loader;
  private final SourceMap sources;
  private final @Nullable ShellRecords records;
  private int running;
  private int snippets;
  private int compiled;

  Leftovers(JShell shell, SourceCodeAnalysis analysis, CellLoader loader, SourceMap sources) {
    this.shell = shell;
    this.analysis = analysis;
    this.loader = loader;
    this.sources = sources;
    this.records = ShellRecords.of(shell);
  }

  void cellBegins() {
    running++;
  }

  void snippetRuns() {
    snippets++;
    compiled++;
  }

  /// Lets go, if there is enough and no other cell is in the middle of something.
  void cellEnds() {
    running--;
    if (running == 0 && snippets >= SNIPPETS) {
      snippets = 0;
      clear();
      if (compiled >= COMPILER) {
        compiled = 0;
        // Nothing is added, and the shell takes a new compiler.
        shell.addToClasspath("");
      }
    }
  }

  void clear() {
    Set<String> named = new HashSet<>();
    List<String> wrappers = new ArrayList<>();
    for (Snippet snippet : shell.snippets().toList()) {
      if (ShellRecords.named(snippet, shell)) {
        named.add(snippet.id());
        if (!(snippet instanceof ImportSnippet)) {
          wrappers.add(analysis.wrapper(snippet).fullClassName());
        }
      }
    }
    Set<String> needed = loader.closure(wrappers);
    loader.keepOnly(needed);
    sources.keepOnly(named::contains, name -> needed.contains(name) || loader.isAlive(name));
    if (records != null) {
      records.forget(needed::contains);
    }
  }
}
