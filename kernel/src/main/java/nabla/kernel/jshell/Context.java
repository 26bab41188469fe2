package nabla.kernel.jshell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/// The text before a cursor, as JShell's analysis can read it.
///
/// JShell reads the whole text as one piece: declarations and statements may precede, but methods,
/// classes and imports may not. Those of a cell that are complete are blanked out.
///
/// @param text what JShell is given
/// @param shift how much further an offset is in `text` than in the cell
record Context(String text, int shift) {

  static Context before(SourceCodeAnalysis analysis, Syntax syntax, String code, int cursor) {
    String text = code.substring(0, cursor);
    List<String> sources = new ArrayList<>();
    List<Integer> starts = new ArrayList<>();
    String rest = text;
    while (!rest.isBlank()) {
      CompletionInfo info = analysis.analyzeCompletion(rest);
      if (info.completeness() != Completeness.COMPLETE || info.remaining().isEmpty()) {
        break;
      }
      sources.add(info.source());
      starts.add(text.length() - rest.length());
      rest = info.remaining();
    }
    if (sources.isEmpty()) {
      return new Context(text, 0);
    }
    StringBuilder readable = new StringBuilder(text);
    List<Syntax.Facts> facts = syntax.facts(sources);
    for (int i = 0; i < sources.size(); i++) {
      if (!facts.get(i).fitsInMethod()) {
        int end = i + 1 < starts.size() ? starts.get(i + 1) : text.length() - rest.length();
        Syntax.blank(readable, starts.get(i), end);
      }
    }
    // Only inside a block are a text's own variables in scope.
    return new Context(readable.insert(0, '{').toString(), 1);
  }

  /// Returns the name that touches the cursor, as its range.
  static Optional<Range> nameAt(String code, int cursor) {
    int start = cursor;
    while (start > 0 && Character.isJavaIdentifierPart(code.charAt(start - 1))) {
      start--;
    }
    int end = cursor;
    while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
      end++;
    }
    return start < end && Character.isJavaIdentifierStart(code.charAt(start))
        ? Optional.of(new Range(start, end))
        : Optional.empty();
  }

  record Range(int start, int end) {}
}
