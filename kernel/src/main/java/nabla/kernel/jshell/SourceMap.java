package nabla.kernel.jshell;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.SnippetWrapper;
import org.jspecify.annotations.Nullable;

/// Knows from which line of which cell each line of a compiled class came. Keeps older versions of
/// what was redefined: their code may still run.
final class SourceMap {
  private static final Pattern WRAPPER =
      Pattern.compile("(REPL\\.\\$JShell\\$[0-9A-Z_]+)(?:\\$.*)?");

  private final SourceCodeAnalysis analysis;
  private final Map<String, Lines> classes = new HashMap<>();
  private final Map<String, Origin> snippets = new HashMap<>();
  private @Nullable Origin running;
  private @Nullable Lines runningLines;

  SourceMap(SourceCodeAnalysis analysis) {
    this.analysis = analysis;
  }

  /// A line of a cell, counted from 1.
  record Place(Cell cell, int line) {
    String title() {
      return cell.title(line);
    }

    String text() {
      return cell.text(line);
    }
  }

  private record Origin(Cell cell, Unit unit) {}

  /// The lines of a cell from which those of a class came.
  ///
  /// @param first the line of the class, counted from 1, of which `lines` tells first: before it
  ///   stands the import of every name there is
  private record Lines(Cell cell, int first, List<Integer> lines) {
    int of(int line) {
      int at = Math.max(line - first, 0);
      return line < 1 || at >= lines.size() ? 0 : lines.get(at);
    }
  }

  /// Forgets all that no code that may run came from.
  ///
  /// @param snippet tells by its id whether a snippet has a name still
  /// @param wrapper tells whether a class may still run
  void keepOnly(Predicate<String> snippet, Predicate<String> wrapper) {
    snippets.keySet().removeIf(snippet.negate());
    classes.keySet().removeIf(wrapper.negate());
  }

  /// Says which unit is about to run. JShell names its class only when it has ended, so until then
  /// a class that is not known is taken for this one.
  void begin(Cell cell, Unit unit) {
    running = new Origin(cell, unit);
    runningLines = null;
  }

  private @Nullable Lines runningLines() {
    Origin origin = running;
    if (origin != null && runningLines == null) {
      List<SnippetWrapper> wrappers = analysis.wrappers(origin.unit.source());
      if (!wrappers.isEmpty()) {
        runningLines = lines(wrappers.getFirst(), origin);
      }
    }
    return runningLines;
  }

  /// Remembers that a snippet was made from a unit of a cell.
  void add(Snippet snippet, Cell cell, Unit unit) {
    snippets.put(snippet.id(), new Origin(cell, unit));
    refresh(snippet);
  }

  /// Reads the wrapper of a snippet, anew if JShell has compiled it again.
  void refresh(Snippet snippet) {
    Origin origin = snippets.get(snippet.id());
    if (origin == null) {
      return;
    }
    SnippetWrapper wrapper = analysis.wrapper(snippet);
    classes.put(wrapper.fullClassName(), lines(wrapper, origin));
  }

  private static Lines lines(SnippetWrapper wrapper, Origin origin) {
    String wrapped = wrapper.wrapped();
    Cell whole = new Cell(0, wrapped);
    int[] lines = new int[whole.line(wrapped.length()) + 1];
    String source = wrapper.source();
    int start = 0;
    while (start < source.length()) {
      int end = source.indexOf('\n', start);
      int stop = end < 0 ? source.length() : end;
      int text = start;
      while (text < stop && Character.isWhitespace(source.charAt(text))) {
        text++;
      }
      if (text < stop) {
        int line = whole.line(wrapper.sourceToWrappedPosition(text));
        if (lines[line] == 0) {
          lines[line] = origin.cell.line(origin.unit.inCell(text));
        }
      }
      start = stop + 1;
    }
    int first = 0;
    while (first < lines.length - 1 && lines[first] == 0) {
      first++;
    }
    int[] known = Arrays.copyOfRange(lines, first, lines.length);
    fillGaps(known);
    return new Lines(origin.cell, first, Arrays.stream(known).boxed().toList());
  }

  /// JShell breaks lines of its own: `int x = f()` becomes a field, a header and an assignment.
  private static void fillGaps(int[] lines) {
    for (int i = 1; i < lines.length; i++) {
      lines[i] = lines[i] == 0 ? lines[i - 1] : lines[i];
    }
  }

  /// Returns the cell's line of a stack frame, or `null` if the frame is not code of a cell.
  @Nullable Place place(StackTraceElement frame) {
    Matcher matcher = WRAPPER.matcher(frame.getClassName());
    if (!matcher.matches()) {
      return null;
    }
    Lines known = classes.get(matcher.group(1));
    Lines lines = known == null ? runningLines() : known;
    int line = lines == null ? 0 : lines.of(frame.getLineNumber());
    return lines == null || line == 0 ? null : new Place(lines.cell, line);
  }

  /// Returns the offset in its cell of the first use of a name in a snippet, or -1.
  int find(Snippet snippet, String name) {
    Origin origin = snippets.get(snippet.id());
    if (origin == null) {
      return -1;
    }
    Matcher matcher =
        Pattern.compile("(?<![\\p{L}\\p{N}_$])" + Pattern.quote(name) + "(?![\\p{L}\\p{N}_$])")
            .matcher(Syntax.withoutComments(origin.unit.source()));
    return matcher.find() ? origin.unit.inCell(matcher.start()) : -1;
  }

  @Nullable Cell cell(Snippet snippet) {
    Origin origin = snippets.get(snippet.id());
    return origin == null ? null : origin.cell;
  }

  /// Returns the line of a unit's first word.
  static Place start(Cell cell, Unit unit) {
    String source = Syntax.withoutComments(unit.source());
    int first = source.length() - source.stripLeading().length();
    return new Place(cell, cell.line(unit.inCell(first)));
  }
}
