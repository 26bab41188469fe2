package nabla.kernel.jshell;

import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/// Tells whether code could run, and how far the next line is indented if not.
final class CompletenessCheck {
  private static final String INDENT = "    ";

  private CompletenessCheck() {}

  static Completeness of(SourceCodeAnalysis analysis, Splitter splitter, String code) {
    String rest = code;
    while (!rest.isBlank()) {
      CompletionInfo info = analysis.analyzeCompletion(rest);
      switch (info.completeness()) {
        case DEFINITELY_INCOMPLETE, CONSIDERED_INCOMPLETE -> {
          return new Completeness(Completeness.Status.INCOMPLETE, indent(code));
        }
        case UNKNOWN -> {
          return new Completeness(Completeness.Status.INVALID, "");
        }
        case EMPTY -> rest = "";
        case COMPLETE, COMPLETE_WITH_SEMI -> rest = info.remaining();
      }
    }
    // JShell only looks for the end of a statement: it takes `1 +* 2` for one that is there.
    boolean parses =
        splitter.split(code).units().stream().noneMatch(unit -> unit.kind() == Unit.Kind.INVALID);
    return new Completeness(
        parses ? Completeness.Status.COMPLETE : Completeness.Status.INVALID, "");
  }

  /// One step for each bracket that is open at the end, and one for a head without its body. A text
  /// block goes on where its last line begins.
  private static String indent(String code) {
    String text = Syntax.onlyCode(code);
    String last = code.substring(code.lastIndexOf('\n') + 1);
    if (!Syntax.onlyCode(code + "x").endsWith("x")) {
      return last.substring(0, last.length() - last.stripLeading().length());
    }
    int steps = depth(text);
    String end = text.strip();
    boolean opens = depth(text.substring(code.lastIndexOf('\n') + 1)) > 0;
    boolean head = !opens && !end.isEmpty() && "{}[(,;".indexOf(end.charAt(end.length() - 1)) < 0;
    return INDENT.repeat(Math.max(steps + (head ? 1 : 0), 0));
  }

  private static int depth(String text) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '{', '(', '[' -> depth++;
        case '}', ')', ']' -> depth--;
        default -> {}
      }
    }
    return depth;
  }
}
